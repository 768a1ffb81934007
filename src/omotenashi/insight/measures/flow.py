# SPDX-License-Identifier: Apache-2.0
"""継続・離脱: after each purchase, who went on, who left, and of whom one cannot know yet."""

from dataclasses import dataclass
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import COUNTED, Common, option
from omotenashi.insight.measures.purchases import customers, days_between, in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class FlowParams(Common):
    """``days``: silent for longer than this means left."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    days: int = option(180, N_("Churn threshold (days)"))
    top: int = option(10, N_("Up to purchase"), low=1)


def _ends(tables: Tables, params: FlowParams) -> ir.Table:
    """person, purchases, left: whether the silence after the last one is too long."""
    found = customers(in_period(owned(tables, params), params), params)
    silent = days_between(ibis.literal(params.as_of), found.last_day)
    return found.select("person", "purchases", left=silent > params.days)


def rows(tables: Tables, params: FlowParams) -> ir.Table:
    """n, reached = continued + churned + undecided, and the three shares in percent."""
    found = _ends(tables, params)
    counted = found.group_by("purchases", "left").agg(people=found.count())
    grid = counted.cross_join(cells.numbers(*range(1, params.top + 1), name="n"))
    here = grid.purchases == grid.n
    made = grid.group_by("n").agg(
        reached=grid.people.sum(where=grid.purchases >= grid.n).fill_null(0),
        continued=grid.people.sum(where=grid.purchases > grid.n).fill_null(0),
        churned=grid.people.sum(where=here & grid.left).fill_null(0),
        undecided=grid.people.sum(where=here & ~grid.left).fill_null(0),
    )
    made = made.filter(made.reached > 0)
    return made.mutate(
        continued_pct=cells.percent(made.continued, made.reached),
        churned_pct=cells.percent(made.churned, made.reached),
        undecided_pct=cells.percent(made.undecided, made.reached),
    ).order_by("n")


def people(tables: Tables, params: FlowParams, cell: Cell) -> ir.Table:
    """Those who reached n, or one of the three parts of them."""
    found, n = _ends(tables, params), cells.number_of(cell, "n")
    chosen = {
        "reached": found.purchases >= n,
        "continued": found.purchases > n,
        "churned": (found.purchases == n) & found.left,
        "undecided": (found.purchases == n) & ~found.left,
    }[cells.part_of(cell, MEASURE.counts)]
    return found.filter(chosen).select("person")


def population(tables: Tables, params: FlowParams) -> ir.Table:
    """customers, churned and undecided by now."""
    found = _ends(tables, params)
    return found.agg(
        customers=found.count(),
        churned=found.left.sum().fill_null(0),
        undecided=(~found.left).sum().fill_null(0),
    )


MEASURE = Measure(
    name="flow",
    title=N_("Continued and churned"),
    question=N_("After each purchase: who went on and who left?"),
    formula=N_(
        "Reached n = continued (has n+1) + churned (silent longer than the threshold after n) + "
        "undecided (silent, but not yet so long)."
    ),
    notes=(N_("Undecided is its own colour: added to either side it falsifies the rate."),),
    params=FlowParams,
    keys=("n",),
    counts=("reached", "continued", "churned", "undecided"),
    columns=(
        Column("n", N_("Purchase"), "count"),
        Column("reached", N_("Reached"), "people"),
        Column("continued", N_("Continued"), "people"),
        Column("churned", N_("Churned"), "people"),
        Column("undecided", N_("Undecided"), "people"),
        Column("continued_pct", N_("Continued (share)"), "percent"),
        Column("churned_pct", N_("Churned (share)"), "percent"),
        Column("undecided_pct", N_("Undecided (share)"), "percent"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("churned", N_("Churned"), "people"),
        Column("undecided", N_("Undecided"), "people"),
    ),
    chart=Chart("stack", x="n", y=("continued", "churned", "undecided")),
    rows=rows,
    people=people,
    population=population,
)
