# SPDX-License-Identifier: Apache-2.0
"""RFMランク: how many customers and how much of the amount stand in each rank A–E."""

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.rfm import MEASURE as RFM
from omotenashi.insight.measures.rfm import population
from omotenashi.insight.measures.rfm_scores import RANKS, RfmParams, scores
from omotenashi.insight.measures.words import N_


def rows(tables: Tables, params: RfmParams) -> ir.Table:
    """All five ranks: rank, customers, share, amount, amount_share, mean_amount, mean_purchases."""
    found = scores(tables, params)
    counted = found.group_by("rank").agg(
        customers=found.count(), amount=found.amount.sum(), purchases=found.purchases.sum()
    )
    ranks = ibis.array(list(RANKS)).unnest().name("rank").as_table()
    made = ranks.left_join(counted, "rank").drop("rank_right")
    made = made.mutate({name: made[name].fill_null(0) for name in ("customers", "amount", "purchases")})
    return made.select(
        "rank",
        "customers",
        share=cells.percent(made.customers, made.customers.sum().over()),
        amount=made.amount,
        amount_share=cells.percent(made.amount, made.amount.sum().over()),
        mean_amount=made.amount / made.customers.nullif(0),
        mean_purchases=made.purchases / made.customers.nullif(0),
    ).order_by("rank")


def people(tables: Tables, params: RfmParams, cell: Cell) -> ir.Table:
    """Customers of one rank."""
    cells.part_of(cell, MEASURE.counts)
    found = scores(tables, params)
    return found.filter(found["rank"] == cells.text_of(cell, "rank")).select("person")


MEASURE = Measure(
    name="rfm-ranks",
    title=N_("RFM ranks"),
    question=N_("How many customers stand in each rank?"),
    formula=RFM.formula,
    notes=RFM.notes,
    params=RfmParams,
    keys=("rank",),
    counts=("customers",),
    columns=(
        Column("rank", N_("Rank"), "text"),
        Column("customers", N_("Customers"), "people"),
        Column("share", N_("Share of customers"), "percent"),
        Column("amount", N_("Amount"), "money"),
        Column("amount_share", N_("Share of amount"), "percent"),
        Column("mean_amount", N_("Amount per customer"), "money"),
        Column("mean_purchases", N_("Purchases per customer"), "ratio"),
    ),
    totals=RFM.totals,
    chart=Chart("bar", x="rank", y=("customers", "amount")),
    rows=rows,
    people=people,
    population=population,
)
