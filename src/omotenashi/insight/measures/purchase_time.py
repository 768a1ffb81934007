# SPDX-License-Identifier: Apache-2.0
"""購入時期: on which weekday and at which hour people buy."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.purchases import anybody, in_period
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class PurchaseTimeParams(Common):
    """Only the filters of all: a channel of its own is chosen there."""


def _sold(tables: Tables, params: PurchaseTimeParams) -> ir.Table:
    """person (null for nobody), weekday (1 = Monday), hour of the retailer's clock, amount."""
    found = in_period(anybody(tables, params), params)
    found = found.filter(found.counts, found.order.notnull())
    clock = tables.orders.select("order", "hour")
    found = found.join(clock, "order")
    return found.select("order", "person", "day", "hour", "amount", weekday=found.day.day_of_week.index() + 1)


def rows(tables: Tables, params: PurchaseTimeParams) -> ir.Table:
    """weekday (1 = Monday), hour, orders, share, customers, amount, mean; hours without an order are left out."""
    found = _sold(tables, params)
    each = found.group_by("weekday", "hour", "person").agg(orders=found.count(), amount=found.amount.sum())
    made = each.group_by("weekday", "hour").agg(
        orders=each.orders.sum(), customers=each.person.count(), amount=each.amount.sum()
    )
    made = made.mutate(
        weekday=made.weekday.cast("int64"),
        share=cells.percent(made.orders, made.orders.sum().over()),
        mean=made.amount / made.orders,
    )
    return made.order_by("weekday", "hour")


def people(tables: Tables, params: PurchaseTimeParams, cell: Cell) -> ir.Table:
    """Customers who bought in this hour of this weekday."""
    cells.part_of(cell, MEASURE.counts)
    found = _sold(tables, params)
    found = found.filter(
        found.person.notnull(),
        found.weekday == cells.number_of(cell, "weekday"),
        found.hour == cells.number_of(cell, "hour"),
    )
    return found.select("person").distinct()


def population(tables: Tables, params: PurchaseTimeParams) -> ir.Table:
    """orders, customers, amount, and the busiest hour of the week."""
    found = _sold(tables, params)
    busy = found.group_by("weekday", "hour").agg(n=found.count())
    busy = busy.order_by(ibis.desc("n"), "weekday", "hour").limit(1)
    busy = busy.select(busy_weekday=busy.weekday.cast("int64"), busy_hour=busy.hour)
    facts = found.agg(orders=found.count(), customers=found.person.nunique(), amount=found.amount.sum().fill_null(0))
    return facts.left_join(busy, [True])


MEASURE = Measure(
    name="purchase-time",
    title=N_("When people buy"),
    question=N_("On which day and at which hour do people buy?"),
    formula=N_("Orders by the weekday and the hour in which they were placed, by the retailer's clock."),
    notes=(N_("The hour is that of the order, not of its import. Orders of a source without hours stand at 0:00."),),
    params=PurchaseTimeParams,
    keys=("weekday", "hour"),
    counts=("customers",),
    columns=(
        Column("weekday", N_("Weekday"), "count"),
        Column("hour", N_("Hour"), "count"),
        Column("orders", N_("Orders"), "count"),
        Column("share", N_("Share"), "percent"),
        Column("customers", N_("Customers"), "people"),
        Column("amount", N_("Amount"), "money"),
        Column("mean", N_("Amount per order"), "money"),
    ),
    totals=(
        Column("orders", N_("Orders"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("amount", N_("Amount"), "money"),
        Column("busy_weekday", N_("Busiest weekday"), "count"),
        Column("busy_hour", N_("Busiest hour"), "count"),
    ),
    chart=Chart("heat", x="hour", y=("orders",), series="weekday"),
    rows=rows,
    people=people,
    population=population,
)
