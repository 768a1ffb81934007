# SPDX-License-Identifier: Apache-2.0
"""The ways that led to a purchase, or to none: touches of known persons, in their order, up to so many days before.

A way is the media code of a touch, else its channel. The same way on one day is one touch. The medium that an order
names is a touch of its moment: so a catalogue, a shop window or a friend count, which no tag ever sees.
"""

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.derived import visits
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.cohorts import moment_of
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_

# Between the touches of a path as one text; no media code has it.
BETWEEN = "\x1f"


@dataclass(frozen=True, kw_only=True)
class JourneyParams(Common):
    """``from`` and ``to`` choose the day of the purchase, or of the last touch where none followed."""

    window: int = option(30, N_("Within days before the purchase"), low=1)
    way: Literal["medium", "channel"] = option("medium", N_("A way is"))
    named: Literal["include", "exclude"] = option(
        "include", N_("Medium of the order"), help_text=N_("include: what the order itself names is the last touch.")
    )


def bought(tables: Tables, params: Common) -> ir.Table:
    """One row a day on which a person bought: person, day, at, amount, channel and medium of its first order."""
    found = owned(tables, params)
    found = found.filter(found.counts, found.order.notnull())
    key = moment_of(found)
    return found.group_by("person", "day").agg(
        at=found.placed_at.min(),
        amount=found.amount.sum(),
        channel=found.channel.argmin(key),
        medium=found.medium.fill_null("").argmin(key),
    )


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
    """One row a journey: person, day (of its end), ways (list), path (as text), touches, won, amount; undecided ones are left out.

    A touch belongs to the next purchase within the days; without one, to a journey that was lost, as soon as the days
    have gone by.
    """
    rows = _followed(tables, params, bought(tables, params))
    won = (days_between(rows.sold_day, rows.day) <= params.window).fill_null(False)
    settled = rows.sold_day.notnull() | (days_between(ibis.literal(params.as_of), rows.day) > params.window)
    rows = rows.mutate(won=won).filter(won | settled)
    # Putting short lists in order is many times faster than collecting each in order.
    touch = ibis.struct({"at": rows["at"], "way": rows.way})
    made = rows.group_by("person", "sold_day", "won").agg(
        last_day=rows.day.max(),
        ways=touch.collect(where=rows.way.notnull()).sort().map(lambda one: one.way),
        touches=rows.way.count(),
        amount=rows.amount.sum(),
    )
    made = made.filter(made.touches > 0)
    made = made.select(
        "person",
        "won",
        "touches",
        "amount",
        "ways",
        path=made.ways.join(BETWEEN),
        day=made.won.ifelse(made.sold_day, made.last_day),
    )
    return in_period(made, params)


def _followed(tables: Tables, params: JourneyParams, sold: ir.Table) -> ir.Table:
    """Touches with the day of the purchase that follows them, or null: person, day, at, way, amount, sold_day.

    The purchase stands among them, last of its moment, with its amount; its way is what the order itself names, or null.
    """
    named = sold.medium.nullif("") if params.way == "medium" else sold.channel
    way = named if params.named == "include" else ibis.null("string")
    ends = sold.select("person", "day", "at", "amount", way=way, sold_day="day")
    rows = _ways(tables, params).union(ends)
    ahead = ibis.window(group_by=rows.person, order_by=[rows["at"], rows.sold_day.notnull()], rows=(0, None))
    return rows.mutate(sold_day=rows.sold_day.min().over(ahead))


def _ways(tables: Tables, params: JourneyParams) -> ir.Table:
    came = came_by(tables, params)
    way = came.medium.fill_null(came.channel) if params.way == "medium" else came.channel
    came = came.mutate(way=way)
    each = came.group_by("person", "day", "way").agg(at=came["at"].min())
    return each.select("person", "day", "at", "way", amount=ibis.literal(0, "int64"), sold_day=ibis.null("date"))
