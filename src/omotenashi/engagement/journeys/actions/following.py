# SPDX-License-Identifier: Apache-2.0
"""Follow the timeline by cursor: what somebody did begins a journey, ends one at once, or wakes whoever waits for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import renewing, saying, silencing
from omotenashi.engagement.journeys.actions.enrolling import Arrival, enrol
from omotenashi.engagement.journeys.models import JourneyVersion
from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Graph
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline import queries as entries
from omotenashi.people.timeline.models import Entry

READER = "journeys"
BATCH = 2_000


@transaction.atomic
def follow(*, now: datetime, limit: int = BATCH) -> int:
    """Read on; say how many entries were read. The place and what follows from it are one transaction."""
    if not JourneyVersion.objects.exists():
        return 0
    batch = entries.entries_after(timeline.position(READER), limit=limit)
    if not batch:
        return 0
    versions = [(version, queries.graph_of(version)) for version in queries.live_versions()]
    heard = {name for _, graph in versions for name in graph.heard()}
    said = [entry for entry in batch if entry.name in heard]
    for version, graph in versions:
        _let_out(version, graph, said, now=now)
        if _let_in(version, graph, said, now=now):
            # Whoever came in may have left again within what was read at once.
            _let_out(version, graph, said, now=now)
        _signal(version, graph, said, now=now)
        _renew(version, graph, said, now=now)
    timeline.move_reader(name=READER, seq=batch[-1].seq, now=now)
    return len(batch)


def begin(*, now: datetime) -> None:
    """Begin at the end: what happened before anybody drew a journey is of no use to one."""
    [(last,)] = bulk.rows(
        "SELECT coalesce(max(last_value), 0) FROM pg_sequences WHERE sequencename = 'timeline_entry_seq_seq'"
    )
    timeline.move_reader(name=READER, seq=last, now=now)


def _let_out(version: JourneyVersion, graph: Graph, said: Sequence[Entry], *, now: datetime) -> None:
    """End runs whose goal or exit has come, at once: no wait is sat out, nothing that waits is said, and the goal outranks an exit."""
    goal = {str(graph.goal["event"])} if graph.goal.get("event") and graph.goal.get("ends") else set()
    for outcome, names in (("goal", goal), ("exit", set(graph.exits) - goal)):
        rows = _happened(graph, [entry for entry in said if entry.name in names])
        if rows:
            source, values = bulk.given("journeys_happened", _HAPPENED, rows)
            ended = bulk.rows(_END.format(happened=source), [*values, outcome, version.pk])
            silencing.silence_runs([run for (run,) in ended], now=now)
            saying.farewell([run for (run,) in ended], now=now)


def _signal(version: JourneyVersion, graph: Graph, said: Sequence[Entry], *, now: datetime) -> None:
    """Wake whoever waits for what happened; of several things that one waits for, the first."""
    for name, step in graph.steps.items():
        cases = step.cases if step.kind == "wait_any" else [step] if step.kind == "wait_event" else []
        rows = [
            (*row, str(case["key"] or case["on"]), nth)
            for nth, case in enumerate(cases)
            for row in _happened(
                graph, [one for one in said if one.name == case["on"] and moves.fits(case, one.props or {})]
            )
        ]
        if rows:
            source, values = bulk.given("journeys_signals", {**_HAPPENED, "signal": "text", "nth": "integer"}, rows)
            bulk.run(_WAKE.format(happened=source), [*values, version.pk, name, now, name])


def _renew(version: JourneyVersion, graph: Graph, said: Sequence[Entry], *, now: datetime) -> None:
    """Begin the waiting anew for whoever waits where something does so; who goes on by what they waited for does."""
    for name, step in graph.steps.items():
        if anew := moves.renewing(step):
            mine = [one for one in said if one.name == anew]
            rows = zip(_happened(graph, mine), mine, strict=True)
            renewing.renew(version, name, [(*row, one.props or {}) for row, one in rows], now=now)


def _happened(graph: Graph, said: Sequence[Entry]) -> list[tuple[Any, ...]]:
    """Give who did something when, and what it was about where runs are about something and it says so too."""
    key = str(graph.entry.get("key") or "")
    return [
        (entry.node_id, entry.at, str(props[key]) if key and key in (props := entry.props or {}) else None)
        for entry in said
    ]


def _let_in(version: JourneyVersion, graph: Graph, said: Sequence[Entry], *, now: datetime) -> int:
    journey = version.journey
    if journey.state != "live" or version.number != journey.version or graph.entry.get("kind") != "event":
        return 0
    # What happened before the journey lived begins nothing: the past is for simulations.
    since = version.published_at
    mine = [entry for entry in said if entry.name == graph.entry["event"] and entry.at >= since]
    return enrol(version, list(_arrivals(graph, mine)), now=now)


def _arrivals(graph: Graph, said: Sequence[Entry]) -> Iterable[Arrival]:
    key = str(graph.entry.get("key") or "")
    for entry in said:
        props: dict[str, Any] = dict(entry.props or {})
        if not graph.admits(props):
            continue
        plain = {name: value for name, value in props.items() if isinstance(value, str | int | float | bool)}
        yield Arrival(
            node_id=UUID(str(entry.node_id)), at=entry.at, key=str(props.get(key, "")) if key else "", context=plain
        )


_HAPPENED = {"node_id": "uuid", "at": "timestamptz", "key": "text"}
# Whose it is follows from the person: a purchase under a receipt ends the run that began under a mail address. What is
# about another basket, another order, leaves this run alone.
_END = """
WITH s AS (SELECT p.person_id, s.key, max(s.at) AS at FROM {happened}
  JOIN customers_nodeperson p ON p.node_id = s.node_id GROUP BY 1, 2)
UPDATE journeys_enrolment e SET ended_at = s.at, outcome = %s, wake_at = NULL, is_waiting = false
FROM s JOIN customers_nodeperson n ON n.person_id = s.person_id
WHERE e.node_id = n.node_id AND e.version_id = %s AND e.ended_at IS NULL AND s.at > e.entered_at
  AND e.key = coalesce(s.key, e.key)
RETURNING e.id
"""
# Also whom the worker has not led on since they came to the step: what happens meanwhile is not lost. Of two branches
# that the same thing fits the earlier counts.
_WAKE = """
WITH h AS (SELECT * FROM {happened}),
s AS (SELECT p.person_id, h.* FROM h JOIN customers_nodeperson p ON p.node_id = h.node_id),
first AS (SELECT DISTINCT ON (e.id) e.id, s.signal
  FROM s JOIN customers_nodeperson n ON n.person_id = s.person_id JOIN journeys_enrolment e ON e.node_id = n.node_id
  WHERE e.version_id = %s AND e.ended_at IS NULL AND e.step = %s AND s.at >= e.stepped_at AND e.signal = ''
    AND e.key = coalesce(s.key, e.key)
  ORDER BY e.id, s.at, s.nth)
UPDATE journeys_enrolment e SET signal = first.signal, wake_at = %s
FROM first WHERE e.id = first.id AND e.ended_at IS NULL AND e.step = %s AND e.signal = ''
"""
