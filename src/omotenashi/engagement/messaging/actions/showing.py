# SPDX-License-Identifier: Apache-2.0
"""What happens to a message in a place of ours: shown, clicked, dismissed, told, put off. Answered once, wherever."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.engagement.messaging.events import MessageClicked, MessageOpened, MessageSent
from omotenashi.engagement.messaging.models import Message, MessageEvent, Showing
from omotenashi.engagement.messaging.rules import actors, places

CLICKED, DISMISSED, TOLD = Showing.Answer.CLICKED, Showing.Answer.DISMISSED, Showing.Answer.TOLD


@transaction.atomic
def show(message_ids: Sequence[UUID], *, now: datetime, place: str = "site") -> int:
    """Note that messages stood on a page, or a receipt, that their reader was given; say how many are seen first now."""
    found = Message.objects.select_for_update(of=("self",)).select_related("template_version__template", "showing")
    new = 0
    for message in found.filter(pk__in=message_ids, showing__shown_at=None, showing__done_at=None).order_by("pk"):
        if _goes(message, place, now=now):
            Showing.objects.filter(pk=message.pk).update(shown_at=now)
            _seen(message, evidence=place, now=now)
            new += 1
    return new


@transaction.atomic
def answer(message_id: UUID, said: str, *, place: str, now: datetime, link: str = "", by: UUID | None = None) -> bool:
    """End what waits, everywhere; say whether it was this answer that ended it. Two at once: one of them."""
    message = _locked(message_id)
    # What was taken back, or whose time was over, before this answer came does not go any more.
    if message is None or message.state not in ("held", "sent"):
        return False
    if not _ended(message_id, said, place=place, now=now, by=by):
        return False
    _goes(message, place, now=now)
    if said == TOLD:
        _seen(message, evidence=place, now=now)
    _note(message, said, evidence=place, now=now)
    if said == CLICKED:
        publish(MessageClicked(link=link, **_about(message, now=now)))
    return True


@transaction.atomic
def put_off(message_id: UUID, *, now: datetime) -> bool:
    """Leave somebody in peace at the till for today; on the site it goes on waiting."""
    open_ones = Showing.objects.filter(pk=message_id, done_at=None, until__gt=now)
    return open_ones.update(later_until=now + places.LATER) > 0


def _locked(message_id: UUID) -> Message | None:
    found = Message.objects.select_for_update(of=("self",)).select_related("template_version__template")
    return found.filter(pk=message_id).first()


def _ended(message_id: UUID, said: str, *, place: str, now: datetime, by: UUID | None) -> bool:
    open_ones = Showing.objects.filter(pk=message_id, done_at=None, until__gt=now, places__contains=[place])
    return open_ones.update(done_at=now, done_in=place, answer=said, by=by) > 0


def _goes(message: Message, place: str, *, now: datetime) -> bool:
    """Count a message that waited as gone, by the place in which it was first seen; say whether it is one that goes."""
    if message.state == "sent":
        return True
    if (message.state, message.reason) != ("held", places.TO_SHOW):
        return False
    message.state, message.reason, message.channel = "sent", "", place
    message.sent_at, message.settled_at, message.due_at = now, now, None
    message.save(update_fields=["state", "reason", "channel", "sent_at", "settled_at", "due_at"])
    publish(MessageSent(purpose=message.purpose_id, **_about(message, now=now)))
    return True


def _seen(message: Message, *, evidence: str, now: datetime) -> None:
    """A page of their own was given to a member, or a human told them: the opening of a place of ours."""
    if _note(message, "opened", evidence=evidence, now=now):
        publish(MessageOpened(**_about(message, now=now)))


def _note(message: Message, kind: str, *, evidence: str, now: datetime) -> bool:
    values = {"message": message, "kind": kind, "actor": actors.HUMAN, "evidence": evidence, "at": now}
    return MessageEvent.objects.get_or_create(key=f"{message.pk}:{kind}:place", defaults=values)[1]


def _about(message: Message, *, now: datetime) -> dict[str, Any]:
    return {
        "node_id": message.node_id, "at": now, "message_id": message.pk, "channel": message.channel,
        "template": message.template_version.template.name, "campaign": message.campaign,
    }  # fmt: skip
