# SPDX-License-Identifier: Apache-2.0
"""Steps that put something down about somebody: a tag, or a task for the staff. Nobody of the control group is touched."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.orders.queries import shops_of
from omotenashi.engagement.journeys.actions.waking import wake
from omotenashi.engagement.journeys.models import Enrolment, Errand
from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Step, minutes
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.people.customers.actions import tags
from omotenashi.people.customers.queries import Clocks
from omotenashi.people.staff.models import Staff

DONE = "done"


def tag(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Put a tag on everybody, or take it off."""
    del persons
    nodes = {run.node_id for run in runs if run.arm != "control"}
    if step["off"]:
        tags.take_off(str(step["tag"]), nodes=nodes, now=now)
    else:
        tags.put(str(step["tag"]), nodes=nodes, source="journey", now=now)
    return {run.pk: Move("next", note="control" if run.arm == "control" else "") for run in runs}


def errand(
    step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime, clocks: Clocks
) -> dict[UUID, Move]:
    """Give staff a task for each, in the shop where they buy; then wait until it is done, at most so long.

    It is due on a day of the house: staff do it.
    """
    treated = [run for run in runs if run.arm != "control"]
    shops = shops_of({persons[run.node_id] for run in treated if run.node_id in persons}) if step["own_shop"] else {}
    Errand.objects.bulk_create(
        [
            Errand(
                enrolment=run, visit=run.visit, node_id=run.node_id, title=str(step["title"]).strip(), made_at=now,
                location_id=shops.get(persons.get(run.node_id, run.node_id)),
                due_date=now.astimezone(clocks.house).date() + timedelta(days=int(step["due_days"] or 0)),
            )
            for run in treated
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if not minutes(step):
        return {run.pk: Move(moves.left_by(step)) for run in runs}
    return {run.pk: Move(wake_at=moves.later(step, now=run.stepped_at, zone=clocks.of(run.node_id))) for run in runs}


@transaction.atomic
def finish(errand_id: UUID, *, by: Staff, now: datetime) -> bool:
    """Note that a task is done; whoever waits for it goes on. Say whether it was open."""
    done = Errand.objects.filter(pk=errand_id, done_at=None).update(done_at=now, done_by=by)
    if done:
        one = Errand.objects.get(pk=errand_id)
        standing = Enrolment.objects.filter(pk=one.enrolment_id, visit=one.visit, ended_at=None, is_waiting=True)
        standing.update(signal=DONE, wake_at=now)
        wake()
    return bool(done)
