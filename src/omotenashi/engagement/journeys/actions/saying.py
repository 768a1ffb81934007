# SPDX-License-Identifier: Apache-2.0
"""What a scenario says, all of it by wishes that the gate judges: at a step, and once to whoever leaves by an exit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import FAREWELL, Step
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.insight import actions as insight
from omotenashi.people.customers import queries as customers

# After so long a message is no longer what its sender meant.
_LIFETIME_HOURS = 72
# Broadcasts come after what somebody's own act set off.
_TRIGGERED, _BROADCAST = 1, 2


def send(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Wish a message for everybody but the control group, which walks the same way in silence. Both sides are noted."""
    treated = [run for run in runs if run.arm != "control"]
    messaging.intend([_wish(step, run, now=now) for run in treated])
    _expose(runs, persons, now=now)
    return {run.pk: Move("next", note="control" if run.arm == "control" else "") for run in runs}


def farewell(runs: Collection[UUID], *, now: datetime) -> int:
    """Wish the last message of those who left by an exit, where their drawing names one, once a run; say how many are new.

    A scenario that is held says nothing, not even this.
    """
    if not runs:
        return 0
    left = Enrolment.objects.filter(pk__in=runs, outcome="exit", journey__state__in=["live", "closing"])
    found = [run for run in left.select_related("version") if _farewell_of(run)["template"]]
    if not found:
        return 0
    persons = customers.persons_of({run.node_id for run in found})
    _expose(found, persons, now=now)
    treated = [run for run in found if run.arm != "control"]
    return messaging.intend([_wish(_farewell_of(run), run, now=now, name=FAREWELL) for run in treated])


def _farewell_of(run: Enrolment) -> Step:
    return Step("send", run.version.graph.get(FAREWELL) or {}, {})


def _expose(runs: Iterable[Enrolment], persons: Mapping[UUID, UUID], *, now: datetime) -> None:
    exposed: dict[tuple[UUID, int], dict[UUID, str]] = {}
    for run in runs:
        if run.arm and run.node_id in persons:
            exposed.setdefault((run.journey_id, run.drawn_in or run.version.number), {})[persons[run.node_id]] = run.arm
    for (journey, number), arms in exposed.items():
        insight.expose(experiment=queries.experiment_of(journey, number), persons=arms, now=now)


def _wish(step: Step, run: Enrolment, *, now: datetime, name: str = "") -> messaging.Wish:
    is_broadcast = run.version.graph["entry"]["kind"] == "list"
    return messaging.Wish(
        key=f"{run.pk}:{name}" if name else f"{run.pk}:{run.step}:{run.visit}",
        node_id=run.node_id,
        version_id=UUID(str(step["version"])),
        purpose=str(step["purpose"]),
        campaign=queries.campaign_of(run.journey_id, name or run.step),
        weight=_BROADCAST if is_broadcast else _TRIGGERED,
        priority=int(step["priority"] or 0),
        context=run.context,
        still={} if name else _still(step, run, is_broadcast=is_broadcast),
        at=now,
        channels=[str(name) for name in step["channels"] or ()],
        expires_at=now + timedelta(hours=int(step["lifetime_hours"] or _LIFETIME_HOURS)),
        best_hour=bool(step["best_hour"]),
    )


def _still(step: Step, run: Enrolment, *, is_broadcast: bool) -> dict[str, Any]:
    """Give what must hold when the message goes."""
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
    return still
