# SPDX-License-Identifier: Apache-2.0
"""LTV curve: LTV within 30, 60 … days, by the first channel or another property of day 0."""

from dataclasses import dataclass

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import (
    MONTHLY,
    FirstParams,
    firsts,
    full_step,
    group_key,
    history,
    split,
    stepped,
    whole,
)
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import ByFirst, option
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class CurveParams(FirstParams):
    """``days`` are the points of the curve, up to 720 and beyond."""

    by: ByFirst = option("channel", N_("Split by"))
    days: tuple[int, ...] = option(MONTHLY, N_("Within days"), low=1)


def rows(tables: Tables, params: CurveParams) -> ir.Table:
    """group, days, customers (observed for so long), sum, ltv (null without customers)."""
    found = split(tables, params)
    found = found.mutate(full=full_step(found.observed, params.days))
    made = stepped(found, params.days, "group").drop("repeaters")
    return made.mutate(ltv=made["sum"] / made.customers.nullif(0)).order_by("group", "days")


def people(tables: Tables, params: CurveParams, cell: Cell) -> ir.Table:
    """Customers of the group who have been observed for so long."""
    cells.part_of(cell, MEASURE.counts)
    found = firsts(split(tables, params))
    found = found.filter(found.observed >= cells.number_of(cell, "days"))
    return found.filter(cells.same(found.group, group_key(cell, params.by))).select("person")


def population(tables: Tables, params: CurveParams) -> ir.Table:
    """new: everybody with a day 0, and the oldest and youngest of these days."""
    found = firsts(history(tables, whole(params)))
    return found.agg(new=found.count(), oldest=found.first_day.min(), youngest=found.first_day.max())


MEASURE = Measure(
    name="ltv-curve",
    title=N_("LTV curve"),
    question=N_("How does LTV grow with time, by first channel?"),
    formula=N_(
        "For each N: amount of the customers within N days of their first purchase ÷ those "
        "customers, all of them observed for N days."
    ),
    notes=(N_("Fewer customers are old enough as N grows: the curve is not one group over time."),),
    params=CurveParams,
    keys=("group", "days"),
    counts=("customers",),
    columns=(
        Column("group", N_("Group"), "text"),
        Column("days", N_("Within days"), "days"),
        Column("customers", N_("Customers observed"), "people"),
        Column("sum", N_("Amount"), "money"),
        Column("ltv", N_("LTV"), "money"),
    ),
    totals=(
        Column("new", N_("New customers"), "people"),
        Column("oldest", N_("Oldest first purchase"), "date"),
        Column("youngest", N_("Youngest first purchase"), "date"),
    ),
    chart=Chart("line", x="days", y=("ltv",), series="group"),
    rows=rows,
    people=people,
    population=population,
)
