# SPDX-License-Identifier: Apache-2.0
"""The ways that led to a purchase, or to none: touches of known persons, in their order, up to so many days before.

A way is the media code of a touch, else its channel. The same way on one day is one touch. The medium that an order
names is a touch of its moment: so a catalogue, a shop window or a friend count, which no tag ever sees.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.derived import visits
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.cohorts import moment_of
from omotenashi.insight.measures.moments import first, micros
from omotenashi.insight.measures.params import DECIDED, Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_

# Numbers of ways stand behind the milliseconds of their moment, so that a touch is one number to sort by.
_ROOM = 2**21


@dataclass(frozen=True, kw_only=True)
class JourneyParams(Common):
    """``from`` and ``to`` choose the day of the purchase, or of the last touch where none followed."""

    heeds: ClassVar[tuple[str, ...]] = DECIDED

    window: int = option(30, N_("Within days before the purchase"), low=1)
    way: Literal["medium", "channel"] = option("medium", N_("A way is"))
    named: Literal["include", "exclude"] = option(
        "include", N_("Medium of the order"), help_text=N_("include: what the order itself names is the last touch.")
    )


def ways(tables: Tables, params: JourneyParams) -> ir.Table:
    """The ways there are, numbered in the order of their names: code, way."""
    came, sold = _way(visits(tables), params), _named(tables.orders, params)
    every = came.name("way").as_table().distinct().union(sold.name("way").as_table().distinct()).distinct()
    every = every.filter(every.way.notnull())
    return every.select("way", code=(ibis.row_number().over(order_by=every.way) + 1).cast("int32"))


def touched(tables: Tables, params: Common) -> ir.Table:
    """Touches of known persons until the as-of day: person, day, at, act, channel, medium, location, product."""
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    found = tables.touches.filter(tables.touches.day <= params.as_of).join(claimed, "node")
    return found.drop("node", "entry")


def came_by(tables: Tables, params: Common) -> ir.Table:
    """Visits of known persons until the as-of day: person, day, channel, medium, at (its first moment)."""
    found = visits(tables)
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    return found.filter(found.day <= params.as_of).join(claimed, "node").drop("node")


def journeys(tables: Tables, params: JourneyParams) -> ir.Table:
    """One row a journey: person, day (of its end), ways (list of codes), touches, won, amount; undecided ones are left out.

    A touch belongs to the next purchase within the days; without one, to a journey that was lost, as soon as the days
    have gone by.
    """
    rows = _settled(_followed(tables, params), params)
    made = rows.group_by("person", "sold_day", "won").agg(
        last_day=rows.day.max(),
        keys=rows.key.collect(where=rows.key.notnull()),
        amount=rows.amount.sum(),
    )
    made = made.mutate(touches=made["keys"].length()).filter(ibis._.touches > 0)
    # Putting short lists in order is many times faster than collecting each in order.
    keys = (made.touches > 1).ifelse(made["keys"].sort(), made["keys"])
    made = made.select(
        "person",
        "won",
        "touches",
        "amount",
        ways=keys.map(lambda key: (key % _ROOM).cast("int32")),
        day=made.won.ifelse(made.sold_day, made.last_day),
    )
    return in_period(made, params)


def lengths(tables: Tables, params: JourneyParams) -> ir.Table:
    """The same journeys without their ways, and with each purchase that nothing led to: person, day, touches, won, amount.

    Who counts needs no lists, and the purchases among the touches are all there are: nothing is read a second time.
    """
    rows = _settled(_ahead(tables, params), params)
    made = rows.group_by("person", "sold_day", "won").agg(
        last_day=rows.day.max(), touches=rows.key.count(), amount=rows.amount.sum()
    )
    made = made.select("person", "won", "touches", "amount", day=made.won.ifelse(made.sold_day, made.last_day))
    return in_period(made, params)


def _settled(rows: ir.Table, params: JourneyParams) -> ir.Table:
    """What is decided of what was followed: it led to a purchase within the days, or the days have gone by."""
    won = (days_between(rows.sold_day, rows.day) <= params.window).fill_null(False)
    settled = rows.sold_day.notnull() | (days_between(ibis.literal(params.as_of), rows.day) > params.window)
    return rows.mutate(won=won).filter(won | settled)


def _followed(tables: Tables, params: JourneyParams) -> ir.Table:
    """Touches with the day of the purchase that follows them, or null: person, day, key (moment and way), amount, sold_day.

    A purchase to which touches led stands among them, last of its moment, with its amount; its key is null unless the
    order itself names a way.
    """
    rows = _ahead(tables, params)
    led = rows.key.notnull() | (days_between(rows.day, rows.former) <= params.window).fill_null(False)
    return rows.filter(~rows.ends | led).select("person", "day", "amount", "sold_day", "key")


def _ahead(tables: Tables, params: JourneyParams) -> ir.Table:
    """Touches and all purchases with the day of the next purchase: person, day, key, amount, sold_day, ends (is it one?).

    ``former`` is the day of what stands before, where that is a touch.
    """
    known = ways(tables, params)
    rows = _touches(tables, params, known).union(_ends(tables, params, known))
    inside = ibis.window(group_by=rows.person, order_by=[rows.at, rows.sold_day.notnull()])
    ahead = ibis.window(group_by=rows.person, order_by=[rows.at, rows.sold_day.notnull()], rows=(0, None))
    touch = rows.sold_day.isnull().ifelse(rows.day, None)
    return rows.select(
        "person",
        "day",
        "amount",
        key=rows.at // 1000 * _ROOM + rows.code,
        sold_day=rows.sold_day.min().over(ahead),
        ends=rows.sold_day.notnull(),
        former=touch.lag().over(inside),
    )


def _touches(tables: Tables, params: JourneyParams, known: ir.Table) -> ir.Table:
    came = came_by(tables, params)
    came = came.mutate(way=_way(came, params)).join(known, "way")
    each = came.group_by("person", "day", "code").agg(at=came["at"].min())
    return each.select(
        "person", "day", "code", at=micros(each["at"]), amount=ibis.literal(0, "int64"), sold_day=ibis.null("date")
    )


def _ends(tables: Tables, params: JourneyParams, known: ir.Table) -> ir.Table:
    """Purchases; what the first order of the day names is their way."""
    found = _orders(tables, params)
    if params.named == "include":
        found = found.mutate(way=_named(found, params)).left_join(known, "way")
        code = first(found.code.fill_null(0), moment_of(found)).nullif(0).cast("int32")
    else:
        code = ibis.null("int32")
    made = found.group_by("person", "day").agg(code=code, at=found.placed_at.min(), amount=found.amount.sum())
    return made.select("person", "day", "code", at=micros(made["at"]), amount="amount", sold_day="day")


def _orders(tables: Tables, params: Common) -> ir.Table:
    found = owned(tables, params)
    return found.filter(found.counts, found.order.notnull())


def _way(came: ir.Table, params: JourneyParams) -> ir.StringValue:
    return came.medium.fill_null(came.channel) if params.way == "medium" else came.channel


def _named(sold: ir.Table, params: JourneyParams) -> ir.StringValue:
    return sold.medium.nullif("") if params.way == "medium" else sold.channel
