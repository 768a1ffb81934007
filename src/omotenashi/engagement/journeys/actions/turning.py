# SPDX-License-Identifier: Apache-2.0
"""Turnstiles: so many may pass in a while, the rest wait in the order in which they came.

One row counts who passed in the present while, and only who holds it lets anybody pass: with many workers as with one,
never more than were meant.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.engagement.journeys.actions.waking import wake
from omotenashi.engagement.journeys.models import Enrolment, Turnstile
from omotenashi.engagement.journeys.rules.graphs import LONGEST_WAIT_DAYS, Step, minutes
from omotenashi.engagement.journeys.rules.moves import Move

PASS = "pass"  # noqa: S105  # a word of ours
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def queue(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Let everybody stand in line, and have somebody look who may pass."""
    del persons
    for journey, name in sorted({(run.journey_id, run.step) for run in runs}):
        bulk.run(_STAND, [journey, name, int(step["most"]), timedelta(minutes=minutes(step)), now])
    wake()
    # Nobody stands for ever, even where all turnstiles rust.
    return {run.pk: Move(wake_at=run.stepped_at + timedelta(days=LONGEST_WAIT_DAYS)) for run in runs}


@transaction.atomic
def turn(*, now: datetime) -> int:
    """Let pass whoever may; say how many. An idle house costs one probe of an index."""
    due = Turnstile.objects.filter(due_at__lte=now, journey__state__in=["live", "closing"]).order_by("id")
    return sum(_turn(one, now=now) for one in due.select_for_update(skip_locked=True, of=("self",)))


def _turn(one: Turnstile, *, now: datetime) -> int:
    window = _EPOCH + (now - _EPOCH) // one.every * one.every
    if one.window_at is None or one.window_at < window:
        one.window_at, one.passed = window, 0
    waiting = Enrolment.objects.filter(
        journey=one.journey_id, step=one.step, ended_at=None, is_waiting=True, signal=""
    ).order_by("stepped_at", "id")
    first = waiting.select_for_update()[: max(one.most - one.passed, 0)]
    may = [run.pk for run in first]
    Enrolment.objects.filter(pk__in=may).update(signal=PASS, wake_at=now)
    one.passed += len(may)
    one.due_at = one.window_at + one.every if waiting.exists() else None
    one.save(update_fields=["window_at", "passed", "due_at"])
    return len(may)


_STAND = """
INSERT INTO journeys_turnstile (journey_id, step, most, every, passed, due_at) VALUES (%s, %s, %s, %s, 0, %s)
ON CONFLICT (journey_id, step) DO UPDATE SET most = excluded.most, every = excluded.every,
  due_at = coalesce(journeys_turnstile.due_at, excluded.due_at)
"""
