# SPDX-License-Identifier: Apache-2.0
"""What each kind of step does with those who arrive at it, all of them at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import (
    calling,
    describing,
    giving,
    leading,
    listing,
    lots,
    meeting,
    recording,
    saying,
    tagging,
    turning,
)
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.people.customers.queries import Clocks

Doing = Callable[[Step, Sequence[Enrolment], Mapping[UUID, UUID], datetime], dict[UUID, Move]]
TimedDoing = Callable[[Step, Sequence[Enrolment], Mapping[UUID, UUID], datetime, Clocks], dict[UUID, Move]]


def act(
    step: Step, runs: Sequence[Enrolment], *, persons: dict[UUID, UUID], now: datetime, clocks: Clocks
) -> dict[UUID, Move]:
    """Do what a step does; give for each run the branch it takes, or until when it waits."""
    if step.kind in moves.WAITING:
        # From when somebody came to the step, and not from when the worker looked.
        return {
            run.pk: Move(wake_at=moves.waits(step, now=run.stepped_at, zone=clocks.of(run.node_id))) for run in runs
        }
    if step.kind in _TIMED:
        return _TIMED[step.kind](step, runs, persons, now, clocks)
    return _DOING[step.kind](step, runs, persons, now)


def _split(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    del now
    yes = queries.answers(step, runs, dict(persons))
    return {run.pk: Move("yes" if run.pk in yes else "no") for run in runs}


def _cases(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Ask one question after the other; who fits none is everyone else."""
    del now
    left, found = {run.pk: run for run in runs}, {}
    for case in step.cases:
        for key in queries.answers(case, list(left.values()), dict(persons)) if left else ():
            found[key] = Move(str(case["key"]))
            del left[key]
    return found | {key: Move("else") for key in left}


def _until_day(
    step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime, clocks: Clocks
) -> dict[UUID, Move]:
    del persons
    return {run.pk: moves.arrive_at_day(step, run.context, now=now, zone=clocks.of(run.node_id)) for run in runs}


def _end(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    del step, persons, now
    return {run.pk: Move("") for run in runs}


_DOING: Mapping[str, Doing] = {
    "send": saying.send, "split": _split, "cases": _cases, "random": lots.draw,
    "rate": turning.queue, "points": giving.points, "coupon": giving.coupon, "tag": tagging.tag,
    "record": recording.record, "list": listing.enlist, "profile": describing.profile, "webhook": calling.hook, "journey": leading.lead, "end": _end,
}  # fmt: skip
# Steps that do something and keep people until a moment of theirs.
_TIMED: Mapping[str, TimedDoing] = {
    "until_day": _until_day, "wait_segment": meeting.await_segment, "task": tagging.errand,
}  # fmt: skip
