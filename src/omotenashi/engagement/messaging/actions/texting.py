# SPDX-License-Identifier: Apache-2.0
"""What follows from news of short texts: one word stops all advertising there, and what came back is known."""

from datetime import datetime

from django.db import transaction

from omotenashi.engagement.messaging.actions import feedback, ways
from omotenashi.engagement.messaging.models import Message, MessageEvent
from omotenashi.engagement.messaging.ports import Told
from omotenashi.engagement.messaging.rules import shorts
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import ContactPoint


def address_hash(number: str) -> bytes | None:
    """Give the hash under which a phone is known."""
    key = registrations.normalise(Identifier("phone", number))
    return hash_of(key) if key else None


@transaction.atomic
def follow_up(said: Told, *, now: datetime) -> None:
    """Do what follows from one piece of news. Of whom we know nothing, nothing follows."""
    if said.kind in ("delivered", "bounced"):
        _went(said, now=now)
    elif said.kind == "message":
        _wrote(said, now=now)


def _went(said: Told, *, now: datetime) -> None:
    message = Message.objects.select_related("contact_point").filter(channel="sms", provider_id=said.key).first()
    if message is None:
        return
    if said.kind == "bounced":
        # 30005 and 30006: nobody there, or no phone that takes texts; the rest may be better tomorrow.
        status = "5.1.1" if said.text in ("30005", "30006") else "4.0.0"
        closed = feedback.bounced(message, status=status, evidence=said.text, key=f"sms:{said.key}:bounced", now=now)
        if closed and status == "5.1.1":
            ways.take_next(message, error=said.text, now=now)
        return
    values = {"message": message, "kind": "delivered", "actor": "machine", "at": now}
    MessageEvent.objects.get_or_create(key=f"sms:{said.key}:delivered", defaults=values)


def _wrote(said: Told, *, now: datetime) -> None:
    digest = address_hash(said.user_id)
    point = (
        ContactPoint.objects.filter(channel="sms", address_hash=digest, node__erased_at=None).first()
        if digest
        else None
    )
    if point is None:
        return
    if shorts.is_stop(said.text):
        proof = Proof(form=f"sms:{said.text[:20]}", own_act=True)
        consent.stop_everything(contact_point=point, source="sms", now=now, proof=proof)
    last = Message.objects.filter(contact_point=point, channel="sms", state="sent").order_by("-sent_at").first()
    if last is not None:
        values = {"message": last, "kind": "replied", "actor": "human", "at": now}
        MessageEvent.objects.get_or_create(key=f"sms:{said.key}:replied", defaults=values)
