# SPDX-License-Identifier: Apache-2.0
"""Take people along: in sets, once for each person and key, and again only where the drawing allows it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Q
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions.waking import wake
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.journeys.rules import own_time
from omotenashi.insight import queries as insight
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import clocks_among
from omotenashi.places.locations import queries as places

_BATCH = 5_000
_IS_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COLUMNS = {
    "id": "uuid", "node_id": "uuid", "person_id": "uuid", "key": "text", "context": "jsonb", "arm": "text",
    "entered_at": "timestamptz", "step": "text", "since": "timestamptz",
}  # fmt: skip
# Somebody who is on the way, or was so lately, does not come in; what counts is the person, under whatever node. Where
# runs are about something, that is asked of each thing apart.
_ENROL = """
WITH s AS (SELECT * FROM {arrivals})
INSERT INTO journeys_enrolment (id, journey_id, version_id, node_id, key, context, arm, step, visit, is_waiting, signal,
  entered_at, stepped_at, wake_at, outcome)
SELECT s.id, %s, %s, s.node_id, s.key, s.context, s.arm, s.step, 0, false, '', s.entered_at, s.since, s.since, ''
FROM s WHERE NOT EXISTS (
  SELECT 1 FROM journeys_enrolment e JOIN customers_nodeperson n ON n.node_id = e.node_id
  WHERE n.person_id = s.person_id AND e.journey_id = %s AND (
    (e.ended_at IS NULL AND e.key = s.key)
    OR (s.key IN ('', e.key) AND e.entered_at > s.entered_at - coalesce(%s::interval, interval '100 years'))))
ON CONFLICT DO NOTHING RETURNING id
"""


class NoSuchJourney(Exception):
    """No journey has this name."""


class NotOpen(Exception):
    """A journey admits nobody, or does not begin with a call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Somebody who comes in: under a node, at a moment, about something (`key`), with what is known of it.

    Who comes late to a series stands on a `step` of it `since` a moment. `run_id` names the run where the same arrival
    may be told twice.
    """

    node_id: UUID
    at: datetime
    key: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    step: str = ""
    since: datetime | None = None
    run_id: UUID | None = None


def enrol(
    version: JourneyVersion, arrivals: Sequence[Arrival], *, now: datetime, within: timedelta | None = None
) -> int:
    """Take people along; say how many are new. Of several arrivals of one person and key the first counts."""
    return len(enrol_each(version, dict(enumerate(arrivals)), now=now, within=within))


@transaction.atomic
def enrol_each[Name](
    version: JourneyVersion, arrivals: Mapping[Name, Arrival], *, now: datetime, within: timedelta | None = None
) -> dict[Name, UUID]:
    """Take people along; give the runs that are new by the names of their arrivals.

    `within` says how far back somebody may not have come in, where that is not so many times 24 hours.
    """
    if not arrivals:
        return {}
    graph = queries.graph_of(version)
    persons = customers.persons_of({one.node_id for one in arrivals.values()})
    arms = _arms(version, set(persons.values()), has_control=bool(graph.control), now=now)
    first: dict[tuple[UUID, str], tuple[Any, ...]] = {}
    names: dict[UUID, Name] = {}
    for name, one in arrivals.items():
        person = persons.get(one.node_id)
        if person is None or (person, one.key) in first:
            continue
        row = first[person, one.key] = (
            one.run_id or new_id(), one.node_id, person, one.key, Jsonb(one.context, dumps=msgspec.json.encode),
            arms.get(person, ""), one.at, one.step or graph.first, one.since or one.at,
        )  # fmt: skip
        names[row[0]] = name
    source, values = bulk.given("journeys_arrivals", _COLUMNS, list(first.values()))
    # A day of somebody is one of its own, next year's is another: it never begins twice.
    is_day = graph.entry.get("kind") == "date"
    again = None if is_day or graph.again_days is None else timedelta(days=graph.again_days)
    again = again if within is None else within
    journey = version.journey_id
    made = bulk.rows(_ENROL.format(arrivals=source), [*values, journey, version.pk, journey, again])
    if made:
        wake()
    return {names[key]: key for (key,) in made}


def opened(code: str) -> JourneyVersion:
    """Give the version of a journey, by its key or its id, that begins with a call. Raises NoSuchJourney, NotOpen."""
    named = Q(key=code) | Q(pk=UUID(code)) if _IS_ID.fullmatch(code) else Q(key=code)
    journey = Journey.objects.filter(named).first()
    if journey is None:
        raise NoSuchJourney(code)
    version = queries.newest(journey)
    if version is None or journey.state != "live" or queries.graph_of(version).entry.get("kind") != "api":
        raise NotOpen(code)
    return version


@transaction.atomic
def admit(*, now: datetime) -> int:
    """Let everybody of a segment into the journeys that begin with all of one and whose moment has come; once each.

    A broadcast comes to its end then; one that people come into by the segment goes on taking whoever enters it.
    """
    admitted = 0
    waiting = Journey.objects.select_for_update(skip_locked=True).filter(state="live", admitted_at=None)
    for journey in waiting.order_by("live_at", "id"):
        version = queries.newest(journey)
        graph = queries.graph_of(version) if version else None
        if version is None or graph is None or not graph.takes_all:
            continue
        if own_time.is_asked(graph.entry):
            admitted += _admit_by_zones(journey, version, graph.entry, now=now)
        elif _is_time(graph.entry, now=now):
            admitted += sum(_let_in(version, some, now=now) for some in _members(graph.entry))
            _be_through(journey, graph.entry, now=now)
    return admitted


def _admit_by_zones(journey: Journey, version: JourneyVersion, entry: Mapping[str, Any], *, now: datetime) -> int:
    """Let those in to whose zone the moment came since the last look; where it came everywhere, whoever is left.

    The key of the version keeps a run the only one, also of whoever crossed the zones meanwhile.
    """
    house = places.zone()
    is_over, zones = own_time.is_over(entry, now=now, house=house), customers.zones_lived_in(house=house)
    due = {one.key for one in own_time.due(entry, since=journey.looked_at, now=now, zones=zones, house=house)}
    admitted = 0
    for some in _members(entry) if due or is_over else ():
        clocks = clocks_among(() if is_over else some, house=house)
        admitted += _let_in(version, [one for one in some if is_over or clocks.of(one).key in due], now=now)
    if due:
        journey.looked_at = now
        journey.save(update_fields=["looked_at"])
    if is_over:
        _be_through(journey, entry, now=now)
    return admitted


def _members(entry: Mapping[str, Any]) -> Iterator[tuple[UUID, ...]]:
    found = audience.members_of(UUID(str(entry["segment"]))).values_list("person_id", flat=True)
    return batched(list(found), _BATCH)


def _let_in(version: JourneyVersion, persons: Sequence[UUID], *, now: datetime) -> int:
    key = f"v{version.number}" if version.graph["entry"]["kind"] == "list" else ""
    return enrol(version, [Arrival(node_id=person, at=now, key=key) for person in persons], now=now)


def _be_through(journey: Journey, entry: Mapping[str, Any], *, now: datetime) -> None:
    journey.admitted_at, journey.state = now, "closing" if entry["kind"] == "list" else journey.state
    journey.save(update_fields=["admitted_at", "state"])


def _is_time(entry: Mapping[str, Any], *, now: datetime) -> bool:
    at = entry.get("at") if entry.get("kind") == "list" else None
    return not at or datetime.fromisoformat(str(at)) <= now


def _arms(version: JourneyVersion, persons: set[UUID], *, has_control: bool, now: datetime) -> dict[UUID, str]:
    if not has_control:
        return {}
    key = queries.experiment_of(version.journey_id, version.number)
    return insight.arms_of(experiment=key, persons=persons, now=now)
