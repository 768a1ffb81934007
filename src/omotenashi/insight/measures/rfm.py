# SPDX-License-Identifier: Apache-2.0
"""RFM: the grid of recency against frequency, with the amount as its colour."""

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.rfm_scores import GRADES, RANKS, RfmParams, scores
from omotenashi.insight.measures.words import N_


def rows(tables: Tables, params: RfmParams) -> ir.Table:
    """All 25 cells: r, f, customers, a…e (of them per rank), amount, mean_amount, mean_m, share."""
    found = scores(tables, params)
    grid = (
        cells.numbers(*range(1, GRADES + 1), name="r")
        .cross_join(cells.numbers(*range(1, GRADES + 1), name="f"))
        .mutate(total=0)
    )
    per_rank = {rank.lower(): (found["rank"] == rank).sum() for rank in RANKS}
    counted = found.group_by("r", "f").agg(
        customers=found.count(), **per_rank, amount=found.amount.sum(), mean_m=found.m.mean()
    )
    made = grid.left_join(counted, ["r", "f"]).drop("r_right", "f_right", "total")
    counts = ("customers", *per_rank, "amount")
    made = made.mutate({name: made[name].fill_null(0) for name in counts})
    return made.mutate(
        mean_amount=made.amount / made.customers.nullif(0),
        share=cells.percent(made.customers, made.customers.sum().over()),
    ).order_by(made.r.desc(), made.f)


def people(tables: Tables, params: RfmParams, cell: Cell) -> ir.Table:
    """Customers of one cell of the grid, or those of them with one rank."""
    found, part = scores(tables, params), cells.part_of(cell, MEASURE.counts)
    found = found.filter(found.r == cells.number_of(cell, "r"), found.f == cells.number_of(cell, "f"))
    if part != "customers":
        found = found.filter(found["rank"] == part.upper())
    return found.select("person")


def population(tables: Tables, params: RfmParams) -> ir.Table:
    """customers, purchases, amount, and the medians of the three values."""
    found = scores(tables, params)
    return found.agg(
        customers=found.count(),
        purchases=found.purchases.sum().fill_null(0),
        amount=found.amount.sum().fill_null(0),
        median_days=found.days.median(),
        median_purchases=found.purchases.median(),
        median_amount=found.amount.median(),
    )


MEASURE = Measure(
    name="rfm",
    title=N_("RFM"),
    question=N_("Who bought lately, often and much?"),
    formula=N_(
        "R = days since the last purchase, F = purchases, M = amount, each scored 1 to 5 (5 is best); "
        "ranks A to E by the painted grid."
    ),
    notes=(
        N_("Fixed thresholds stay where they are; quintiles move with everybody else."),
        N_("A quintile is 1 + floor(5 × customers with a strictly smaller value ÷ customers)."),
    ),
    params=RfmParams,
    keys=("r", "f"),
    counts=("customers", *(rank.lower() for rank in RANKS)),
    columns=(
        Column("r", "R", "count"),
        Column("f", "F", "count"),
        Column("customers", N_("Customers"), "people"),
        *(Column(rank.lower(), rank, "people") for rank in RANKS),
        Column("amount", N_("Amount"), "money"),
        Column("mean_m", N_("Mean of M"), "ratio"),
        Column("mean_amount", N_("Amount per customer"), "money"),
        Column("share", N_("Share of customers"), "percent"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("purchases", N_("Purchases"), "count"),
        Column("amount", N_("Amount"), "money"),
        Column("median_days", N_("Median of days since the last purchase"), "days"),
        Column("median_purchases", N_("Median of purchases"), "ratio"),
        Column("median_amount", N_("Median of amount"), "money"),
    ),
    chart=Chart("heat", x="f", y=("mean_m",), series="r"),
    rows=rows,
    people=people,
    population=population,
)
