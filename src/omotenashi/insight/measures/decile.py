# SPDX-License-Identifier: Apache-2.0
"""デシル: customers sorted by amount, in ten groups of equal size."""

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import customers, in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class DecileParams(Common):
    """``ties=together`` keeps customers of one amount in one group: sizes then differ."""

    ties: Literal["split", "together"] = option("split", N_("Customers of the same amount"))


def _placed(tables: Tables, params: DecileParams) -> ir.Table:
    """person, amount, decile 1–10; the first groups get the extra person."""
    found = customers(in_period(owned(tables, params), params), params)
    window = ibis.window(order_by=[found.amount.desc(), found.person])
    found = found.select("person", "amount", decile=ibis.ntile(10).over(window) + 1)
    if params.ties == "split":
        return found
    return found.mutate(decile=found.decile.min().over(group_by=found.amount))


def rows(tables: Tables, params: DecileParams) -> ir.Table:
    """decile, customers, amount, share, cumulative, mean, highest, lowest, tied.

    ``tied``: the last amount of this group is also the first of the next.
    """
    found = _placed(tables, params)
    made = found.group_by("decile").agg(
        customers=found.count(),
        amount=found.amount.sum(),
        highest=found.amount.max(),
        lowest=found.amount.min(),
    )
    total = made.amount.sum().over()
    running = made.amount.sum().over(ibis.cumulative_window(order_by=made.decile))
    following = made.highest.lead().over(ibis.window(order_by=made.decile))
    return made.select(
        "decile",
        "customers",
        "amount",
        share=cells.percent(made.amount, total),
        cumulative=cells.percent(running, total),
        mean=made.amount / made.customers,
        highest=made.highest,
        lowest=made.lowest,
        tied=(following == made.lowest).fill_null(False),
    ).order_by("decile")


def people(tables: Tables, params: DecileParams, cell: Cell) -> ir.Table:
    """Customers of one group."""
    cells.part_of(cell, MEASURE.counts)
    found = _placed(tables, params)
    return found.filter(found.decile == cells.number_of(cell, "decile")).select("person")


def population(tables: Tables, params: DecileParams) -> ir.Table:
    """customers and their amount."""
    found = _placed(tables, params)
    return found.agg(customers=found.count(), amount=found.amount.sum().fill_null(0))


MEASURE = Measure(
    name="decile",
    title=N_("Decile"),
    question=N_("How much of the sales do the best tenth of customers bring?"),
    formula=N_("Customers sorted by amount, ten groups of equal size; amount, share, running share."),
    notes=(
        N_("Sorted by amount, then by customer; the first groups get the extra person."),
        N_("Customers of the same amount may fall into two groups; such a border is marked."),
    ),
    params=DecileParams,
    keys=("decile",),
    counts=("customers",),
    columns=(
        Column("decile", N_("Decile"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("amount", N_("Amount"), "money"),
        Column("share", N_("Share of amount"), "percent"),
        Column("cumulative", N_("Running share"), "percent"),
        Column("mean", N_("Amount per customer"), "money"),
        Column("highest", N_("Highest amount"), "money"),
        Column("lowest", N_("Lowest amount"), "money"),
        Column("tied", N_("Border inside a tie"), "flag"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("amount", N_("Amount"), "money"),
    ),
    chart=Chart("bar", x="decile", y=("amount", "cumulative")),
    rows=rows,
    people=people,
    population=population,
)
