# SPDX-License-Identifier: Apache-2.0
"""Whoever waits to come into a segment goes on when they do; whoever is in it when they come to the step does not wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions.waking import wake
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.people.customers.queries import Clocks

ENTERED = "entered"
# Who has not come to the step yet is asked when they do.
_WAKE = """
UPDATE journeys_enrolment e SET signal = %s, wake_at = %s FROM customers_nodeperson n
WHERE n.person_id = ANY(%s) AND e.node_id = n.node_id AND e.version_id = %s AND e.step = ANY(%s)
  AND e.ended_at IS NULL AND e.is_waiting AND e.signal = ''
"""


def await_segment(
    step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime, clocks: Clocks
) -> dict[UUID, Move]:
    """Let on who is in a segment; the others wait, at most so long."""
    del now
    inside = queries.answers(moves.in_segment(step), runs, dict(persons))
    return {
        run.pk: Move("event")
        if run.pk in inside
        else Move(wake_at=moves.later(step, now=run.stepped_at, zone=clocks.of(run.node_id)))
        for run in runs
    }


@transaction.atomic
def meet(*, segment_id: UUID, persons: Sequence[UUID], now: datetime) -> int:
    """Wake whoever waits to come into a segment and did; say how many."""
    woken = 0
    for version in queries.live_versions():
        steps = [
            name
            for name, step in queries.graph_of(version).steps.items()
            if step.kind == "wait_segment" and str(step["segment"]) == str(segment_id)
        ]
        if steps:
            woken += bulk.run(_WAKE, [ENTERED, now, list(persons), version.pk, steps])
    if woken:
        wake()
    return woken
