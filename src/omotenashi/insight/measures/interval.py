# SPDX-License-Identifier: Apache-2.0
"""転換日数・購入間隔: the days between one purchase and the next."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import COUNTED, Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned, purchases
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class IntervalParams(Common):
    """From purchase ``n`` to the next, or all gaps; ``bin`` is the width of a bar in days."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    n: int = option(1, N_("From purchase"), low=1)
    gaps: Literal["nth", "all"] = option("nth", N_("Gaps"))
    bin: int = option(30, N_("Width of a bar (days)"), low=1)


def _gaps(tables: Tables, params: IntervalParams) -> tuple[ir.Table, ir.Table]:
    """All purchases, and the gaps: person, days, upper (the bar's last day)."""
    made = purchases(in_period(owned(tables, params), params), params)
    gaps = made.filter(made.next_day.notnull())
    if params.gaps == "nth":
        gaps = gaps.filter(gaps.nth == params.n)
    gaps = gaps.select("person", days=days_between(gaps.next_day, gaps.day))
    width = params.bin
    return made, gaps.mutate(upper=(gaps.days + width - 1) // width * width)


def rows(tables: Tables, params: IntervalParams) -> ir.Table:
    """low, high (days, both inclusive), gaps, customers, share (of gaps), cumulative; no empty bars."""
    _, found = _gaps(tables, params)
    each = found.group_by("upper", "person").agg(gaps=found.count())
    made = each.group_by("upper").agg(gaps=each.gaps.sum(), customers=each.count())
    total = made.gaps.sum().over()
    running = made.gaps.sum().over(ibis.cumulative_window(order_by=made.upper))
    return made.select(
        # Two orders of one day, counted apart, are 0 days apart: a bar of its own.
        low=ibis.greatest(made.upper - params.bin + 1, 0),
        high=made.upper,
        gaps=made.gaps,
        customers=made.customers,
        share=cells.percent(made.gaps, total),
        cumulative=cells.percent(running, total),
    ).order_by("high")


def people(tables: Tables, params: IntervalParams, cell: Cell) -> ir.Table:
    """Customers with a gap in this bar."""
    cells.part_of(cell, MEASURE.counts)
    _, found = _gaps(tables, params)
    return found.filter(found.upper == cells.number_of(cell, "high")).select("person").distinct()


def population(tables: Tables, params: IntervalParams) -> ir.Table:
    """people with such a gap, of_customers, gaps, median, mean, p90 and the densest bar's low/high.

    p90 is what the churn threshold may be set to: nine of ten gaps are not longer.
    """
    made, found = _gaps(tables, params)
    # A customer of the n-th purchase is the base; of all gaps, every customer.
    base = made.filter(made.nth == (params.n if params.gaps == "nth" else 1))
    bars = found.group_by("upper").agg(gaps=found.count())
    dense = bars.order_by(ibis.desc("gaps"), "upper").limit(1)
    facts = found.agg(
        people=found.person.nunique(),
        gaps=found.count(),
        median=found.days.median(),
        mean=found.days.mean(),
        p90=found.days.quantile(0.9),
    )
    dense = dense.select(high=dense.upper)
    return (
        facts.cross_join(base.agg(of_customers=base.count()))
        .left_join(dense, [True])
        .mutate(low=ibis.greatest(ibis._.high - params.bin + 1, 0))
    )


MEASURE = Measure(
    name="interval",
    title=N_("Days between purchases"),
    question=N_("After how many days do customers come back?"),
    formula=N_("Days between purchase n and n+1: bars of 30 days, median, mean."),
    notes=(
        N_("Only customers who came back are in it."),
        N_("A few late customers pull the mean: take the median or the densest bar to send by."),
    ),
    params=IntervalParams,
    keys=("high",),
    counts=("customers",),
    columns=(
        Column("low", N_("From day"), "days"),
        Column("high", N_("To day"), "days"),
        Column("gaps", N_("Gaps"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("share", N_("Share of gaps"), "percent"),
        Column("cumulative", N_("Running share"), "percent"),
    ),
    totals=(
        Column("people", N_("Came back"), "people"),
        Column("of_customers", N_("Of customers"), "people"),
        Column("gaps", N_("Gaps"), "count"),
        Column("median", N_("Median"), "days"),
        Column("mean", N_("Mean"), "days"),
        Column("p90", N_("90 of 100 come back within"), "days"),
        Column("low", N_("Densest bar from day"), "days"),
        Column("high", N_("Densest bar to day"), "days"),
    ),
    chart=Chart("histogram", x="high", y=("gaps",)),
    rows=rows,
    people=people,
    population=population,
)
