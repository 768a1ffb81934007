# SPDX-License-Identifier: Apache-2.0
"""商品転換率: of those who bought A, how many bought X on a later day, and after how many days."""

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import ItemParams, items, with_name
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class ProductConversionParams(ItemParams):
    """``source`` empty: the most bought things, against each other. ``within`` 0: until the as-of day."""

    source: str = option("", N_("Bought first (code)"))
    begin: Literal["bought", "newcomer"] = option(
        "bought",
        N_("Starting with"),
        help_text=N_("newcomer: A was in the customer's very first purchase."),
    )
    then: Literal["later", "next"] = option("later", N_("Counted is"))
    within: int = option(0, N_("Within days (0: until the as-of day)"))
    top: int = option(10, N_("Things shown"), low=1)


def _bought(tables: Tables, params: ProductConversionParams) -> tuple[ir.Table, ir.Table]:
    """What was bought on which day (person, day, item), and the next day of buying (person, day, next_day, nth)."""
    found = in_period(owned(tables, params), params)
    found = found.filter(found.counts)
    held = found.select("order", "person", "day").join(items(tables, params.level, params.exclude), "order")
    days = found.select("person", "day").distinct()
    window = ibis.window(group_by=days.person, order_by=days.day)
    days = days.mutate(next_day=days.day.lead().over(window), nth=ibis.row_number().over(window) + 1)
    return held.select("person", "day", "item").distinct(), days


def _sources(tables: Tables, params: ProductConversionParams) -> tuple[ir.Table, ir.Table]:
    """Who bought A, when first (person, source, began, next_day), and what was bought at all."""
    held, days = _bought(tables, params)
    chosen = held.filter(held.item == params.source) if params.source else held.semi_join(_most(held, params), "item")
    if params.begin == "newcomer":
        chosen = chosen.semi_join(days.filter(days.nth == 1), ["person", "day"])
    first = chosen.group_by("person", source="item").agg(began=chosen.day.min())
    first = first.join(days.select("person", "next_day", began="day"), ["person", "began"])
    if params.within:
        seen = days_between(ibis.literal(params.as_of), first.began)
        first = first.filter(seen >= params.within)
    return first, held


def _most(held: ir.Table, params: ProductConversionParams) -> ir.Table:
    """The things that most customers bought."""
    heads = held.group_by("item").agg(heads=held.person.nunique())
    return heads.order_by(ibis.desc("heads"), "item").limit(params.top).select("item")


def _converted(first: ir.Table, held: ir.Table, params: ProductConversionParams) -> ir.Table:
    """person, source, target, days: the first time that X was bought after the day of A."""
    if not params.source:
        held = held.semi_join(_most(held, params), "item")
    after = held.rename(target="item")
    if params.then == "next":
        later = first.join(after, [first.person == after.person, first.next_day == after.day])
    else:
        later = first.join(after, [first.person == after.person, first.began < after.day])
    gap = days_between(later.day, later.began)
    later = later.select("person", "source", "target", days=gap)
    if params.within:
        later = later.filter(later.days <= params.within)
    return later.group_by("person", "source", "target").agg(days=later.days.min())


def rows(tables: Tables, params: ProductConversionParams) -> ir.Table:
    """source, target, their names, same (is it a repeat?), buyers, customers, pct, median (days)."""
    first, held = _sources(tables, params)
    found = _converted(first, held, params)
    made = found.group_by("source", "target").agg(customers=found.count(), median=found.days.median())
    if params.source:
        made = made.order_by(ibis.desc("customers"), "target").limit(100)
    heads = first.group_by("source").agg(buyers=first.count())
    made = made.join(heads, "source")
    made = made.mutate(same=made.source == made.target, pct=cells.percent(made.customers, made.buyers))
    made = with_name(made, tables, params.level, source_name="source", target_name="target")
    return made.order_by(ibis.desc("buyers"), "source", ibis.desc("customers"), "target")


def people(tables: Tables, params: ProductConversionParams, cell: Cell) -> ir.Table:
    """Those who went from A to X, or all buyers of A."""
    part = cells.part_of(cell, MEASURE.counts)
    first, held = _sources(tables, params)
    first = first.filter(first.source == cells.text_of(cell, "source"))
    if part == "buyers":
        return first.select("person")
    found = _converted(first, held, params)
    return found.filter(found.target == cells.text_of(cell, "target")).select("person")


def population(tables: Tables, params: ProductConversionParams) -> ir.Table:
    """buyers of the things to start from, each once; how many of them bought again at all."""
    first, _ = _sources(tables, params)
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
