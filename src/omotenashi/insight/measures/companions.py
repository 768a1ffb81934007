# SPDX-License-Identifier: Apache-2.0
"""併売パターン: what is bought together with a thing in the first, the second … purchase of a customer."""

from dataclasses import dataclass
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import ItemParams, items, with_name
from omotenashi.insight.measures.params import COUNTED, option
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class CompanionsParams(ItemParams):
    """Purchase ``n`` of each customer is the basket; ``from`` and ``to`` choose its day. ``source`` empty: the most."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    n: int = option(1, N_("Purchase number"), low=1)
    source: str = option("", N_("Bought with (code)"))
    companions: int = option(5, N_("Companions of each"), low=1)
    top: int = option(10, N_("Things shown"), low=1)


def _held(tables: Tables, params: CompanionsParams) -> ir.Table:
    """What was in the n-th purchase of each customer: person, item."""
    found = owned(tables, params)
    found = found.filter(found.counts, found.order.notnull())
    by_time = [found.day] if params.same_day == "merge" else [found.day, found.placed_at, found.order]
    # Orders of one day share a number, so that they are one basket.
    nth = ibis.dense_rank().over(ibis.window(group_by=found.person, order_by=by_time)) + 1
    found = found.mutate(nth=nth)
    found = in_period(found.filter(found.nth == params.n), params)
    held = found.select("order", "person").join(items(tables, params.level, params.exclude), "order")
    return held.select("person", "item").distinct()


def _pairs(tables: Tables, params: CompanionsParams) -> ir.Table:
    """source, target, place (1 = most frequent), holders, customers."""
    held = _held(tables, params)
    sizes = held.group_by(source="item").agg(holders=held.count())
    if params.source:
        sizes = sizes.filter(sizes.source == params.source)
    sizes = sizes.order_by(ibis.desc("holders"), "source").limit(params.top)
    one = held.rename(source="item").join(sizes, "source")
    met = one.join(held.rename(target="item"), "person")
    met = met.filter(met.source != met.target)
    made = met.group_by("source", "target", "holders").agg(customers=met.count())
    order = [ibis.desc(made.customers), made.target]
    made = made.mutate(place=ibis.row_number().over(ibis.window(group_by=made.source, order_by=order)) + 1)
    return made.filter(made.place <= params.companions)


def rows(tables: Tables, params: CompanionsParams) -> ir.Table:
    """source, place, target, their names, holders (customers whose n-th purchase had A), customers (A and X), pct."""
    made = _pairs(tables, params)
    made = made.mutate(pct=cells.percent(made.customers, made.holders))
    made = with_name(made, tables, params.level, source_name="source", target_name="target")
    return made.order_by(ibis.desc("holders"), "source", "place")


def people(tables: Tables, params: CompanionsParams, cell: Cell) -> ir.Table:
    """Customers with both in their n-th purchase, or all with the first."""
    part, held = cells.part_of(cell, MEASURE.counts), _held(tables, params)
    source = held.filter(held.item == cells.text_of(cell, "source")).select("person")
    if part == "holders":
        return source
    return source.semi_join(held.filter(held.item == cells.text_of(cell, "target")), "person")


def population(tables: Tables, params: CompanionsParams) -> ir.Table:
    """customers with an n-th purchase of goods; several: with two things or more in it; things a purchase."""
    held = _held(tables, params)
    sizes = held.group_by("person").agg(n=held.count())
    made = sizes.agg(customers=sizes.count(), several=(sizes.n > 1).sum().fill_null(0), things=sizes.n.mean())
    return made.mutate(several_pct=cells.percent(made.several, made.customers))


MEASURE = Measure(
    name="companions",
    title=N_("Companions by purchase"),
    question=N_("What goes along with a product in the first purchase, and what in the second?"),
    formula=N_("Of the customers whose n-th purchase contains A: how many have X in the same purchase."),
    notes=(
        N_("Orders of one day are one purchase; shipping and novelties are in none."),
        N_("A thing stands with its most frequent companions; small shares of few customers prove nothing."),
    ),
    params=CompanionsParams,
    keys=("source", "target"),
    counts=("customers", "holders"),
    columns=(
        Column("source", N_("Bought"), "text"),
        Column("source_name", N_("Name"), "text"),
        Column("place", N_("Place"), "count"),
        Column("target", N_("Companion"), "text"),
        Column("target_name", N_("Name"), "text"),
        Column("holders", N_("Customers with it"), "people"),
        Column("customers", N_("With both"), "people"),
        Column("pct", N_("Share"), "percent"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("several", N_("Bought two things or more"), "people"),
        Column("several_pct", N_("Share with two or more"), "percent"),
        Column("things", N_("Things a purchase"), "ratio"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)
