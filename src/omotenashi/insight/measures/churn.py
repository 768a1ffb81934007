# SPDX-License-Identifier: Apache-2.0
"""離脱率: how many customers have been silent for longer than the churn threshold."""

from dataclasses import dataclass
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import group_key, group_of
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import COUNTED, By, Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class ChurnParams(Common):
    """``from`` and ``to`` choose which orders exist at all."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    days: int = option(180, N_("Churn threshold (days)"))
    by: By = option("none", N_("Split by"))


def _silent(tables: Tables, params: ChurnParams) -> ir.Table:
    """person, group, silent: days since the last purchase."""
    rows = in_period(owned(tables, params), params)
    found = rows.group_by("person").agg(last_day=rows.day.max(where=rows.counts), group=group_of(rows, params.by))
    found = found.filter(found.last_day.notnull())
    return found.mutate(silent=days_between(ibis.literal(params.as_of), found.last_day))


def rows(tables: Tables, params: ChurnParams) -> ir.Table:
    """group, customers (acquired so far), churned, pct."""
    found = _silent(tables, params)
    made = found.group_by("group").agg(customers=found.count(), churned=(found.silent > params.days).sum())
    return made.mutate(pct=cells.percent(made.churned, made.customers)).order_by("group")


def people(tables: Tables, params: ChurnParams, cell: Cell) -> ir.Table:
    """All customers, or those silent for more than the threshold."""
    found = _silent(tables, params)
    found = found.filter(cells.same(found.group, group_key(cell, params.by)))
    if cells.part_of(cell, MEASURE.counts) == "churned":
        found = found.filter(found.silent > params.days)
    return found.select("person")


def population(tables: Tables, params: ChurnParams) -> ir.Table:
    """customers acquired so far, churned, pct."""
    found = _silent(tables, params)
    made = found.agg(customers=found.count(), churned=(found.silent > params.days).sum().fill_null(0))
    return made.mutate(pct=cells.percent(made.churned, made.customers))


_SHARED = (
    Column("customers", N_("Customers"), "people"),
    Column("churned", N_("Churned"), "people"),
    Column("pct", N_("Churn rate"), "percent"),
)
MEASURE = Measure(
    name="churn",
    title=N_("Churn rate"),
    question=N_("How many customers have been silent for too long?"),
    formula=N_(
        "Customers with no purchase for more than the threshold since their last one ÷ customers acquired so far."
    ),
    notes=(N_("A later purchase revives a customer: yesterday's list is no part of today's."),),
    params=ChurnParams,
    keys=("group",),
    counts=("customers", "churned"),
    columns=(Column("group", N_("Group"), "text"), *_SHARED),
    totals=_SHARED,
    chart=Chart("bar", x="group", y=("pct",)),
    rows=rows,
    people=people,
    population=population,
)
