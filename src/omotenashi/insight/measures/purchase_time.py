# SPDX-License-Identifier: Apache-2.0
"""購入時期: on which weekday people buy, and at which hour, in which month of the year, how long after payday."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells, paydays
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import DECIDED, BadParameter, Common, option
from omotenashi.insight.measures.purchases import anybody, in_period
from omotenashi.insight.measures.words import N_

type Against = Literal["hour", "season", "payday"]
# What stands against the weekday.
SLOTS: dict[str, str] = {"hour": "hour", "season": "month_of_year", "payday": "since_payday"}
_LAST_DAY = 31


@dataclass(frozen=True, kw_only=True)
class PurchaseTimeParams(Common):
    """``by``: what stands against the weekday. A channel of its own is chosen by the filters."""

    heeds: ClassVar[tuple[str, ...]] = DECIDED

    by: Against = option("hour", N_("Against the weekday"))
    payday: int = option(
        25, N_("Payday"), low=1, help_text=N_("31: the end of the month. On a holiday, the working day before.")
    )

    def __post_init__(self) -> None:
        if self.payday > _LAST_DAY:
            raise BadParameter("payday", str(self.payday), f"1-{_LAST_DAY}")


def _sold(tables: Tables, params: PurchaseTimeParams) -> ir.Table:
    """order, person (null for nobody), day, weekday, hour of the retailer's clock, the slot that is asked for, amount."""
    found = in_period(anybody(tables, params), params)
    found = found.filter(found.counts, found.order.notnull())
    clock = tables.orders.select("order", "hour")
    found = found.join(clock, "order")
    return _placed(found.select("order", "person", "day", "hour", "amount"), params)


def _placed(rows: ir.Table, params: PurchaseTimeParams) -> ir.Table:
    """The rows with `weekday` (1 = Monday) and, where a day tells it, the slot that is asked for."""
    rows = rows.mutate(weekday=(rows.day.day_of_week.index() + 1).cast("int64"))
    if params.by == "season":
        return rows.mutate(month_of_year=rows.day.month().cast("int64"))
    return paydays.since(rows, params.payday, as_of=params.as_of) if params.by == "payday" else rows


def _open_days(tables: Tables, params: PurchaseTimeParams) -> ir.Table:
    """How many days there were of each kind on which anything was sold: a closed shop is no slow day."""
    keys = ["weekday"] if params.by == "hour" else ["weekday", SLOTS[params.by]]
    days = tables.orders.filter(tables.orders.day <= params.as_of).select("day").distinct()
    days = _placed(in_period(days, params), params)
    return days.group_by(keys).agg(days=days.count())


def rows(tables: Tables, params: PurchaseTimeParams) -> ir.Table:
    """weekday, the slot, orders, share, days, per_day, customers, amount, mean; what has no order is left out."""
    found, slot = _sold(tables, params), SLOTS[params.by]
    each = found.group_by("weekday", slot, "person").agg(orders=found.count(), amount=found.amount.sum())
    made = each.group_by("weekday", slot).agg(
        orders=each.orders.sum(), customers=each.person.count(), amount=each.amount.sum()
    )
    days = _open_days(tables, params)
    made = made.join(days, [name for name in days.columns if name != "days"])
    made = made.mutate(
        share=cells.percent(made.orders, made.orders.sum().over()),
        mean=made.amount / made.orders,
        per_day=made.orders / made.days,
    )
    return made.order_by("weekday", slot)


def people(tables: Tables, params: PurchaseTimeParams, cell: Cell) -> ir.Table:
    """Customers who bought on this weekday in this hour (month, so many days after payday)."""
    cells.part_of(cell, MEASURE.counts)
    found, slot = _sold(tables, params), SLOTS[params.by]
    found = found.filter(
        found.person.notnull(),
        found.weekday == cells.number_of(cell, "weekday"),
        found[slot] == cells.number_of(cell, slot),
    )
    return found.select("person").distinct()


def population(tables: Tables, params: PurchaseTimeParams) -> ir.Table:
    """orders, customers, amount, and the busiest hour of the week."""
    found = _sold(tables, params)
    busy = found.group_by("weekday", "hour").agg(n=found.count())
    busy = busy.order_by(ibis.desc("n"), "weekday", "hour").limit(1)
    busy = busy.select(busy_weekday=busy.weekday, busy_hour=busy.hour)
    facts = found.agg(orders=found.count(), customers=found.person.nunique(), amount=found.amount.sum().fill_null(0))
    return facts.left_join(busy, [True])


def shape(params: PurchaseTimeParams) -> Measure:
    """The measure with what stands against the weekday."""
    slot = SLOTS[params.by]
    columns = (MEASURE.columns[0], _SLOT_COLUMNS[slot], *MEASURE.columns[2:])
    return replace(MEASURE, keys=("weekday", slot), columns=columns, chart=replace(MEASURE.chart, x=slot))


_SLOT_COLUMNS = {
    "hour": Column("hour", N_("Hour"), "count"),
    "month_of_year": Column("month_of_year", N_("Month"), "text"),
    "since_payday": Column("since_payday", N_("Days after payday"), "text"),
}
MEASURE = Measure(
    name="purchase-time",
    title=N_("When people buy"),
    question=N_("When do people buy: on which day, at which hour, in which season, how long after payday?"),
    formula=N_(
        "Orders by the weekday and the hour in which they were placed, by the retailer's clock; or by the weekday and the month "
        "of the year, or the days since the last payday."
    ),
    notes=(
        N_("The hour is that of the order, not of its import. Orders of a source without hours stand at 0:00."),
        N_(
            "Orders a day: orders ÷ days of this kind on which anything was sold. So months and paydays compare that came unequally often."
        ),
        N_("A payday on a weekend or a public holiday is the working day before it."),
    ),
    params=PurchaseTimeParams,
    keys=("weekday", "hour"),
    counts=("customers",),
    columns=(
        Column("weekday", N_("Weekday"), "count"),
        _SLOT_COLUMNS["hour"],
        Column("orders", N_("Orders"), "count"),
        Column("share", N_("Share"), "percent"),
        Column("days", N_("Days with a sale"), "count"),
        Column("per_day", N_("Orders a day"), "ratio"),
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
    shape=shape,
)
