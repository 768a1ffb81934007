# SPDX-License-Identifier: Apache-2.0
"""Draw a journey, let it live, hold it, close it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Case, F, Value, When

from omotenashi.base import bulk
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import checking, following, silencing
from omotenashi.engagement.journeys.actions.waking import wake
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion
from omotenashi.engagement.journeys.queries import ReadyMade
from omotenashi.engagement.journeys.rules import graphs, kinds, soundness
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.insight import actions as insight


class Changed(Exception):
    """Somebody else changed the draft meanwhile."""


@transaction.atomic
def draft(
    *,
    key: str,
    name: str,
    graph: Mapping[str, Any],
    now: datetime,
    made_from: str = "",
    seen_at: datetime | None = None,
    by: UUID | None = None,
) -> Journey:
    """Keep a drawing under its key; it may be unfinished. Raises BadGraph, Changed."""
    values = {"name": name, "draft": queries.settled(graphs.read(graph)).kept(), "changed_at": now}
    journey, made = Journey.objects.select_for_update().get_or_create(
        key=key, defaults={**values, "made_at": now, "made_by_id": by, "made_from": made_from}
    )
    if made:
        return journey
    if seen_at is not None and journey.changed_at != seen_at:
        raise Changed(key)
    Journey.objects.filter(pk=journey.pk).update(**values)
    journey.refresh_from_db()
    return journey


def adopt(
    code: str, *, key: str, now: datetime, by: UUID | None = None, segment: UUID | None = None, name: str = ""
) -> Journey:
    """Take a ready-made journey over as a draft, with its messages, in the language of the moment. Raises KeyError.

    Its times are those that the house's own record says, where it says any. With a `segment` it begins with its people.
    """
    made = queries.ready(code)
    graph = queries.drawn(made, queries.learnt(now=now) if made.learns else {})
    if segment is not None:
        graph = queries.drawn_for(made, graph, segment=str(segment))
    return _adopt(made, graph, key=key, name=name or str(made.name), now=now, by=by)


@transaction.atomic
def _adopt(made: ReadyMade, graph: dict[str, Any], *, key: str, name: str, now: datetime, by: UUID | None) -> Journey:
    sends = [step for step in graph["steps"].values() if step["kind"] == "send"]
    used = sorted({step["template"] for step in sends})
    for place, number in enumerate(used, 1):
        template = messaging.draft(
            key=f"{key}:{number}", name=name.replace(str(made.name), f"{made.name} {place}", 1) if len(used) > 1 else name,
            content=made.messages[number].content(), purpose=made.purpose, now=now, by=by,
        )  # fmt: skip
        messaging.publish(template.pk, now=now, by=by)
        for step in sends:
            if step["template"] == number:
                step["template"] = str(template.pk)
    return draft(key=key, name=name, graph=graph, made_from=made.code, now=now, by=by)


def learn(journey_id: UUID, *, now: datetime) -> bool:
    """Put into a draft the days that the house's record says by now; say whether any were better."""
    journey = Journey.objects.get(pk=journey_id)
    graph = queries.draft_of(journey)
    better = queries.better(journey.made_from, graph, now=now)
    kept = graph.kept()
    for step, (_was, days) in better.items():
        (kept["steps"][step] if step else kept["entry"])["days"] = days
    if better:
        draft(key=journey.key, name=journey.name, graph=kept, now=now, seen_at=journey.changed_at)
    return bool(better)


@transaction.atomic
def publish(journey_id: UUID, *, now: datetime, by: UUID | None = None) -> JourneyVersion:
    """Let a drawing live. Those on the way stay on the version they came in by. Raises BadGraph.

    Every message is the newest version of its template at this moment, and stays it. With a control group the journey is
    an experiment from now on, whose result stands under 効果検証. One that was held goes on.
    """
    resume(journey_id, now=now)
    journey = Journey.objects.select_for_update().get(pk=journey_id)
    journey.draft = kinds.begun_anew(journey.draft, at=now.isoformat())
    graph = soundness.checked(graphs.read(journey.draft))
    kept = checking.with_references(graph, own=journey.pk, now=now)
    # A card that was moved, or a note beside it, makes no new version.
    meant = {name: value for name, value in kept.items() if name != "view"}
    checksum = hashlib.sha256(msgspec.json.encode(meant, order="sorted")).hexdigest()
    version = queries.newest(journey)
    if not JourneyVersion.objects.exists():
        following.begin(now=now)
    if version is None or version.checksum != checksum:
        journey.version += 1
        version = JourneyVersion.objects.create(
            journey=journey, number=journey.version, graph=kept, checksum=checksum, published_at=now,
            published_by_id=by,
        )  # fmt: skip
        if graph.control:
            insight.begin_experiment(
                key=queries.experiment_of(journey.pk, journey.version), name=journey.name,
                arms={"control": graph.control, "treated": kinds.DRAW - graph.control}, now=now,
                window_days=int(graph.goal.get("days") or 30), by=str(by or ""),
            )  # fmt: skip
    journey.state, journey.live_at, journey.closing_at = "live", journey.live_at or now, None
    # Whose turns come again and again begins with the next one.
    journey.admitted_at, journey.looked_at = None, now if graph.recurs else None
    journey.save(update_fields=["version", "draft", "state", "live_at", "closing_at", "admitted_at", "looked_at"])
    wake()
    return version


@transaction.atomic
def pause(journey_id: UUID, *, now: datetime) -> bool:
    """Hold everybody where they stand; say whether it lived. Nobody is put out."""
    live = Journey.objects.filter(pk=journey_id, state__in=["live", "closing"])
    return live.update(state="paused", paused_at=now) > 0


@transaction.atomic
def resume(journey_id: UUID, *, now: datetime) -> bool:
    """Let a journey go on: every wait is longer by as long as it was held."""
    journey = Journey.objects.select_for_update().filter(pk=journey_id, state="paused").first()
    if journey is None or journey.paused_at is None:
        return False
    held = now - journey.paused_at
    Enrolment.objects.filter(journey=journey, ended_at=None).update(wake_at=F("wake_at") + held)
    # A broadcast that let everybody in has nobody else to let in; what was coming to its end still does.
    version = queries.newest(journey)
    is_over = journey.admitted_at and version is not None and version.graph["entry"]["kind"] == "list"
    journey.state, journey.paused_at = ("closing" if is_over or journey.closing_at else "live"), None
    journey.save(update_fields=["state", "paused_at"])
    wake()
    return True


@transaction.atomic
def close(journey_id: UUID, *, now: datetime) -> bool:
    """Admit nobody any more; those on the way come to its end. One that is held comes to it when it goes on."""
    alive = Journey.objects.filter(pk=journey_id, state__in=["live", "paused"], closing_at=None)
    state = Case(When(state="live", then=Value("closing")), default=F("state"))
    return alive.update(closing_at=now, state=state) > 0


@transaction.atomic
def archive(journey_id: UUID, *, now: datetime) -> int:
    """End a journey and every run of it, and take back what it wished for; say how many were on the way."""
    silencing.silence(journey_id, now=now)
    Journey.objects.filter(pk=journey_id).update(state="archived", changed_at=now)
    return bulk.run(_END, [now, journey_id])


@transaction.atomic
def note(journey_id: UUID, *, hypothesis: str, learning: str) -> None:
    """Keep what was expected of a journey and what was learnt from it."""
    Journey.objects.filter(pk=journey_id).update(hypothesis=hypothesis.strip(), learning=learning.strip())


_END = """
UPDATE journeys_enrolment SET ended_at = %s, outcome = 'archived', wake_at = NULL, is_waiting = false
WHERE journey_id = %s AND ended_at IS NULL
"""
