# SPDX-License-Identifier: Apache-2.0
"""併売: which two things are bought together, how often, and whether more often than by chance."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import ItemParams, held, with_name
from omotenashi.insight.measures.params import COUNTED, option
from omotenashi.insight.measures.purchases import anybody, entries, in_period
from omotenashi.insight.measures.words import N_

# Numbers of things fit into half of a key of 64 bits, so that a pair is one number to group by.
_HALF = 2**31


@dataclass(frozen=True, kw_only=True)
class BasketParams(ItemParams):
    """``basket``: an order, or all a customer bought on one day. A pair of few baskets proves nothing: ``least``."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    basket: Literal["order", "day"] = option("order", N_("One basket"))
    least: int = option(10, N_("Baskets at least"), low=1)
    confidence: int = option(0, N_("Confidence at least (%)"))
    sort: Literal["both", "lift", "confidence"] = option("both", N_("Order by"))
    top: int = option(100, N_("Pairs shown"), low=1)


def _baskets(tables: Tables, params: BasketParams) -> tuple[ir.Table, ir.Table]:
    """What is in which basket, each thing once (basket, node, code), and the things (item, code, lines)."""
    found, coded = held(tables, params)
    if params.basket == "order":
        return found.select("node", "code", basket="order"), coded
    # The same thing in two orders of a day is in one basket once.
    keyed = found.left_join(tables.nodes.select("node", "person"), "node").drop("node_right")
    keyed = keyed.select("node", "code", basket=_day_basket(keyed))
    return keyed.group_by("basket", "code").agg(node=keyed.node.min()), coded


def _day_basket(found: ir.Table) -> ir.IntegerValue:
    """All that a person bought on one day; what nobody has claimed stays one basket an order."""
    together = found.person * 2**20 + found.day.epoch_days().cast("int64")
    return found.person.isnull().ifelse(-found.order, together)


def _size(tables: Tables, params: BasketParams) -> ir.Table:
    """How many baskets there are, those without goods among them."""
    if params.basket == "order":
        found = in_period(entries(tables, params), params)
        return found.filter(found.counts, found.order.notnull()).agg(baskets=ibis._.count())
    found = in_period(anybody(tables, params), params)
    found = found.filter(found.counts, found.order.notnull())
    return found.select(basket=_day_basket(found)).agg(baskets=ibis._.basket.nunique())


def _pairs(tables: Tables, params: BasketParams) -> ir.Table:
    """Pairs that are often enough, both ways round: a, b, in_a, in_b, both, customers and the three shares."""
    inside, coded = _baskets(tables, params)
    # No thing is in more baskets than there are lines of it.
    few = inside.semi_join(coded.filter(coded.lines >= params.least), "code")
    met = _met(few)
    both = _together(met)
    both = both.filter(both.both >= params.least)
    ways = both.union(both.select("both", first="second", second="first"))
    named = coded.join(few.group_by("code").agg(n=few.count()), "code").select("item", "code", "n")
    left, right = named.rename(a="item", in_a="n", first="code"), named.rename(b="item", in_b="n", second="code")
    made = ways.join(left, "first").join(right, "second")
    # Whole numbers against whole numbers: 1/3 of a share would not be 1/3 as a fraction of two.
    made = made.filter(made.both * 100 >= made.in_a * params.confidence)
    made = made.cross_join(_size(tables, params))
    made = made.mutate(
        support=cells.percent(made.both, made.baskets),
        confidence=cells.percent(made.both, made.in_a),
        lift=(made.both * made.baskets) / (made.in_a * made.in_b),
    )
    shown = _sorted(made, params).limit(params.top)
    # Only of the pairs that are shown: to know it of all takes as long as all the rest.
    low, high = ibis.least(shown.first, shown.second), ibis.greatest(shown.first, shown.second)
    shown = shown.mutate(key=_key(low, high))
    shown = shown.join(_customers(tables, few, shown.select("key").distinct()), "key")
    return shown.select("a", "b", "in_a", "in_b", "both", "customers", "support", "confidence", "lift")


def _key(low: ir.IntegerValue, high: ir.IntegerValue) -> ir.IntegerValue:
    return low.cast("int64") * _HALF + high


def _met(inside: ir.Table) -> ir.Table:
    """Every two things that met in a basket, the smaller number first: node, key."""
    # Both by reference: what is joined on as it stands would be written out, and worked out, a second time.
    inside, other = inside.view(), inside.view()
    met = inside.join(other, (inside.basket == other.basket) & (inside.code < other.code))
    return met.select(inside.node, key=_key(inside.code, other.code))


def _together(met: ir.Table) -> ir.Table:
    """In how many baskets each pair is: both, first, second."""
    found = met.group_by("key").agg(both=met.count())
    first, second = (found.key // _HALF).cast("int32"), (found.key % _HALF).cast("int32")
    return found.select("both", first=first, second=second)


def _customers(tables: Tables, inside: ir.Table, pairs: ir.Table) -> ir.Table:
    """How many customers had each of these pairs (key): key, customers."""
    codes = pairs.select(code=(pairs.key // _HALF).cast("int32"))
    codes = codes.union(pairs.select(code=(pairs.key % _HALF).cast("int32"))).distinct()
    met = pairs.join(_met(inside.view().semi_join(codes, "code")), "key").select("node", "key")
    met = met.distinct().left_join(tables.nodes.select("node", "person"), "node")
    return met.group_by("key").agg(customers=met.person.nunique())


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
    inside, coded = _baskets(tables, params)
    left, right = (_with(inside, coded, cells.text_of(cell, name)) for name in ("a", "b"))
    met = left.semi_join(right, "basket").join(tables.nodes.filter(tables.nodes.person.notnull()), "node")
    return met.select("person").distinct()


def _with(inside: ir.Table, coded: ir.Table, item: str) -> ir.Table:
    return inside.semi_join(coded.filter(coded.item == item), "code")


def population(tables: Tables, params: BasketParams) -> ir.Table:
    """baskets, items (different things), several (baskets of two things or more), pairs found."""
    inside, _coded = _baskets(tables, params)
    each = inside.group_by("basket").agg(least=inside.code.min(), most=inside.code.max())
    return (
        _size(tables, params)
        .cross_join(inside.agg(items=inside.code.nunique()))
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
