# SPDX-License-Identifier: Apache-2.0
"""LTV（実績）: what a customer has brought within N days of the first purchase."""

from dataclasses import dataclass

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import FirstParams, firsts, group_key, split, whole
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class LtvParams(FirstParams):
    """``days`` 0 looks until the as-of day: such customers are not of one age."""

    days: int = option(90, N_("Within days (0: until the as-of day)"))


def _mature(tables: Tables, params: LtvParams) -> ir.Table:
    """The history of customers observed for N days, within N days."""
    found = split(tables, params)
    found = found.filter(found.observed >= params.days)
    return found.filter(found.age <= params.days) if params.days else found


def rows(tables: Tables, params: LtvParams) -> ir.Table:
    """group, customers, sum, ltv."""
    found = _mature(tables, params)
    made = found.group_by("group").agg(customers=(found.place == 0).sum().fill_null(0), sum=found.amount.sum())
    return made.mutate(ltv=made["sum"] / made.customers).order_by("group")


def people(tables: Tables, params: LtvParams, cell: Cell) -> ir.Table:
    """Customers observed for N days."""
    cells.part_of(cell, MEASURE.counts)
    found = firsts(_mature(tables, params))
    return found.filter(cells.same(found.group, group_key(cell, params.by))).select("person")


def population(tables: Tables, params: LtvParams) -> ir.Table:
    """customers, sum and ltv over everybody, each once."""
    made = rows(tables, whole(params))
    total = made.agg(customers=made.customers.sum().fill_null(0), sum=made["sum"].sum())
    return total.mutate(ltv=total["sum"] / total.customers.nullif(0))


_SHARED = (
    Column("customers", N_("Customers observed"), "people"),
    Column("sum", N_("Amount"), "money"),
    Column("ltv", N_("LTV"), "money"),
)
MEASURE = Measure(
    name="ltv",
    title=N_("LTV (actual)"),
    question=N_("What has a customer brought within N days?"),
    formula=N_(
        "Amount of the customers within N days of their first purchase ÷ those customers, "
        "all of them observed for N days."
    ),
    notes=(
        N_("Sales or profit, with or without tax, returns and points: five honest numbers differ."),
        N_("By product or category, a first purchase of several things counts for each of them; the 30 most frequent."),
    ),
    params=LtvParams,
    keys=("group",),
    counts=("customers",),
    columns=(Column("group", N_("Group"), "text"), *_SHARED),
    totals=_SHARED,
    chart=Chart("bar", x="group", y=("ltv",)),
    rows=rows,
    people=people,
    population=population,
)
