# SPDX-License-Identifier: Apache-2.0
"""Take messages to send. Whoever takes one has it alone; whoever dies with one leaves it to `give_up`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from omotenashi.base import bulk
from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.actions import allowances, pacing
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries import pools, topics
from omotenashi.engagement.messaging.rules import gate
from omotenashi.people.consent.queries.verdicts import verdicts
from omotenashi.people.customers import queries as customers

BATCH = 200
# So many batches are looked at for one that may go.
_LOOKS = 20
_LEASE = timedelta(minutes=10)
# What an order needs is said again when nobody knows whether it was; advertising never.
_TRIES = 2
# Of two who want the same batch one takes it, whole; the other finds it gone.
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 53))"


@transaction.atomic
def claim(*, now: datetime, limit: int = BATCH) -> list[Message]:
    """Take messages that are due; one whose reader said no since it was judged is dropped instead."""
    taken: list[Message] = []
    for _ in range(_LOOKS):
        found = list(_waiting(now=now).filter(batch=None).select_for_update(skip_locked=True, of=("self",))[:limit])
        taken = _taken(found, now=now)
        # Where all of them had to wait, or nobody wants them any more, others may still go.
        if taken or not found:
            break
    return taken


@transaction.atomic
def reclaim(*, now: datetime) -> list[Message]:
    """Take one batch that was handed over and of which nobody knows, whole: its key stands for all of its readers."""
    batch = _waiting(now=now).exclude(batch=None).values_list("batch", flat=True).first()
    if batch is None or not bulk.rows(_ALONE, [str(batch)])[0][0]:
        return []
    return _taken(list(_waiting(now=now).filter(batch=batch).select_for_update(of=("self",))), now=now)


def _waiting(*, now: datetime) -> QuerySet[Message]:
    waiting = Message.objects.filter(state="queued", due_at__lte=now)
    if queries.policy().stopped_at:
        waiting = waiting.exclude(purpose__kind="marketing")
    elif stopped := pools.stopped():
        waiting = waiting.exclude(purpose__kind="marketing", channel__in=stopped)
    # Each text once, however many messages say it.
    known = waiting.select_related("contact_point__node").prefetch_related("template_version__template", "purpose")
    return known.defer("decision", "filled", "still").order_by("weight", "due_at", "id")


def _taken(batch: Sequence[Message], *, now: datetime) -> list[Message]:
    gone = _unwanted(batch, now=now)
    avoided = topics.unwelcome(batch, customers.persons_of({message.node_id for message in batch})).keys() - gone
    gone |= avoided
    late = pacing.held_back([message for message in batch if message.pk not in gone], now=now)
    _drop([message.pk for message in batch if message.pk in gone - avoided], "withdrawn", now=now)
    _drop(list(avoided), gate.AVOIDED, now=now)
    taken = [message for message in batch if message.pk not in gone and message.pk not in late]
    Message.objects.filter(pk__in=[message.pk for message in taken]).update(
        state="sending", lease_until=now + _LEASE, due_at=now + _LEASE, tries=F("tries") + 1
    )
    return taken


@transaction.atomic
def give_up(*, now: datetime) -> int:
    """Settle what somebody took and never came back with: nobody knows whether it went.

    A channel with retry keys is asked once more: what arrived does not arrive again. Over others advertising becomes
    `unknown` and is never repeated by itself, and what an order needs is sent once more under the same Message-ID, so that
    a mailbox that has it can tell.
    """
    lost = Message.objects.filter(state="sending", lease_until__lte=now)
    keyed = Q(channel__in=ports.repeatable(), tries__lt=ports.MOST_TRIES)
    again = lost.filter(keyed | Q(purpose__kind="transactional", tries__lt=_TRIES))
    count = again.update(state="queued", due_at=now, lease_until=None)
    return count + lost.update(state="unknown", reason="unknown", due_at=None, lease_until=None, settled_at=now)


def _unwanted(batch: Sequence[Message], *, now: datetime) -> set[UUID]:
    by_purpose: dict[str, list[Message]] = defaultdict(list)
    for message in batch:
        by_purpose[message.purpose_id].append(message)
    gone = set()
    for purpose, messages in by_purpose.items():
        points = {message.contact_point for message in messages if message.contact_point is not None}
        said = verdicts(points, purpose=purpose, now=now)
        for message in messages:
            point = message.contact_point
            if point is None or point.node.value is None or not said[point.pk]:
                gone.add(message.pk)
    return gone


def _drop(ids: Sequence[UUID], reason: str, *, now: datetime) -> None:
    if ids:
        Message.objects.filter(pk__in=ids).update(state="dropped", reason=reason, due_at=None, settled_at=now)
        allowances.give_back(ids)
