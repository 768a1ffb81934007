# SPDX-License-Identifier: Apache-2.0
"""商品転換率: of those who bought A, how many bought X on a later day, and after how many days."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import ItemParams, held, with_name
from omotenashi.insight.measures.params import COUNTED, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class ProductConversionParams(ItemParams):
    """``source`` empty: the most bought things, against each other. ``within`` 0: until the as-of day."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    source: str = option("", N_("Bought first (code)"))
    begin: Literal["bought", "newcomer"] = option(
        "bought",
        N_("Starting with"),
        help_text=N_("newcomer: A was in the customer's very first purchase."),
    )
    then: Literal["later", "next"] = option("later", N_("Counted is"))
    within: int = option(0, N_("Within days (0: until the as-of day)"))
    top: int = option(10, N_("Things shown"), low=1)


def _orders(tables: Tables, params: ProductConversionParams) -> ir.Table:
    """order, person, day."""
    found = in_period(owned(tables, params), params)
    return found.filter(found.counts).select("order", "person", "day")


def _days(found: ir.Table) -> ir.Table:
    """person, day, next_day (of buying), nth."""
    days = found.select("person", "day").distinct()
    window = ibis.window(group_by=days.person, order_by=days.day)
    return days.mutate(next_day=days.day.lead().over(window), nth=ibis.row_number().over(window) + 1)


def _held(tables: Tables, params: ProductConversionParams) -> tuple[ir.Table, ir.Table, ir.Table]:
    """What known persons bought when (person, day, code) and first (person, code, began), and the things (item, code, lines)."""
    found, coded = held(tables, params)
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    if params.source:
        bought = _bought(found, claimed)
        return bought, _firsts(bought.semi_join(coded.filter(coded.item == params.source), "code")), coded
    return *_most(found, claimed, coded, params.top), coded


def _most(found: ir.Table, claimed: ir.Table, coded: ir.Table, top: int) -> tuple[ir.Table, ir.Table]:
    """What was bought of the things that most customers bought, when and first.

    No more customers bought a thing than there are lines of it: so the customers of the things with the most lines say
    how many lines a thing must have at least, and those of all other things need not be told apart.
    """
    ranked = coded.mutate(place=ibis.row_number().over(order_by=[coded.lines.desc(), coded.item]))
    known = _bought(found.semi_join(ranked.filter(ranked.place < top), "code"), claimed)
    heads = _heads(_firsts(known))
    bar = heads.agg(bar=(heads.count() >= top).ifelse(heads.heads.min(), 0)).as_scalar()
    others = _bought(found.semi_join(ranked.filter(ranked.place >= top, ranked.lines >= bar), "code"), claimed)
    # Put together after they are counted, so that what took long is counted once.
    firsts = _firsts(known).union(_firsts(others))
    chosen = _heads(firsts).join(coded, "code").order_by(ibis.desc("heads"), "item").limit(top)
    return known.union(others).semi_join(chosen, "code"), firsts.semi_join(chosen, "code")


def _bought(found: ir.Table, claimed: ir.Table) -> ir.Table:
    """person, day, code: each thing once a day."""
    return found.join(claimed, "node").select("person", "day", "code").distinct()


def _firsts(bought: ir.Table) -> ir.Table:
    """person, code, began: the day on which a person first bought a thing."""
    return bought.group_by("person", "code").agg(began=bought.day.min())


def _heads(firsts: ir.Table) -> ir.Table:
    """code, heads: how many customers bought a thing."""
    return firsts.group_by("code").agg(heads=firsts.count())


def _sources(tables: Tables, params: ProductConversionParams) -> tuple[ir.Table, ir.Table, ir.Table, ir.Table]:
    """Who bought A, when first (person, source, began), what was bought (person, day, code), codes, days of buying."""
    found = _orders(tables, params)
    days = _days(found)
    bought, first, coded = _held(tables, params)
    if params.begin == "newcomer":
        began = days.filter(days.nth == 1).select("person", began="day")
        first = first.semi_join(began, ["person", "began"])
    first = first.rename(source="code")
    if params.within:
        seen = days_between(ibis.literal(params.as_of), first.began)
        first = first.filter(seen >= params.within)
    return first, bought, coded, days


def _converted(first: ir.Table, bought: ir.Table, days: ir.Table, params: ProductConversionParams) -> ir.Table:
    """person, source, target, days: the first time that X was bought after the day of A."""
    if params.then == "next":
        after = bought.rename(target="code")
        first = first.join(days.select("person", "next_day", began="day"), ["person", "began"])
        later = first.join(after, [first.person == after.person, first.next_day == after.day])
    else:
        # The first X after A: no X lies between the two. So it need not be looked for among all that come after.
        window = ibis.window(group_by=[bought.person, bought.code], order_by=bought.day)
        after = bought.select("person", "day", target="code", former=bought.day.lag().over(window))
        none = (after.former <= first.began).fill_null(True)
        later = first.join(after, [first.person == after.person, first.began < after.day, none])
    later = later.select("person", "source", "target", days=days_between(later.day, later.began))
    return later.filter(later.days <= params.within) if params.within else later


def _as_items(made: ir.Table, coded: ir.Table) -> ir.Table:
    """Source and target (or source alone) as the things they are, no more as numbers."""
    for name in ("source", "target"):
        if name in made.columns:
            named = coded.select(**{name: "code", f"{name}_item": "item"})
            made = made.join(named, name).drop(name).rename({name: f"{name}_item"})
    return made


def rows(tables: Tables, params: ProductConversionParams) -> ir.Table:
    """source, target, their names, same (is it a repeat?), buyers, customers, pct, median (days)."""
    first, bought, coded, days = _sources(tables, params)
    found = _converted(first, bought, days, params)
    made = found.group_by("source", "target").agg(customers=found.count(), median=found.days.median())
    heads = first.group_by("source").agg(buyers=first.count())
    made = _as_items(made.join(heads, "source"), coded)
    if params.source:
        made = made.order_by(ibis.desc("customers"), "target").limit(100)
    made = made.mutate(same=made.source == made.target, pct=cells.percent(made.customers, made.buyers))
    made = with_name(made, tables, params.level, source_name="source", target_name="target")
    return made.order_by(ibis.desc("buyers"), "source", ibis.desc("customers"), "target")


def people(tables: Tables, params: ProductConversionParams, cell: Cell) -> ir.Table:
    """Those who went from A to X, or all buyers of A."""
    part = cells.part_of(cell, MEASURE.counts)
    first, bought, coded, days = _sources(tables, params)
    first = first.semi_join(coded.filter(coded.item == cells.text_of(cell, "source")), [("source", "code")])
    if part == "buyers":
        return first.select("person")
    bought = bought.semi_join(coded.filter(coded.item == cells.text_of(cell, "target")), "code")
    return _converted(first, bought, days, params).select("person")


def population(tables: Tables, params: ProductConversionParams) -> ir.Table:
    """buyers of the things to start from, each once; how many of them bought again at all."""
    first, _held, _coded_things, days = _sources(tables, params)
    first = first.join(days.select("person", "next_day", began="day"), ["person", "began"])
    once = first.group_by("person").agg(came=first.next_day.notnull().any())
    made = once.agg(buyers=once.count(), again=once.came.sum().fill_null(0))
    return made.mutate(pct=cells.percent(made.again, made.buyers))


MEASURE = Measure(
    name="product-conversion",
    title=N_("From product to product"),
    question=N_("What do buyers of a product buy next?"),
    formula=N_("Customers who bought X on a day after their first A ÷ customers who bought A."),
    notes=(
        N_("The same day does not count: A and X in one basket are bought together, not one after the other."),
        N_("“Any later day” and “the next purchase” differ; the one in use is written above."),
    ),
    params=ProductConversionParams,
    keys=("source", "target"),
    counts=("customers", "buyers"),
    columns=(
        Column("source", N_("Bought first"), "text"),
        Column("source_name", N_("Name"), "text"),
        Column("target", N_("Bought later"), "text"),
        Column("target_name", N_("Name"), "text"),
        Column("same", N_("Repeat"), "flag"),
        Column("buyers", N_("Buyers of the first"), "people"),
        Column("customers", N_("Went on"), "people"),
        Column("pct", N_("Conversion rate"), "percent"),
        Column("median", N_("Median"), "days"),
    ),
    totals=(
        Column("buyers", N_("Buyers of the first"), "people"),
        Column("again", N_("Bought again at all"), "people"),
        Column("pct", N_("Share who bought again"), "percent"),
    ),
    chart=Chart("heat", x="target", y=("pct",), series="source"),
    rows=rows,
    people=people,
    population=population,
)
