# SPDX-License-Identifier: Apache-2.0
"""Let everybody of a segment in again and again: whoever is in it when it is time, each once a turn."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions.enrolling import Arrival, enrol
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.journeys.rules import recurring
from omotenashi.engagement.journeys.rules.graphs import Graph
from omotenashi.places.locations.queries import zone

_BATCH = 5_000


def recur(*, now: datetime) -> int:
    """Take the turns whose moment has come; say how many came in. Each journey in a transaction of its own, by one worker."""
    here = zone()
    drawn = [(version, queries.graph_of(version)) for version in queries.admitting()]
    return sum(_turn(version, graph, now=now, here=here) for version, graph in drawn if graph.recurs)


@transaction.atomic
def _turn(version: JourneyVersion, graph: Graph, *, now: datetime, here: ZoneInfo) -> int:
    since = version.journey.looked_at or version.published_at
    at = recurring.due(graph.entry, since=since, now=now, zone=here)
    same = Journey.objects.select_for_update(skip_locked=True).filter(pk=version.journey_id, state="live")
    # Another worker has it, or had it meanwhile.
    if at is None or same.filter(looked_at=version.journey.looked_at, version=version.number).first() is None:
        return 0
    members = audience.members_of(UUID(str(graph.entry["segment"]))).values_list("person_id", flat=True)
    arriving = [
        Arrival(node_id=person, at=at, since=now, run_id=recurring.run_of(version.journey_id, person, at=at, zone=here))
        for person in members
    ]
    within = recurring.again_within(graph.again_days, at=at, zone=here)
    came = sum(
        enrol(version, arriving[start : start + _BATCH], now=now, within=within)
        for start in range(0, len(arriving), _BATCH)
    )
    Journey.objects.filter(pk=version.journey_id).update(looked_at=now)
    return came
