# SPDX-License-Identifier: Apache-2.0
"""What follows from what came back: told at once by the mail server, or later by a report. Both count the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.actions import feedback, pools, ways
from omotenashi.engagement.messaging.models import Message, MessageEvent
from omotenashi.engagement.messaging.ports import Outcome, Told
from omotenashi.engagement.messaging.queries import pools as known
from omotenashi.engagement.messaging.rules import returns
from omotenashi.people.consent import actions as consent


def answered(messages: Mapping[UUID, Message], outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Note what a mail server said against letters while they were handed over."""
    for one in outcomes:
        message = messages[one.message_id]
        if message.channel != known.CHANNEL or one.state not in (ports.REFUSED, ports.DEFERRED):
            continue
        if status := returns.status_of(one.error):
            said = returns.without_addresses(one.error)
            bounced(message, status=status, said=said, key=f"smtp:{message.pk}:{message.tries}", now=now)


@transaction.atomic
def follow_up(said: Told, *, now: datetime) -> None:
    """Do what follows from one report. Of a message that is not ours, nothing follows."""
    status, _, words = said.text.partition(" ")
    report = returns.Report(said.kind, said.user_id, said.reply_token, status, words)
    message = known.returned(report)
    if message is None:
        return
    if said.kind == returns.BOUNCED:
        bounced(message, status=status, said=words, key=f"report:{said.key}", now=now)
    elif said.kind == returns.COMPLAINED:
        complained(message, evidence=said.text.strip(), key=f"report:{said.key}", now=now)
    elif said.kind in (returns.DELIVERED, returns.DELAYED):
        kind = "delivered" if said.kind == returns.DELIVERED else "deferred"
        values = {"message": message, "kind": kind, "actor": "machine", "evidence": words, "at": now}
        MessageEvent.objects.get_or_create(key=f"report:{said.key}", defaults=values)


@transaction.atomic
def bounced(message: Message, *, status: str, said: str, key: str, now: datetime) -> None:
    """Note that a message came back: an address that does not exist is closed, a refusal of us stops us, not the address."""
    meaning = returns.meaning(status)
    if meaning == returns.LATER:
        return
    if meaning == returns.POLICY:
        values: dict[str, Any] = {
            "message": message, "kind": "bounced", "actor": "machine", "evidence": f"{status} {said}"[:500], "at": now,
        }  # fmt: skip
        if MessageEvent.objects.get_or_create(key=key, defaults=values)[1] and message.purpose.kind == "marketing":
            pools.refused(now=now)
        return
    feedback.bounced(message, status=status, evidence=said, key=key, now=now)
    if meaning == returns.HARD and not ways.take_next(message, error=f"{status} {said}".strip(), now=now):
        sent = Message.objects.filter(pk=message.pk, state__in=("sent", "unknown"))
        sent.update(state="failed", reason="bounced")


@transaction.atomic
def complained(message: Message, *, evidence: str, key: str, now: datetime) -> None:
    """Note that its reader called a message unwanted: nothing goes there any more. The same complaint counts once."""
    values = {"message": message, "kind": "complained", "actor": "human", "evidence": evidence, "at": now}
    if not MessageEvent.objects.get_or_create(key=key, defaults=values)[1]:
        return
    if message.contact_point is not None:
        consent.suppress(contact_point=message.contact_point, reason="complaint", now=now, by="complaint")
    if message.purpose.kind == "marketing":
        pools.complained(now=now)
