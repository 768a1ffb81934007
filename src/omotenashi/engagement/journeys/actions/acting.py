# SPDX-License-Identifier: Apache-2.0
"""What each kind of step does with those who arrive at it, all of them at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import calling, describing, giving, leading, lots, meeting, tagging, turning
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.insight import actions as insight
from omotenashi.places.locations import queries as places

# After so long a message is no longer what its sender meant.
_LIFETIME_HOURS = 72
# Broadcasts come after what somebody's own act set off.
_TRIGGERED, _BROADCAST = 1, 2

Doing = Callable[[Step, Sequence[Enrolment], Mapping[UUID, UUID], datetime], dict[UUID, Move]]


def act(
    step: Step, runs: Sequence[Enrolment], *, persons: dict[UUID, UUID], now: datetime, zone: ZoneInfo
) -> dict[UUID, Move]:
    """Do what a step does; give for each run the branch it takes, or until when it waits."""
    if step.kind in moves.WAITING:
        # From when somebody came to the step, and not from when the worker looked.
        return {run.pk: Move(wake_at=moves.waits(step, now=run.stepped_at, zone=zone)) for run in runs}
    return _DOING[step.kind](step, runs, persons, now)


def _send(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Wish a message for everybody but the control group, which walks the same way in silence. Both sides are noted."""
    treated = [run for run in runs if run.arm != "control"]
    messaging.intend([_wish(step, run, now=now) for run in treated])
    exposed: dict[tuple[UUID, int], dict[UUID, str]] = {}
    for run in runs:
        if run.arm and run.node_id in persons:
            exposed.setdefault((run.journey_id, run.drawn_in or run.version.number), {})[persons[run.node_id]] = run.arm
    for (journey, number), arms in exposed.items():
        insight.expose(experiment=queries.experiment_of(journey, number), persons=arms, now=now)
    return {run.pk: Move("next", note="control" if run.arm == "control" else "") for run in runs}


def _wish(step: Step, run: Enrolment, *, now: datetime) -> messaging.Wish:
    is_broadcast = run.version.graph["entry"]["kind"] == "list"
    still: dict[str, Any] = {}
    if step["unless_bought"]:
        still["not_bought"] = run.entered_at.isoformat()
    if step["in_stock"] and run.context.get("sku"):
        still["in_stock"] = run.context["sku"]
    if step["at_price"] and run.context.get("sku") and run.context.get("amount"):
        still["price"] = {"sku": run.context["sku"], "amount": run.context["amount"]}
    if step["topics"]:
        still["topics"] = list(step["topics"])
    if is_broadcast and step["still_in"] is not False:
        still["segment"] = run.version.graph["entry"]["segment"]
    return messaging.Wish(
        key=f"{run.pk}:{run.step}:{run.visit}",
        node_id=run.node_id,
        version_id=UUID(str(step["version"])),
        purpose=str(step["purpose"]),
        campaign=queries.campaign_of(run.journey_id, run.step),
        weight=_BROADCAST if is_broadcast else _TRIGGERED,
        priority=int(step["priority"] or 0),
        context=run.context,
        still=still,
        at=now,
        channels=[str(name) for name in step["channels"] or ()],
        expires_at=now + timedelta(hours=int(step["lifetime_hours"] or _LIFETIME_HOURS)),
        best_hour=bool(step["best_hour"]),
    )


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


def _until_day(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    del persons
    here = places.zone()
    return {run.pk: moves.arrive_at_day(step, run.context, now=now, zone=here) for run in runs}


def _end(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    del step, persons, now
    return {run.pk: Move("") for run in runs}


_DOING: Mapping[str, Doing] = {
    "send": _send, "split": _split, "cases": _cases, "random": lots.draw, "until_day": _until_day,
    "wait_segment": meeting.await_segment,
    "rate": turning.queue, "points": giving.points, "coupon": giving.coupon, "tag": tagging.tag,
    "profile": describing.profile, "task": tagging.errand, "webhook": calling.hook, "journey": leading.lead, "end": _end,
}  # fmt: skip
