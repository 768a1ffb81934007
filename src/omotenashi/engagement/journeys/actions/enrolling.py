# SPDX-License-Identifier: Apache-2.0
"""Take people along: in sets, once for each person and key, and again only where the drawing allows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions.waking import wake
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.insight import queries as insight
from omotenashi.people.customers import queries as customers

_BATCH = 5_000
_COLUMNS = {
    "id": "uuid", "node_id": "uuid", "person_id": "uuid", "key": "text", "context": "jsonb", "arm": "text",
    "entered_at": "timestamptz",
}  # fmt: skip
# Somebody who is on the way, or was so lately, does not come in; what counts is the person, under whatever node.
_ENROL = """
WITH s AS (SELECT * FROM {arrivals})
INSERT INTO journeys_enrolment (id, journey_id, version_id, node_id, key, context, arm, step, visit, is_waiting, signal,
  entered_at, stepped_at, wake_at, outcome)
SELECT s.id, %s, %s, s.node_id, s.key, s.context, s.arm, %s, 0, false, '', s.entered_at, s.entered_at, s.entered_at, ''
FROM s WHERE NOT EXISTS (
  SELECT 1 FROM journeys_enrolment e JOIN customers_nodeperson n ON n.node_id = e.node_id
  WHERE n.person_id = s.person_id AND e.journey_id = %s AND (
    (e.ended_at IS NULL AND e.key = s.key) OR (s.key <> '' AND e.key = s.key)
    OR (s.key = '' AND e.entered_at > s.entered_at - coalesce(%s::interval, interval '100 years'))))
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Somebody who comes in: under a node, at a moment, about something (`key`), with what is known of it."""

    node_id: UUID
    at: datetime
    key: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def enrol(version: JourneyVersion, arrivals: Sequence[Arrival], *, now: datetime) -> int:
    """Take people along; say how many are new. Of several arrivals of one person and key the first counts."""
    if not arrivals:
        return 0
    graph = queries.graph_of(version)
    persons = customers.persons_of({one.node_id for one in arrivals})
    arms = _arms(version, set(persons.values()), has_control=bool(graph.control), now=now)
    first: dict[tuple[UUID, str], tuple[Any, ...]] = {}
    for one in arrivals:
        person = persons.get(one.node_id)
        if person is not None:
            row = (
                new_id(), one.node_id, person, one.key, Jsonb(one.context, dumps=msgspec.json.encode),
                arms.get(person, ""), one.at,
            )  # fmt: skip
            first.setdefault((person, one.key), row)
    source, values = bulk.given("journeys_arrivals", _COLUMNS, list(first.values()))
    again = None if graph.again_days is None else timedelta(days=graph.again_days)
    journey = version.journey_id
    made = bulk.run(_ENROL.format(arrivals=source), [*values, journey, version.pk, graph.first, journey, again])
    if made:
        wake()
    return made


@transaction.atomic
def admit(*, now: datetime) -> int:
    """Let everybody of a segment into the journeys that begin with one and whose moment has come; once each."""
    admitted = 0
    waiting = Journey.objects.select_for_update(skip_locked=True).filter(state="live", admitted_at=None)
    for journey in waiting.order_by("live_at", "id"):
        version = queries.newest(journey)
        graph = queries.graph_of(version) if version else None
        if version is None or graph is None or graph.entry["kind"] != "list" or not _is_time(graph.entry, now=now):
            continue
        members = audience.members_of(UUID(str(graph.entry["segment"]))).values_list("person_id", flat=True)
        arriving = [Arrival(node_id=person, at=now, key=f"v{version.number}") for person in members]
        for start in range(0, len(arriving), _BATCH):
            admitted += enrol(version, arriving[start : start + _BATCH], now=now)
        journey.admitted_at, journey.state = now, "closing"
        journey.save(update_fields=["admitted_at", "state"])
    return admitted


def _is_time(entry: Mapping[str, Any], *, now: datetime) -> bool:
    at = entry.get("at")
    return not at or datetime.fromisoformat(str(at)) <= now


def _arms(version: JourneyVersion, persons: set[UUID], *, has_control: bool, now: datetime) -> dict[UUID, str]:
    if not has_control:
        return {}
    key = queries.experiment_of(version.journey_id, version.number)
    return insight.arms_of(experiment=key, persons=persons, now=now)
