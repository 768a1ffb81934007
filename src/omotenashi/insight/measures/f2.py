# SPDX-License-Identifier: Apache-2.0
"""F2転換率: how many new customers buy a second time within N days."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import (
    MONTHLY,
    CohortParams,
    firsts,
    full_step,
    group_key,
    history,
    stepped,
)
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import COUNTED, option
from omotenashi.insight.measures.purchases import days_between
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class F2Params(CohortParams):
    """``young=include`` counts customers not yet observed for N days: for comparison only."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    days: tuple[int, ...] = option(MONTHLY, N_("Within days"), low=1)
    young: Literal["exclude", "include"] = option("exclude", N_("Customers under observation"))


def rows(tables: Tables, params: F2Params) -> ir.Table:
    """group, days, customers (observed for so long), repeaters, pct (null without customers)."""
    found, steps = history(tables, params), params.days
    young = params.young == "include"
    found = found.mutate(full=steps[-1] if young else full_step(found.observed, steps))
    made = stepped(found, steps, "group").drop("sum")
    return made.mutate(pct=cells.percent(made.repeaters, made.customers)).order_by("group", "days")


def people(tables: Tables, params: F2Params, cell: Cell) -> ir.Table:
    """Customers observed for N days, or those of them who bought again within N days."""
    found, days = firsts(history(tables, params)), cells.number_of(cell, "days")
    found = found.filter(cells.same(found.group, group_key(cell, params.by)))
    if params.young == "exclude":
        found = found.filter(found.observed >= days)
    if cells.part_of(cell, MEASURE.counts) == "repeaters":
        found = found.filter(days_between(found.next_day, found.first_day) <= days)
    return found.select("person")


def population(tables: Tables, params: F2Params) -> ir.Table:
    """new: everybody with a day 0; repeaters: those with a second purchase by now."""
    found = firsts(history(tables, params))
    return found.agg(new=found.count(), repeaters=found.next_day.count(), youngest=found.first_day.max())


MEASURE = Measure(
    name="f2",
    title=N_("F2 conversion"),
    question=N_("How many new customers buy a second time within N days?"),
    formula=N_("Customers with a 2nd purchase within N days of the 1st ÷ new customers observed for N days."),
    notes=(
        N_("Customers who have not been observed for N days are left out, not counted as 0."),
        N_("Orders of one day are one purchase unless same-day orders are counted apart."),
    ),
    params=F2Params,
    keys=("group", "days"),
    counts=("customers", "repeaters"),
    columns=(
        Column("group", N_("Group"), "text"),
        Column("days", N_("Within days"), "days"),
        Column("customers", N_("Customers observed"), "people"),
        Column("repeaters", N_("Bought again"), "people"),
        Column("pct", N_("F2 conversion"), "percent"),
    ),
    totals=(
        Column("new", N_("New customers"), "people"),
        Column("repeaters", N_("Bought again by now"), "people"),
        Column("youngest", N_("Youngest first purchase"), "date"),
    ),
    chart=Chart("line", x="days", y=("pct",), series="group"),
    rows=rows,
    people=people,
    population=population,
)
