# SPDX-License-Identifier: Apache-2.0
"""Fn転換率 and 残存率: how many reach the n-th purchase, by two denominators side by side."""

from dataclasses import dataclass
from typing import ClassVar

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import (
    CohortParams,
    group_key,
    history,
)
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import COUNTED, option
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class FnParams(CohortParams):
    """``within`` 0 looks until the as-of day; N looks N days ahead, at customers seen so long."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    within: int = option(0, N_("Within days (0: until the as-of day)"))
    top: int = option(10, N_("Up to purchase"), low=1)


def _reached(tables: Tables, params: FnParams) -> ir.Table:
    """person, group, reached: the number of purchases from day 0 on (the first is 1)."""
    found = history(tables, params)
    found = found.filter(found.place.notnull())
    if params.within:
        found = found.filter(found.observed >= params.within, found.age <= params.within)
    return found.group_by("person", "group").agg(reached=found.count())


def rows(tables: Tables, params: FnParams) -> ir.Table:
    """group, n, reached, residual_pct (÷ reached 1), conversion_pct (÷ reached n−1)."""
    found = _reached(tables, params)
    counted = found.group_by("group", "reached").agg(people=found.count())
    grid = counted.cross_join(cells.numbers(*range(1, params.top + 1), name="n"))
    made = grid.group_by("group", "n").agg(
        first=grid.people.sum(),
        before=grid.people.sum(where=grid.reached >= grid.n - 1),
        reached=grid.people.sum(where=grid.reached >= grid.n).fill_null(0),
    )
    made = made.filter(made.reached > 0)
    return made.select(
        "group",
        "n",
        "reached",
        residual_pct=cells.percent(made.reached, made["first"]),
        conversion_pct=(made.n > 1).ifelse(cells.percent(made.reached, made.before), None),
    ).order_by("group", "n")


def people(tables: Tables, params: FnParams, cell: Cell) -> ir.Table:
    """Customers who made their n-th purchase."""
    cells.part_of(cell, MEASURE.counts)
    found = _reached(tables, params)
    found = found.filter(found.reached >= cells.number_of(cell, "n"))
    return found.filter(cells.same(found.group, group_key(cell, params.by))).select("person")


def population(tables: Tables, params: FnParams) -> ir.Table:
    """customers: those with a day 0 (seen long enough); purchases: all of theirs."""
    found = _reached(tables, params)
    return found.agg(customers=found.count(), purchases=found.reached.sum(), most=found.reached.max())


MEASURE = Measure(
    name="fn",
    aliases=("retention",),
    title=N_("Conversion and residual rate by purchase count"),
    question=N_("How many customers reach the 2nd, 3rd, … purchase?"),
    formula=N_("Residual rate(n) = reached n ÷ reached 1. Conversion rate(n−1→n) = reached n ÷ reached n−1."),
    notes=(
        N_("F3 means the third purchase."),
        N_("The two rates have different denominators; both are shown."),
    ),
    params=FnParams,
    keys=("group", "n"),
    counts=("reached",),
    columns=(
        Column("group", N_("Group"), "text"),
        Column("n", N_("Purchase"), "count"),
        Column("reached", N_("Customers"), "people"),
        Column("residual_pct", N_("Residual rate"), "percent"),
        Column("conversion_pct", N_("Conversion rate"), "percent"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("purchases", N_("Purchases"), "count"),
        Column("most", N_("Most purchases"), "count"),
    ),
    chart=Chart("bar", x="n", y=("reached", "residual_pct", "conversion_pct"), series="group"),
    rows=rows,
    people=people,
    population=population,
)
