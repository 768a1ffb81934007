# SPDX-License-Identifier: Apache-2.0
"""送客: purchases in one channel by customers who had been, or had bought, in another channel shortly before."""

from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.journeys import came_by
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class ChannelFlowParams(Common):
    """``from`` and ``to`` choose the later purchase; the one before may lie outside. The filters choose purchases."""

    touch: Literal["view", "purchase"] = option(
        "view", N_("Led by"), help_text=N_("view: was there, known to us. purchase: bought there.")
    )
    days: int = option(14, N_("Within days"), low=1)


def _led(tables: Tables, params: ChannelFlowParams) -> ir.Table:
    """person, source, target, day, orders, amount: once per source, however often it was visited."""
    rows = owned(tables, params)
    rows = rows.filter(rows.counts)
    visits = rows.group_by("person", "channel", "day").agg(
        orders=rows.count(), amount=rows.amount.sum(), late=rows.placed_at.max()
    )
    later = in_period(visits, params).rename(target="channel")
    pairs = later.join(_before(tables, params, visits), "person")
    gap = days_between(pairs.day, pairs.before)
    # Of purchases the day says all; a look counts until the purchase itself.
    early = gap >= 1 if params.touch == "purchase" else pairs.since <= pairs.late
    pairs = pairs.filter(pairs.source != pairs.target, early, gap <= params.days)
    return pairs.select("person", "source", "target", "day", "orders", "amount").distinct()


def _before(tables: Tables, params: ChannelFlowParams, visits: ir.Table) -> ir.Table:
    """Who was where: person, source, before (day), since (moment)."""
    if params.touch == "purchase":
        return visits.select("person", source="channel", before="day", since="late")
    came = came_by(tables, params)
    return came.group_by("person", source="channel", before="day").agg(since=came["at"].min())


def rows(tables: Tables, params: ChannelFlowParams) -> ir.Table:
    """source, target, customers, orders, amount."""
    led = _led(tables, params)
    each = led.group_by("source", "target", "person").agg(orders=led.orders.sum(), amount=led.amount.sum())
    made = each.group_by("source", "target").agg(
        customers=each.count(), orders=each.orders.sum(), amount=each.amount.sum()
    )
    return made.order_by("source", "target")


def people(tables: Tables, params: ChannelFlowParams, cell: Cell) -> ir.Table:
    """Customers led from the one channel to the other."""
    cells.part_of(cell, MEASURE.counts)
    led = _led(tables, params)
    led = led.filter(led.source == cells.text_of(cell, "source"), led.target == cells.text_of(cell, "target"))
    return led.select("person").distinct()


def population(tables: Tables, params: ChannelFlowParams) -> ir.Table:
    """customers, orders and amount that were led at all, each once."""
    led = _led(tables, params)
    once = led.select("person", "target", "day", "orders", "amount").distinct()
    return once.agg(
        customers=once.person.nunique(),
        orders=once.orders.sum().fill_null(0),
        amount=once.amount.sum().fill_null(0),
    )


_SHARED = (
    Column("customers", N_("Customers"), "people"),
    Column("orders", N_("Orders"), "count"),
    Column("amount", N_("Amount"), "money"),
)
MEASURE = Measure(
    name="channel-flow",
    title=N_("Customers led between channels"),
    question=N_("Which channel brings customers to which other?"),
    formula=N_(
        "Purchases in a channel by customers who had been (or had bought) in another channel within N days "
        "before, once per channel they came from."
    ),
    notes=(
        N_("EC to shop and shop to EC are different questions; the cells do not add up to sales."),
        N_("A visit counts as soon as the visitor is known. Of two purchases of one day neither led to the other."),
    ),
    params=ChannelFlowParams,
    keys=("source", "target"),
    counts=("customers",),
    columns=(
        Column("source", N_("From channel"), "text"),
        Column("target", N_("To channel"), "text"),
        *_SHARED,
    ),
    totals=_SHARED,
    chart=Chart("heat", x="target", y=("orders",), series="source"),
    rows=rows,
    people=people,
    population=population,
)
