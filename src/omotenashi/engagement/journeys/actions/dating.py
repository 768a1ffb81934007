# SPDX-License-Identifier: Apache-2.0
"""Take people along by a day of theirs. Days change, and people are added: everybody is looked at once an hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min, QuerySet

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import silencing
from omotenashi.engagement.journeys.actions.enrolling import Arrival, enrol
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion
from omotenashi.engagement.journeys.queries import dates
from omotenashi.engagement.journeys.rules import graphs, joining
from omotenashi.engagement.journeys.rules.graphs import Graph
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import clocks_among
from omotenashi.places.locations.queries import zone

_BATCH = 5_000
_EVERY, _DAY = timedelta(hours=1), timedelta(days=1)


def look(*, now: datetime) -> int:
    """Look at the days of everybody, at the hour that a journey names, by the clock of each, and every hour after; say how many came in.

    Whose day is another one by now, or none, leaves the way that began with the old one. Each journey is looked at in a
    transaction of its own, by one worker.
    """
    drawn = [(version, queries.graph_of(version)) for version in queries.admitting()]
    drawn = [(version, graph) for version, graph in drawn if graph.entry.get("kind") == "date"]
    zones = customers.zones_lived_in(house=zone()) if drawn else []
    due = [(version, graph) for version, graph in drawn if _is_due(version.journey, graph, now=now, zones=zones)]
    return sum(_look_once(version, graph, now=now, zones=zones) for version, graph in due)


def _is_due(journey: Journey, graph: Graph, *, now: datetime, zones: Sequence[ZoneInfo]) -> bool:
    """Say whether it is an hour since the last look, or the hour that a journey names came anywhere since."""
    at = graphs.hour_of(graph.entry)
    last = max(now - _EVERY, *(joining.slot(now, at=at, zone=one) for one in zones))
    return journey.looked_at is None or journey.looked_at < last


@transaction.atomic
def _look_once(version: JourneyVersion, graph: Graph, *, now: datetime, zones: Sequence[ZoneInfo]) -> int:
    same = Journey.objects.select_for_update(skip_locked=True).filter(pk=version.journey_id, state="live")
    if same.filter(looked_at=version.journey.looked_at).first() is None:
        return 0
    came = _look(version, graph, now=now, zones=zones)
    Journey.objects.filter(pk=version.journey_id).update(looked_at=now)
    return came


def _look(version: JourneyVersion, graph: Graph, *, now: datetime, zones: Sequence[ZoneInfo]) -> int:
    days, at, house = int(graph.entry.get("days") or 0), graphs.hour_of(graph.entry), zones[0]
    live = Enrolment.objects.filter(journey=version.journey_id, ended_at=None)
    since = min(now - joining.span(graph), live.aggregate(first=Min("entered_at"))["first"] or now) - _DAY
    first, last = (moment.astimezone(house).date() - timedelta(days=days) for moment in (since, now))
    # Elsewhere it is yesterday still, or tomorrow already.
    found = dates.days_of(graph.entry, now=now, first=first - _DAY, last=last + _DAY)
    clocks = clocks_among({one.person_id for one in found} if len(zones) > 1 else (), house=house)
    _let_go(live, {(one.person_id, one.key) for one in found}, now=now)
    arriving = []
    for one in found:
        here = clocks.of(one.person_id)
        began = joining.begins(one.day, days=days, at=at, zone=here)
        joins = joining.place(graph, began=began, now=now, zone=here) if began <= now else None
        if joins is not None:
            arriving.append(
                Arrival(node_id=one.person_id, at=now, key=one.key, context=one.context, step=joins[0], since=joins[1])
            )
    return sum(enrol(version, arriving[n : n + _BATCH], now=now) for n in range(0, len(arriving), _BATCH))


def _let_go(live: QuerySet[Enrolment], still: set[tuple[UUID, str]], *, now: datetime) -> int:
    """End the runs whose day is no longer one of theirs."""
    runs = list(live.values_list("pk", "node_id", "key"))
    persons = customers.persons_of({node for _, node, _ in runs})
    gone = [key for key, node, day in runs if (persons.get(node, node), day) not in still]
    ended = Enrolment.objects.filter(pk__in=gone, ended_at=None)
    silencing.silence_runs(gone, now=now)
    return ended.update(ended_at=now, outcome="moved", wake_at=None, is_waiting=False)
