# SPDX-License-Identifier: Apache-2.0
"""売上: sales, orders and customers by month and channel."""

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import anybody, in_period
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class SalesParams(Common):
    """``grain``: how long a period is. ``split``: what a period is divided by."""

    grain: Literal["month", "day"] = option("month", N_("Period"))
    split: Literal["channel", "location", "medium", "none"] = option("channel", N_("Split by"))


def _entries(tables: Tables, params: SalesParams) -> ir.Table:
    """order, person (null for nobody), amount, counts, start (first day of the period), group."""
    found = in_period(anybody(tables, params), params)
    group = ibis.literal("") if params.split == "none" else found[params.split].fill_null("")
    start = found.day.truncate("M") if params.grain == "month" else found.day
    return found.select("order", "person", "amount", "counts", start=start, group=group)


def _period(start: ir.DateValue, params: SalesParams) -> ir.StringValue:
    return cells.month(start) if params.grain == "month" else start.strftime("%Y-%m-%d")


def rows(tables: Tables, params: SalesParams) -> ir.Table:
    """period, group, orders, customers, amount, anonymous (amount of nobody), mean_order."""
    found = _entries(tables, params)
    each = found.group_by("start", "group", "person").agg(
        orders=found.order.count(), bought=found.counts.any(), amount=found.amount.sum()
    )
    known = each.person.notnull()
    made = each.group_by("start", "group").agg(
        orders=each.orders.sum(),
        customers=(known & each.bought).sum(),
        amount=each.amount.sum(),
        anonymous=each.amount.sum(where=~known).fill_null(0),
    )
    return made.select(
        "group",
        "orders",
        "customers",
        "amount",
        "anonymous",
        period=_period(made.start, params),
        mean_order=made.amount / made.orders.nullif(0),
    ).order_by("period", "group")


def people(tables: Tables, params: SalesParams, cell: Cell) -> ir.Table:
    """Customers who bought in this period and group."""
    cells.part_of(cell, MEASURE.counts)
    found = _entries(tables, params)
    found = found.filter(found.person.notnull() & found.counts)
    if params.split != "none":
        found = found.filter(found.group == cells.text_of(cell, "group"))
    found = found.filter(_period(found.start, params) == cells.text_of(cell, "period"))
    return found.select("person").distinct()


def population(tables: Tables, params: SalesParams) -> ir.Table:
    """orders, customers (each once), amount, anonymous, mean_order."""
    found = _entries(tables, params)
    each = found.group_by("person").agg(
        orders=found.order.count(), bought=found.counts.any(), amount=found.amount.sum()
    )
    known = each.person.notnull()
    made = each.agg(
        orders=each.orders.sum().fill_null(0),
        customers=(known & each.bought).sum().fill_null(0),
        amount=each.amount.sum().fill_null(0),
        anonymous=each.amount.sum(where=~known).fill_null(0),
    )
    return made.mutate(mean_order=made.amount / made.orders.nullif(0))


_SHARED = (
    Column("orders", N_("Orders"), "count"),
    Column("customers", N_("Customers"), "people"),
    Column("amount", N_("Amount"), "money"),
    Column("anonymous", N_("Amount without customer"), "money"),
    Column("mean_order", N_("Amount per order"), "money"),
)
MEASURE = Measure(
    name="sales",
    title=N_("Sales by channel and month"),
    question=N_("How much was sold, in which channel, to how many customers?"),
    formula=N_("Amount of all valid orders by the day of the order; returns lower their own order."),
    notes=(N_("A customer of two channels is in both rows, so customers do not add up; amounts do."),),
    params=SalesParams,
    keys=("period", "group"),
    counts=("customers",),
    columns=(
        Column("period", N_("Period"), "month"),
        Column("group", N_("Group"), "text"),
        *_SHARED,
    ),
    totals=_SHARED,
    chart=Chart("stack", x="period", y=("amount",), series="group"),
    rows=rows,
    people=people,
    population=population,
)
