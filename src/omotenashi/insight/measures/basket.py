# SPDX-License-Identifier: Apache-2.0
"""併売: which two things are bought together, how often, and whether more often than by chance."""

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import ItemParams, items, with_name
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.purchases import anybody, entries, in_period
from omotenashi.insight.measures.words import N_

# Numbers of things fit into half of a key of 64 bits, so that a pair is one number to group by.
_HALF = 2**31
# How many of the most bought things are paired first, to see how frequent the shown pairs are.
_HEADS = 100
# One of so many baskets is looked at for it.
_SOME = 8


@dataclass(frozen=True, kw_only=True)
class BasketParams(ItemParams):
    """``basket``: an order, or all a customer bought on one day. A pair of few baskets proves nothing: ``least``."""

    basket: Literal["order", "day"] = option("order", N_("One basket"))
    least: int = option(10, N_("Baskets at least"), low=1)
    confidence: int = option(0, N_("Confidence at least (%)"))
    sort: Literal["both", "lift", "confidence"] = option("both", N_("Order by"))
    top: int = option(100, N_("Pairs shown"), low=1)


def _baskets(tables: Tables, params: BasketParams) -> tuple[ir.Table, ir.Table]:
    """Every order with its basket (order, basket, person), and what lines put into baskets (basket, item)."""
    found = in_period(anybody(tables, params), params)
    found = found.filter(found.counts, found.order.notnull())
    # What nobody has claimed stays one basket an order: there is no knowing whose it was.
    alone = -found.order
    key = found.order if params.basket == "order" else found.person.isnull().ifelse(alone, _day_of(found))
    found = found.select("order", "person", basket=key)
    if params.basket == "day":
        return found, items(tables, params.level, params.exclude).join(found, "order").select("basket", "item")
    # An order is its own basket, whosever it is: the join with everybody can wait until somebody asks.
    bare = in_period(entries(tables, params), params)
    bare = bare.filter(bare.counts, bare.order.notnull()).select("order", basket="order")
    return found, items(tables, params.level, params.exclude).join(bare, "order").select("basket", "item")


def _day_of(found: ir.Table) -> ir.IntegerValue:
    return found.person * 2**20 + found.day.epoch_days().cast("int64")


def _pairs(tables: Tables, params: BasketParams) -> ir.Table:
    """Pairs that are often enough, both ways round: a, b, in_a, in_b, both, customers and the three shares."""
    every, inside = _baskets(tables, params)
    # Counted before the filters: never too few, and no join is needed for it.
    seen = items(tables, params.level, params.exclude).group_by("item").agg(lines=ibis._.count())
    least = _bar(inside, seen, params) if params.sort == "both" else params.least
    coded, held = _coded(inside, seen.filter(seen.lines >= least))
    both = _together(held)
    both = both.filter(both.both >= params.least)
    ways = both.union(both.select("both", first="second", second="first"))
    named = coded.join(held.group_by("code").agg(n=held.count()), "code").select("item", "code", "n")
    left, right = named.rename(a="item", in_a="n", first="code"), named.rename(b="item", in_b="n", second="code")
    made = ways.join(left, "first").join(right, "second")
    # Whole numbers against whole numbers: 1/3 of a share would not be 1/3 as a fraction of two.
    made = made.filter(made.both * 100 >= made.in_a * params.confidence)
    made = made.cross_join(_size(every, params))
    made = made.mutate(
        support=cells.percent(made.both, made.baskets),
        confidence=cells.percent(made.both, made.in_a),
        lift=(made.both * made.baskets) / (made.in_a * made.in_b),
    )
    shown = _sorted(made, params).limit(params.top)
    # Only of the pairs that are shown: to know it of all takes as long as all the rest.
    shown = shown.mutate(low=ibis.least(shown.first, shown.second), high=ibis.greatest(shown.first, shown.second))
    shown = shown.join(_customers(every, held, shown.select("low", "high").distinct()), ("low", "high"))
    return shown.select("a", "b", "in_a", "in_b", "both", "customers", "support", "confidence", "lift")


def _size(every: ir.Table, params: BasketParams) -> ir.Table:
    """How many baskets there are."""
    return every.agg(baskets=every.count() if params.basket == "order" else every.basket.nunique())


def _bar(inside: ir.Table, seen: ir.Table, params: BasketParams) -> ir.IntegerScalar:
    """How many lines a thing must have to be in one of the shown pairs, when the most frequent are shown.

    A pair is in no more baskets than either of its things has lines. So the pairs of the best known things say how often
    a thing must be there at least; all other pairs, of which there are millions, need not be counted. Some baskets say
    it already: in all of them each pair is at least as often.
    """
    heads = seen.order_by(ibis.desc("lines"), "item").limit(max(_HEADS, params.top))
    # A share among some of the baskets says nothing of the share among all.
    some = inside if params.confidence else inside.filter(inside.basket % _SOME == 0)
    _coded_heads, held = _coded(some, heads)
    both = _together(held)
    both = both.filter(both.both >= params.least)
    if params.confidence:
        known = held.group_by("code").agg(n=held.count())
        both = both.join(known.rename(in_a="n", first="code"), "first")
        both = both.join(known.rename(in_b="n", second="code"), "second")
        both = both.filter(both.both * 100 >= ibis.least(both.in_a, both.in_b) * params.confidence)
    # Without a share to reach, each pair is shown both ways round.
    needed = params.top if params.confidence else (params.top + 1) // 2
    last = both.order_by(ibis.desc("both")).limit(1, offset=needed - 1)
    return last.agg(bar=last.both.max().fill_null(params.least)).as_scalar()


def _coded(inside: ir.Table, chosen: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Chosen things with a number (item, code), and which of them are in which basket (basket, code).

    Numbers are joined and counted many times faster than the codes of products.
    """
    coded = chosen.select("item", code=ibis.row_number().over(order_by=chosen.item).cast("int32"))
    return coded, inside.join(coded, "item").select("basket", "code").distinct()


def _together(held: ir.Table) -> ir.Table:
    """In how many baskets each pair is: both, first, second (the smaller code first)."""
    other = held.view()
    met = held.join(other, (held.basket == other.basket) & (held.code < other.code))
    keyed = met.select(key=held.code.cast("int64") * _HALF + other.code)
    found = keyed.group_by("key").agg(both=keyed.count())
    first, second = (found.key // _HALF).cast("int32"), (found.key % _HALF).cast("int32")
    return found.select("both", first=first, second=second)


def _customers(every: ir.Table, held: ir.Table, pairs: ir.Table) -> ir.Table:
    """How many customers had each of these pairs (low, high): low, high, customers."""
    codes = pairs.select(code="low").union(pairs.select(code="high")).distinct()
    few = held.semi_join(codes, "code")
    left, right = few.rename(low="code"), few.rename(high="code").view()
    met = left.join(right, "basket").semi_join(pairs, ("low", "high")).select("basket", "low", "high")
    met = met.left_join(every.select("basket", "person"), "basket")
    return met.group_by("low", "high").agg(customers=met.person.nunique())


def _sorted(made: ir.Table, params: BasketParams) -> ir.Table:
    names = dict.fromkeys((params.sort, "both"))
    return made.order_by([*(ibis.desc(name) for name in names), "a", "b"])


def rows(tables: Tables, params: BasketParams) -> ir.Table:
    """a, a_name, b, b_name, in_a, in_b, both, customers, support, confidence, lift; the pairs both ways round."""
    made = with_name(_pairs(tables, params), tables, params.level, a_name="a", b_name="b")
    return _sorted(made, params)


def people(tables: Tables, params: BasketParams, cell: Cell) -> ir.Table:
    """Customers who had both in one basket."""
    cells.part_of(cell, MEASURE.counts)
    every, inside = _baskets(tables, params)
    left = inside.filter(inside.item == cells.text_of(cell, "a"))
    both = left.semi_join(inside.filter(inside.item == cells.text_of(cell, "b")), "basket")
    return every.filter(every.person.notnull()).semi_join(both, "basket").select("person").distinct()


def population(tables: Tables, params: BasketParams) -> ir.Table:
    """baskets, items (different things), several (baskets of two things or more), pairs found."""
    every, inside = _baskets(tables, params)
    each = inside.group_by("basket").agg(least=inside.item.min(), most=inside.item.max())
    return (
        _size(every, params)
        .cross_join(inside.agg(items=inside.item.nunique()))
        .cross_join(each.agg(several=(each.least != each.most).sum().fill_null(0)))
        .mutate(several_pct=cells.percent(ibis._.several, ibis._.baskets))
    )


MEASURE = Measure(
    name="basket",
    title=N_("Bought together"),
    question=N_("What do customers buy together?"),
    formula=N_(
        "Support = baskets with both ÷ all baskets. Confidence A→B = baskets with both ÷ baskets with A. "
        "Lift = support ÷ (share of A × share of B)."
    ),
    notes=(
        N_("Shipping and novelties are in no basket. A pair in fewer than 10 baskets proves nothing and is left out."),
        N_("Lift 1 is chance; 2 is twice as often as chance."),
    ),
    params=BasketParams,
    keys=("a", "b"),
    counts=("customers",),
    columns=(
        Column("a", N_("Who buys"), "text"),
        Column("a_name", N_("Name of A"), "text"),
        Column("b", N_("buys as well"), "text"),
        Column("b_name", N_("Name of B"), "text"),
        Column("in_a", N_("Baskets with A"), "count"),
        Column("in_b", N_("Baskets with B"), "count"),
        Column("both", N_("Baskets with both"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("support", N_("Support"), "percent"),
        Column("confidence", N_("Confidence"), "percent"),
        Column("lift", N_("Lift"), "ratio"),
    ),
    totals=(
        Column("baskets", N_("Baskets"), "count"),
        Column("several", N_("With two things or more"), "count"),
        Column("several_pct", N_("Share with two or more"), "percent"),
        Column("items", N_("Different things"), "count"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)
