# SPDX-License-Identifier: Apache-2.0
"""Steps that tell others: what is to be told is written down with the step, and told after the commit.

Whoever takes a call has it for a minute. A worker that dies between telling and noting leaves it to the next, which
tells it again under the same id: a receiver that keeps ids hears it once.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.base.jobs import ask_once
from omotenashi.base.sealing import Unreadable
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import posting
from omotenashi.engagement.journeys.models import Call, Enrolment, Hook
from omotenashi.engagement.journeys.rules import calls
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move

TASK = "journeys.tell"
_AT_ONCE, _SIDE_BY_SIDE = 40, 8
_LEASE = timedelta(minutes=1)


def hook(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Write down what is to be told of everybody but the control group."""
    known = Hook.objects.filter(pk=UUID(str(step["hook"])), removed_at=None).first()
    treated = [run for run in runs if run.arm != "control"] if known else []
    made = [
        Call(hook=known, enrolment=run, visit=run.visit, made_at=now, due_at=now, body=_body(run, persons, now))
        for run in treated
    ]
    Call.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        ask_once(TASK)
    lost = "" if known else "no_hook"
    return {run.pk: Move("next", note="control" if run.arm == "control" else lost) for run in runs}


@transaction.atomic
def try_hook(hook_id: UUID, *, now: datetime) -> Call:
    """Tell a receiver that it is there, of nobody."""
    said = {"type": "ping", "timestamp": now.isoformat(), "data": {}}
    call = Call.objects.create(hook_id=hook_id, id=new_id(), body=_text(said), made_at=now, due_at=now)
    ask_once(TASK)
    return call


def tell(*, now: datetime) -> int:
    """Tell what is due; say how much was taken. Runs outside of a transaction."""
    taken = _taken(now=now)
    if not taken:
        return 0
    inside = queries.inside()
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        answers = list(pool.map(lambda call: _told(call, inside=inside, now=now), taken))
    for call, answer in zip(taken, answers, strict=True):
        _settle(call, answer, now=now)
    return len(taken)


def _told(call: Call, *, inside: Sequence[posting.Net], now: datetime) -> posting.Answer:
    try:
        secret = queries.secret_of(call.hook)
    except Unreadable:
        return posting.Answer(0, "secret")
    headers = calls.signed(mark=str(call.pk), at=now, body=call.body, secret=secret)
    return posting.post(call.hook.url, call.body, headers=headers, inside=inside)


@transaction.atomic
def _taken(*, now: datetime) -> list[Call]:
    """Take what is due, and what somebody took and never came back with."""
    due = Call.objects.filter(due_at__lte=now).select_related("hook").order_by("due_at", "id")
    taken = list(due.select_for_update(skip_locked=True, of=("self",))[:_AT_ONCE])
    keys = [call.pk for call in taken]
    Call.objects.filter(pk__in=keys).update(state="calling", due_at=now + _LEASE, tries=F("tries") + 1)
    return taken


@transaction.atomic
def _settle(call: Call, answer: posting.Answer, *, now: datetime) -> None:
    mine = Call.objects.filter(pk=call.pk, state="calling")
    said = {"status": answer.status, "answer": answer.text}
    if calls.went_well(answer.status):
        mine.update(state="done", due_at=None, settled_at=now, **said)
        return
    again = calls.again_at(tries=call.tries + 1, status=answer.status, now=now)
    if again is None or call.hook.removed_at is not None:
        mine.update(state="failed", due_at=None, settled_at=now, **said)
    else:
        mine.update(state="waiting", due_at=again, **said)


def _body(run: Enrolment, persons: Mapping[UUID, UUID], now: datetime) -> str:
    """Say who it is by an id alone: whoever may know more asks the API."""
    return _text(
        {
            "type": "journey.step",
            "timestamp": now.isoformat(),
            "data": {
                "journey": str(run.journey_id), "name": run.journey.name, "version": run.version.number,
                "step": run.step, "run": str(run.pk), "person": str(persons.get(run.node_id, run.node_id)),
                "key": run.key, "entered_at": run.entered_at.isoformat(), "values": run.context,
            },
        }
    )  # fmt: skip


def _text(said: Mapping[str, object]) -> str:
    return msgspec.json.encode(said).decode()


def tell_all() -> None:
    """Tell until nothing is due."""
    while tell(now=clock.now()):
        pass
