# SPDX-License-Identifier: Apache-2.0
"""Let everybody of a segment in again and again: whoever is in it when it is time, each once a turn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions.enrolling import Arrival, enrol
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.journeys.rules import recurring
from omotenashi.engagement.journeys.rules.graphs import Graph
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import clocks_among
from omotenashi.places.locations.queries import zone

_BATCH = 5_000


def recur(*, now: datetime) -> int:
    """Take the turns whose moment has come; say how many came in. Each journey in a transaction of its own, by one worker.

    A turn is a day and an hour, and comes for each person by their own clock: the east goes before the west.
    """
    drawn = [(version, graph) for version in queries.admitting() if (graph := queries.graph_of(version)).recurs]
    zones = customers.zones_lived_in(house=zone()) if drawn else []
    return sum(_turn(version, graph, now=now, zones=zones) for version, graph in drawn)


@transaction.atomic
def _turn(version: JourneyVersion, graph: Graph, *, now: datetime, zones: Sequence[ZoneInfo]) -> int:
    since = version.journey.looked_at or version.published_at
    due = {one: at for one in zones if (at := recurring.due(graph.entry, since=since, now=now, zone=one)) is not None}
    same = Journey.objects.select_for_update(skip_locked=True).filter(pk=version.journey_id, state="live")
    # Another worker has it, or had it meanwhile.
    if not due or same.filter(looked_at=version.journey.looked_at, version=version.number).first() is None:
        return 0
    members = audience.members_of(UUID(str(graph.entry["segment"]))).values_list("person_id", flat=True)
    came = sum(
        _take(version, graph, some, due, now=now, zones=zones)
        for some in batched(members.order_by("person_id"), _BATCH)
    )
    Journey.objects.filter(pk=version.journey_id).update(looked_at=now)
    return came


def _take(
    version: JourneyVersion, graph: Graph, persons: Sequence[UUID], due: Mapping[ZoneInfo, datetime],
    *, now: datetime, zones: Sequence[ZoneInfo],
) -> int:  # fmt: skip
    """Let those of some people in for whom it is time: a run of a turn has one id, so nobody comes to the same turn twice."""
    # Where everybody lives in the zone of the house nobody is asked.
    clocks = clocks_among(persons if len(zones) > 1 else (), house=zones[0])
    came = 0
    for here, at in due.items():
        arriving = [
            Arrival(
                node_id=person, at=at, since=now, run_id=recurring.run_of(version.journey_id, person, at=at, zone=here)
            )
            for person in persons
            if clocks.of(person).key == here.key
        ]
        within = recurring.again_within(graph.again_days, at=at, zone=here)
        came += enrol(version, arriving, now=now, within=within)
    return came
