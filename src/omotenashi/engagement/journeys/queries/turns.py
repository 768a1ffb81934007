# SPDX-License-Identifier: Apache-2.0
"""The turns of a scenario into which all of a segment come again and again: the next one, and those of the past."""

from collections import defaultdict
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Membership
from omotenashi.engagement.journeys.rules import recurring
from omotenashi.engagement.journeys.rules.graphs import Graph
from omotenashi.people.customers.queries import clocks_among
from omotenashi.places.locations.queries import zone


def next_turn(graph: Graph, *, now: datetime) -> datetime | None:
    """Give when people come in next; nothing where they do not by turns, or it is not said yet."""
    return recurring.following(graph.entry, now=now, zone=zone()) if _is_told(graph) else None


def moments(graph: Graph, *, since: datetime, now: datetime, here: ZoneInfo | None = None) -> list[datetime]:
    """Give the turns of a while, by the clock of the house or of another zone; of an entry that is none of turns there are none."""
    here = here or zone()
    first, last = (at.astimezone(here).date() for at in (since, now))
    every = recurring.times(graph.entry, first=first, last=last, zone=here) if _is_told(graph) else ()
    return [at for turn in every if since <= (at := turn.astimezone(UTC)) <= now]


def starts(graph: Graph, *, since: datetime, now: datetime) -> dict[UUID, list[datetime]]:
    """Give when each person would have come in by a list: once, or at each turn of theirs whoever was in the segment then.

    Before anybody came into the segment, who is in it today stands for who would have been.
    """
    segment = UUID(str(graph.entry["segment"]))
    if not graph.recurs:
        return {person: [since] for person in audience.members_of(segment).values_list("person_id", flat=True)}
    ever = Membership.objects.filter(segment_id=segment, merged_into=None).order_by("entered_at")
    rows = list(ever.values_list("person_id", "entered_at", "left_at"))
    began, found = (rows[0][1] if rows else now), defaultdict[UUID, list[datetime]](list)
    clocks = clocks_among({person for person, _, _ in rows}, house=zone())
    living = defaultdict[ZoneInfo, list[tuple[UUID, datetime, datetime | None]]](list)
    for row in rows:
        living[clocks.of(row[0])].append(row)
    for here, some in living.items():
        for at in moments(graph, since=since, now=now, here=here):
            within = recurring.again_within(graph.again_days, at=at, zone=here)
            for person, entered, left in some:
                is_in = left is None if at < began else entered <= at and (left is None or left > at)
                came = found[person]
                if is_in and (not came or (within is not None and came[-1] < at and came[-1] <= at - within)):
                    came.append(at)
    return {person: came for person, came in found.items() if came}


def _is_told(graph: Graph) -> bool:
    return graph.recurs and recurring.is_sound(graph.entry)
