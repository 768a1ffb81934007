# SPDX-License-Identifier: Apache-2.0
"""購入理由: what buyers said when they were asked why, and what became of those who said it."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import ItemParams, items, with_name
from omotenashi.insight.measures.params import DECIDED, Common, option
from omotenashi.insight.measures.purchases import anybody, days_between, in_period, owned
from omotenashi.insight.measures.words import N_

type Split = Literal["none", "product", "channel", "first", "product-channel"]
_KEYS: dict[str, tuple[str, ...]] = {
    "none": (), "product": ("item",), "channel": ("channel",), "first": ("first",),
    "product-channel": ("item", "channel"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReasonParams(ItemParams):
    """``from`` and ``to`` choose the day of the order that was asked about."""

    heeds: ClassVar[tuple[str, ...]] = DECIDED

    by: Split = option("none", N_("Split by"))
    days: int = option(90, N_("Within days after the order"), low=1)


def asked_about(tables: Tables, params: Common) -> ir.Table:
    """Orders of the period: order, person (null for nobody's), day, channel, reason (null without an answer)."""
    orders = in_period(anybody(tables, params), params)
    orders = orders.filter(orders.counts, orders.order.notnull()).select("order", "person", "day", "channel")
    return orders.left_join(_answers(tables, params), "order").drop("order_right")


def _answers(tables: Tables, params: Common) -> ir.Table:
    """order, reason: the last answer about each order, from whoever the order belongs to."""
    whose = tables.nodes.select("node", owner=tables.nodes.person.fill_null(-tables.nodes.node))
    told = tables.answers.filter(tables.answers.day <= params.as_of).join(whose, "node").drop("node")
    orders = tables.orders.select("order", "node", "number", source=tables.orders.origin).join(whose, "node")
    met = told.join(orders.drop("node"), ["number", "owner"])
    met = met.filter(met.origin.isnull() | (met.origin == met.source))
    place = ibis.row_number().over(ibis.window(group_by=met.order, order_by=ibis.desc(met.entry)))
    met = met.mutate(place=place)
    return met.filter(met.place == 0).select("order", "reason")


def answered(tables: Tables, params: ReasonParams, *, limit: int) -> ir.Table:
    """order: the newest answered orders of the period, whose free words are read elsewhere."""
    found = asked_about(tables, params)
    found = found.filter(found.reason.notnull()).order_by(ibis.desc("day"), ibis.desc("order"))
    return found.select("order").limit(limit)


def _cells(tables: Tables, params: ReasonParams) -> ir.Table:
    """Answered orders with the columns of the split: order, person, day, reason, item, channel, first."""
    found = asked_about(tables, params)
    found = found.filter(found.reason.notnull())
    keys = _KEYS[params.by]
    if "item" in keys:
        found = found.join(items(tables, params.level, params.exclude), "order")
    if "first" in keys:
        # Whether it was the first purchase does not depend on how the orders are narrowed.
        ever = owned(tables, replace(params, channel=(), location=(), medium=(), product=(), category=()))
        began = ever.filter(ever.counts).group_by("person").agg(began=ever.day.min(where=ever.counts))
        found = found.left_join(began, "person").drop("person_right")
        word = ibis.cases((found.began.isnull(), ""), (found.began == found.day, "yes"), else_="no")
        found = found.mutate(first=word)
    return found.select("order", "person", "day", "reason", *keys)


def _customers(tables: Tables, params: ReasonParams) -> ir.Table:
    """One row a customer of a cell: keys, person, observed (long enough?), repeated, amount within the days."""
    keys = ["reason", *_KEYS[params.by]]
    found = _cells(tables, params)
    found = found.filter(found.person.notnull()).group_by([*keys, "person"]).agg(began=found.day.min())
    ever = owned(tables, replace(params, channel=(), location=(), medium=(), product=(), category=()))
    later = ever.select("person", "amount", "counts", bought=ever.day)
    met = found.join(later, "person")
    age = days_between(met.bought, met.began)
    met = met.filter(age >= 0, age <= params.days)
    after = met.counts & (met.bought > met.began)
    made = met.group_by([*keys, "person", "began"]).agg(repeated=after.any(), amount=met.amount.sum())
    return made.mutate(observed=days_between(ibis.literal(params.as_of), made.began) >= params.days)


def rows(tables: Tables, params: ReasonParams) -> ir.Table:
    """reason and the split, orders, share (of the answered), customers, observed, repeaters, pct, ltv."""
    keys = ["reason", *_KEYS[params.by]]
    given, who = _cells(tables, params), _customers(tables, params)
    made = given.group_by(keys).agg(orders=given.order.nunique())
    people = who.group_by(keys).agg(
        customers=who.person.nunique(), observed=who.observed.sum(),
        repeaters=(who.observed & who.repeated).sum(), amount=who.amount.sum(where=who.observed),
    )  # fmt: skip
    made = made.left_join(people, keys)
    asked = asked_about(tables, params)
    made = made.cross_join(asked.agg(answered=asked.reason.count()))
    made = made.select(
        *keys, "orders", share=cells.percent(made.orders, made.answered),
        customers=made.customers.fill_null(0), observed=made.observed.fill_null(0),
        repeaters=made.repeaters.fill_null(0), pct=cells.percent(made.repeaters, made.observed),
        ltv=made.amount / made.observed.nullif(0),
    )  # fmt: skip
    if "item" in keys:
        made = with_name(made, tables, params.level, name="item")
    return made.order_by(ibis.desc("orders"), *keys)


def people(tables: Tables, params: ReasonParams, cell: Cell) -> ir.Table:
    """Customers who gave the reason; of them those observed for the days, and those who bought again within them."""
    part, found = cells.part_of(cell, MEASURE.counts), _customers(tables, params)
    for key in ("reason", *_KEYS[params.by]):
        found = found.filter(cells.same(found[key], cells.text_of(cell, key)))
    if part != "customers":
        found = found.filter(found.observed)
    return (found.filter(found.repeated) if part == "repeaters" else found).select("person").distinct()


def population(tables: Tables, params: ReasonParams) -> ir.Table:
    """orders, answered, unanswered, pct: silence is no reason, it stands only here."""
    asked = asked_about(tables, params)
    made = asked.agg(orders=asked.order.nunique(), answered=asked.reason.count())
    return made.mutate(unanswered=made.orders - made.answered, pct=cells.percent(made.answered, made.orders))


def shape(params: ReasonParams) -> Measure:
    """The measure with the columns of the split."""
    keys = _KEYS[params.by]
    added = tuple(column for column in _SPLITS if column.name in keys or (column.name == "name" and "item" in keys))
    return replace(MEASURE, keys=("reason", *keys), columns=(MEASURE.columns[0], *added, *MEASURE.columns[1:]))


_SPLITS = (
    Column("item", N_("Product code"), "text"),
    Column("name", N_("Product"), "text"),
    Column("channel", N_("Channel"), "text"),
    Column("first", N_("Is the first purchase"), "text"),
)
_ORDERS = Column("orders", N_("Orders"), "count")
MEASURE = Measure(
    name="purchase-reason",
    title=N_("Reasons to buy"),
    question=N_("Why did customers buy, and which reason brings those who stay?"),
    formula=N_(
        "Orders with this answer; share = of the answered orders. Bought again = customers with a later purchase within N "
        "days ÷ those observed for N days. LTV = what these spent within the N days, the order itself included."
    ),
    notes=(
        N_("Silence is no reason: orders without an answer count only in the share of answers."),
        N_("The last answer about an order counts. Split by product, an order of two products stands in both."),
    ),
    params=ReasonParams,
    keys=("reason",),
    counts=("customers", "observed", "repeaters"),
    columns=(
        Column("reason", N_("Reason"), "text"),
        _ORDERS,
        Column("share", N_("Share of the answers"), "percent"),
        Column("customers", N_("Customers"), "people"),
        Column("observed", N_("Observed"), "people"),
        Column("repeaters", N_("Bought again within the days"), "people"),
        Column("pct", N_("Bought again, of the observed"), "percent"),
        Column("ltv", N_("LTV"), "money"),
    ),
    totals=(
        _ORDERS,
        Column("answered", N_("With an answer"), "count"),
        Column("unanswered", N_("Without an answer"), "count"),
        Column("pct", N_("Share of orders with an answer"), "percent"),
    ),
    chart=Chart("bar", x="reason", y=("orders",)),
    rows=rows,
    population=population,
    people=people,
    aliases=("reason", "reasons"),
    shape=shape,
)
