# SPDX-License-Identifier: Apache-2.0
"""初回商品: which first purchase leads to a second one, after how many days, and to how much in the end."""

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import CohortParams, firsts, history
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import items, with_name
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.purchases import days_between, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class FirstProductParams(CohortParams):
    """``days``: how far each customer is followed; who is younger stands apart as under observation."""

    level: Literal["product", "category"] = option("product", N_("Level"))
    days: int = option(180, N_("Within days"), low=1)
    least: int = option(5, N_("Customers at least"), low=1)
    top: int = option(50, N_("Things shown"), low=1)


def _began(tables: Tables, params: FirstProductParams) -> ir.Table:
    """person, item, first_day, gap (days to the second purchase or null), old (observed for so long), amount."""
    found = history(tables, params)
    spent = found.filter(found.age <= params.days).group_by("person").agg(amount=lambda t: t.amount.sum())
    first = firsts(found)
    first = first.select(
        "person",
        "first_day",
        gap=days_between(first.next_day, first.first_day),
        old=first.observed >= params.days,
    ).join(spent, "person")
    bought = owned(tables, params)
    bought = bought.filter(bought.counts).select("order", "person", "day")
    held = bought.join(items(tables, params.level), "order").select("person", "day", "item").distinct()
    return first.join(held, [first.person == held.person, first.first_day == held.day]).drop("day")


def _first(found: ir.Table, params: FirstProductParams) -> ir.Table:
    quick = (found.gap <= params.days).fill_null(False)
    made = found.group_by("item").agg(
        customers=found.old.sum(),
        repeaters=(found.old & quick).sum(),
        young=(~found.old).sum(),
        sum=found.amount.sum(where=found.old),
        median=(found.old & quick).ifelse(found.gap, ibis.null("int64")).median(),
    )
    made = made.filter(made.customers + made.young >= params.least)
    return made.mutate(pct=cells.percent(made.repeaters, made.customers), ltv=made["sum"] / made.customers.nullif(0))


def rows(tables: Tables, params: FirstProductParams) -> ir.Table:
    """item, name, customers (observed), repeaters, pct, median (days to the second), sum, ltv, young."""
    made = _first(_began(tables, params), params)
    made = made.order_by(ibis.desc("customers"), "item").limit(params.top)
    return with_name(made, tables, params.level, name="item").order_by(ibis.desc("customers"), "item")


def people(tables: Tables, params: FirstProductParams, cell: Cell) -> ir.Table:
    """Customers who began with it: observed long enough, back again, or still too young."""
    part = cells.part_of(cell, MEASURE.counts)
    found = _began(tables, params)
    found = found.filter(found.item == cells.text_of(cell, "item"))
    found = found.filter(~found.old if part == "young" else found.old)
    if part == "repeaters":
        found = found.filter(found.gap <= params.days)
    return found.select("person")


def population(tables: Tables, params: FirstProductParams) -> ir.Table:
    """Everybody with a day 0, whatever they began with: customers (observed), repeaters, pct, young."""
    found = firsts(history(tables, params))
    old = found.observed >= params.days
    gap = days_between(found.next_day, found.first_day)
    quick = (gap <= params.days).fill_null(False)
    made = found.agg(
        customers=old.sum().fill_null(0),
        repeaters=(old & quick).sum().fill_null(0),
        young=(~old).sum().fill_null(0),
        median=(old & quick).ifelse(gap, ibis.null("int64")).median(),
    )
    return made.mutate(pct=cells.percent(made.repeaters, made.customers))


_HEADS = Column("customers", N_("Customers observed"), "people")
_AGAIN = Column("repeaters", N_("Bought again"), "people")
_RATE = Column("pct", N_("F2 conversion"), "percent")
_MEDIAN = Column("median", N_("Days to the second (median)"), "days")
_YOUNG = Column("young", N_("Under observation"), "people")
MEASURE = Measure(
    name="first-product",
    title=N_("By first product"),
    question=N_("Which first product makes customers come back?"),
    formula=N_(
        "Per product of the first purchase: customers with a second purchase within N days ÷ customers "
        "observed for N days; their amount within N days ÷ these customers."
    ),
    notes=(
        N_("A first purchase of several products counts for each of them: rows do not add up."),
        N_("Who has not been observed for N days is in no rate."),
    ),
    params=FirstProductParams,
    keys=("item",),
    counts=("customers", "repeaters", "young"),
    columns=(
        Column("item", N_("First product"), "text"),
        Column("name", N_("Name"), "text"),
        _HEADS,
        _AGAIN,
        _RATE,
        _MEDIAN,
        Column("sum", N_("Amount"), "money"),
        Column("ltv", N_("LTV"), "money"),
        _YOUNG,
    ),
    totals=(_HEADS, _AGAIN, _RATE, _MEDIAN, _YOUNG),
    chart=Chart("bar", x="item", y=("pct",)),
    rows=rows,
    people=people,
    population=population,
)
