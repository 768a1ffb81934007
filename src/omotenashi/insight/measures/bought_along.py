# SPDX-License-Identifier: Apache-2.0
"""ついで買い率: who fetches an order in a shop and buys something more there within minutes."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.moments import MILLION, micros
from omotenashi.insight.measures.params import DECIDED, Common, option
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_

PICKUP = "pickup"


@dataclass(frozen=True, kw_only=True)
class AlongParams(Common):
    """``from`` and ``to`` choose the day of the pick-up; the filters choose the sale, never the pick-up."""

    heeds: ClassVar[tuple[str, ...]] = DECIDED

    minutes: int = option(30, N_("Within minutes"), low=1)
    split: Literal["location", "none"] = option("location", N_("Split by"))
    sold_in: str = option("STORE", N_("Sold in channel"))


def _pickups(tables: Tables, params: AlongParams) -> ir.Table:
    """One row a pick-up of a known person: pickup, person, day, at, group (the shop)."""
    found = tables.touches.filter(tables.touches.act == PICKUP, tables.touches.day <= params.as_of)
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    found = in_period(found, params).join(claimed, "node")
    group = ibis.literal("") if params.split == "none" else found.location.fill_null("")
    return found.select("person", "day", "at", pickup="entry", group=group)


def _sales(tables: Tables, params: AlongParams) -> ir.Table:
    """Each sale right after a pick-up, once for each pick-up: pickup, person, group, order, amount."""
    sold = owned(tables, params)
    sold = sold.filter(sold.counts, sold.order.notnull(), sold.channel == params.sold_in)
    sold = sold.select("person", "order", "amount", "placed_at")
    met = _pickups(tables, params).join(sold, "person")
    # Whole seconds: a sale of the last minute counts, one a second later does not.
    after = micros(met.placed_at) // MILLION - micros(met["at"]) // MILLION
    return met.filter(after >= 0, after <= params.minutes * 60).select("pickup", "person", "group", "order", "amount")


def _taken(met: ir.Table) -> ir.Table:
    """group, with_sale (pick-ups), buyers (persons), orders and their amount: a sale counts once, however many parcels."""
    heads = met.group_by("group").agg(with_sale=met.pickup.nunique(), buyers=met.person.nunique())
    sales = met.select("group", "order", "amount").distinct()
    return heads.join(sales.group_by("group").agg(orders=sales.count(), amount=sales.amount.sum()), "group")


def rows(tables: Tables, params: AlongParams) -> ir.Table:
    """group, pickups, with_sale, pct, customers (who fetched), buyers (of them), orders, amount, mean."""
    found, met = _pickups(tables, params), _sales(tables, params)
    made = found.group_by("group").agg(pickups=found.count(), customers=found.person.nunique())
    made = made.left_join(_taken(met), "group").drop("group_right")
    made = made.mutate(**{name: made[name].fill_null(0) for name in ("with_sale", "buyers", "orders", "amount")})
    made = made.mutate(pct=cells.percent(made.with_sale, made.pickups), mean=made.amount / made.orders.nullif(0))
    return made.order_by(ibis.desc("pickups"), "group")


def people(tables: Tables, params: AlongParams, cell: Cell) -> ir.Table:
    """Customers who fetched something there, or those of them who bought more."""
    part = cells.part_of(cell, MEASURE.counts)
    found = _pickups(tables, params) if part == "customers" else _sales(tables, params)
    if params.split != "none":
        found = found.filter(found.group == cells.text_of(cell, "group"))
    return found.select("person").distinct()


def population(tables: Tables, params: AlongParams) -> ir.Table:
    """pickups, with_sale, pct, customers, orders, amount."""
    found, met = _pickups(tables, params), _sales(tables, params)
    sales = met.select("order", "amount").distinct()
    made = found.agg(pickups=found.count(), customers=found.person.nunique())
    made = made.cross_join(met.agg(with_sale=met.pickup.nunique(), buyers=met.person.nunique()))
    made = made.cross_join(sales.agg(orders=sales.count(), amount=sales.amount.sum().fill_null(0)))
    return made.mutate(pct=cells.percent(made.with_sale, made.pickups))


_SHARED = (
    Column("pickups", N_("Pick-ups"), "count"),
    Column("with_sale", N_("with a sale"), "count"),
    Column("pct", N_("Bought-along rate"), "percent"),
    Column("customers", N_("Customers"), "people"),
    Column("buyers", N_("Bought along"), "people"),
    Column("orders", N_("Sales made"), "count"),
    Column("amount", N_("Amount"), "money"),
)
MEASURE = Measure(
    name="bought-along",
    title=N_("Bought along at the pick-up"),
    question=N_("Do customers who fetch an order buy more in the shop?"),
    formula=N_("Pick-ups with a sale to the same customer in the shop within N minutes ÷ pick-ups."),
    notes=(
        N_("A sale before the pick-up does not count; the last minute does."),
        N_("Only pick-ups of known customers, and sales at which the card was shown."),
    ),
    params=AlongParams,
    keys=("group",),
    counts=("customers", "buyers"),
    columns=(Column("group", N_("Group"), "text"), *_SHARED, Column("mean", N_("Amount per sale"), "money")),
    totals=(*_SHARED[:3], *_SHARED[5:]),
    chart=Chart("bar", x="group", y=("pct",)),
    rows=rows,
    people=people,
    population=population,
)
