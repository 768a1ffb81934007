# SPDX-License-Identifier: Apache-2.0
"""What follows from what somebody did on LINE: followed, blocked, wrote, pressed. Late and doubled news change nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.engagement.messaging.actions.replying import Welcome
from omotenashi.engagement.messaging.events import LineBlocked, LineFollowed, LineMessage
from omotenashi.engagement.messaging.models import ChatMenuLink, Message, MessageEvent
from omotenashi.engagement.messaging.ports import Told
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import ConsentState, Suppression
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint

# Who stopped an address, so that the same may let it go.
BY = "line"
_PURPOSE = "marketing"
# Of two that come in the wrong order the later deed holds.
_NEWER = """
INSERT INTO messaging_friendship (contact_point_id, is_friend, at) VALUES (%s, %s, %s)
ON CONFLICT (contact_point_id) DO UPDATE SET is_friend = excluded.is_friend, at = excluded.at
WHERE messaging_friendship.at < excluded.at
"""


class Impossible(Exception):
    """It speaks of nobody that we can know."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who did it."""

    node_id: UUID
    point: ContactPoint


def address_hash(user_id: str) -> bytes | None:
    """Give the hash under which a LINE user's contact point is known."""
    key = registrations.normalise(Identifier("line_user_id", user_id))
    return hash_of(key) if key else None


def follow_up(said: Told, *, now: datetime) -> Welcome | None:
    """Do what follows from one event; give the welcome that is due. Raises Impossible."""
    if said.kind not in ("follow", "unfollow", "message", "postback"):
        return None
    reader = _reader(said, now=now)
    if said.kind == "follow":
        return _followed(reader, said, now=now)
    if said.kind == "unfollow":
        _blocked(reader, said, now=now)
    else:
        _wrote(reader, said)
    return None


def _reader(said: Told, *, now: datetime) -> _Reader:
    """Find who did it, or get to know them: LINE signed for the id, so it is proved."""
    digest = address_hash(said.user_id)
    if digest is None:
        raise Impossible("no user")
    found = ContactPoint.objects.select_related("node").filter(channel="line", address_hash=digest)
    point = found.filter(node__erased_at=None).order_by("-node__spell").first()
    if point is None:
        record = CustomerRecord(identifiers=(Identifier("line_user_id", said.user_id),), observed_at=said.at)
        [outcome] = registrations.register([record], source="line", now=now, cause_id=said.key)
        point = found.filter(node__erased_at=None).first()
        if point is None:
            raise Impossible(outcome.kind)
    return _Reader(point.node_id, point)


def _followed(reader: _Reader, said: Told, *, now: datetime) -> Welcome | None:
    if not bulk.run(_NEWER, [reader.point.pk, True, said.at]):
        return None
    # Whoever comes (back) sees what everybody sees until they are told anew.
    ChatMenuLink.objects.filter(contact_point=reader.point).delete()
    stopped = Suppression.objects.filter(
        channel="line", address_hash=bytes(reader.point.address_hash), lifted_at=None, by=BY
    )
    for one in stopped:
        consent.lift(suppression_id=one.pk, by="customer", reason="followed us on LINE", now=now)
    # Whoever adds us as a friend asks to hear from us; whoever said no to advertising before has still said no.
    if not ConsentState.objects.filter(contact_point=reader.point, purpose=_PURPOSE).exists():
        proof = Proof(form=f"line:follow:{said.key}", own_act=True)
        consent.give(contact_point=reader.point, purpose=_PURPOSE, source=BY, now=now, proof=proof)
    publish(LineFollowed(node_id=reader.node_id, at=said.at, is_return=said.is_return))
    return Welcome(said.reply_token, said.at, is_return=said.is_return) if said.reply_token else None


def _blocked(reader: _Reader, said: Told, *, now: datetime) -> None:
    if not bulk.run(_NEWER, [reader.point.pk, False, said.at]):
        return
    consent.suppress(contact_point=reader.point, reason="unsubscribed", now=now, scope="all", by=BY)
    publish(LineBlocked(node_id=reader.node_id, at=said.at))


def _wrote(reader: _Reader, said: Told) -> None:
    last = Message.objects.filter(contact_point=reader.point, state="sent", sent_at__lte=said.at)
    answered = last.order_by("-sent_at").values_list("pk", flat=True).first()
    if answered is not None:
        values = {"message_id": answered, "kind": "replied", "actor": "human", "at": said.at}
        MessageEvent.objects.get_or_create(key=f"line:{said.key}", defaults=values)
    publish(LineMessage(node_id=reader.node_id, at=said.at, kind=said.kind, comment=said.text))
