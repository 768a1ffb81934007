# SPDX-License-Identifier: Apache-2.0
"""Postcards: taken into the day's batch, made once, posted once; what came back, and what was answered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from psycopg.types.json import Jsonb

from omotenashi.base import bulk, clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models import Message, MessageEvent, PostPiece, PrintBatch
from omotenashi.engagement.messaging.queries import postcards as known
from omotenashi.engagement.messaging.queries import quotas
from omotenashi.engagement.messaging.queries.shorts import code_of
from omotenashi.engagement.messaging.rules import postal
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.places.locations.queries import zone

# Why a card came back: nobody of that name there, moved away, refused at the door, not fetched in time, not readable.
RETURNS = ("unknown", "moved", "refused", "expired", "incomplete")
# The address is wrong, and the next card would come back too.
_WRONG = frozenset({"unknown", "moved", "incomplete"})
_ENDS_AT = 2
_COLUMNS = {
    "id": "uuid", "batch_id": "uuid", "message_id": "uuid", "door": "text", "code": "text", "addressee": "jsonb",
}  # fmt: skip


class NotThere(Exception):
    """No such piece, or it is not in a state in which this can happen."""


@transaction.atomic
def take(message_ids: Sequence[UUID], *, now: datetime) -> dict[UUID, str]:
    """Take messages into the batches of today; give of each that was not taken the reason. The same again is nothing.

    Of a household one card goes: whose door has a piece already is told so.
    """
    messages = list(Message.objects.filter(pk__in=list(message_ids)).order_by("id"))
    have = set(PostPiece.objects.filter(message__in=messages).values_list("message_id", flat=True))
    new = [message for message in messages if message.pk not in have]
    found = known.addressees(new)
    faults = {key: fault for key, (_, _, fault) in found.items() if fault}
    good = [message for message in new if message.pk not in faults]
    batches = _open({message.template_version_id for message in good}, now=now)
    rows = [
        (new_id(), batches[message.template_version_id], message.pk, found[message.pk][1], code_of(message.pk, 0),
         Jsonb(postal.kept(found[message.pk][0])))
        for message in good
    ]  # fmt: skip
    return faults | dict.fromkeys(_add(rows), "household")


def _open(versions: set[UUID], *, now: datetime) -> dict[UUID, UUID]:
    """Give today's open batch of each text, held until the end: nobody makes it meanwhile."""
    day = clock.day_of(now, zone=zone())
    for version in sorted(versions):
        PrintBatch.objects.bulk_create(
            [PrintBatch(template_version_id=version, day=day, opened_at=now)], ignore_conflicts=True
        )
    found = PrintBatch.objects.select_for_update().filter(template_version__in=versions, day=day, made_at=None)
    return {one.template_version_id: one.pk for one in found.order_by("id")}


def _add(rows: Sequence[tuple[object, ...]]) -> set[UUID]:
    """Write pieces down; give the messages whose door has one."""
    if not rows:
        return set()
    source, values = bulk.given("messaging_pieces", _COLUMNS, rows)
    names = ", ".join(_COLUMNS)
    taken = bulk.rows(
        f"INSERT INTO messaging_postpiece ({names}, withdrawn_why, return_reason) SELECT {names}, '', '' FROM {source}"
        " ON CONFLICT DO NOTHING RETURNING message_id",
        values,
    )
    return {row[2] for row in rows if isinstance(row[2], UUID)} - {key for (key,) in taken}


@transaction.atomic
def make(batch_id: UUID, *, by: str, now: datetime, upright: bool = True) -> PrintBatch:
    """Make a batch: its pieces are numbered by postal code and none is added any more. Made again it is as it was."""
    batch = PrintBatch.objects.select_for_update().get(pk=batch_id)
    if batch.made_at is not None:
        return batch
    bulk.run(_NUMBER, [batch.pk])
    batch.made_at, batch.made_by, batch.upright, batch.price = now, by, upright, quotas.price_of("post")
    batch.save(update_fields=["made_at", "made_by", "upright", "price"])
    return batch


def make_earlier(*, now: datetime) -> int:
    """Make the batches of days that are over; say how many."""
    day = clock.day_of(now, zone=zone())
    left = PrintBatch.objects.filter(made_at=None, day__lt=day).values_list("pk", flat=True)
    return len([make(key, by="", now=now) for key in left])


@transaction.atomic
def post(batch_id: UUID, *, by: str, now: datetime) -> PrintBatch:
    """Note that a made batch was handed to the post. The first time counts. Raises NotThere."""
    batch = PrintBatch.objects.select_for_update().get(pk=batch_id)
    if batch.made_at is None:
        raise NotThere(str(batch_id))
    if batch.posted_at is None:
        batch.posted_at, batch.posted_by = now, by
        batch.save(update_fields=["posted_at", "posted_by"])
    return batch


@transaction.atomic
def withdraw_piece(piece_id: UUID, *, why: str, now: datetime) -> bool:
    """Take a card out before it is posted; say whether it was still there."""
    mine = PostPiece.objects.filter(pk=piece_id, batch__posted_at=None, withdrawn_at=None)
    return mine.update(withdrawn_at=now, withdrawn_why=why) > 0


@transaction.atomic
def came_back(code: str, *, reason: str, by: str, now: datetime) -> PostPiece:
    """Note that a card came back. A wrong address is not written to again; twice, and the right to write ends.

    Raises NotThere for a code that nobody has or a batch that was not posted, ValueError for a reason that is none.
    """
    if reason not in RETURNS:
        raise ValueError(reason)
    piece = _piece(code)
    if piece.returned_at is not None:
        return piece
    piece.returned_at, piece.return_reason = now, reason
    piece.save(update_fields=["returned_at", "return_reason"])
    _note(piece, "bounced", actor="machine", evidence=reason, now=now)
    point = piece.message.contact_point
    if point is None:
        return piece
    before = MessageEvent.objects.filter(message__contact_point=point, kind="bounced", key__startswith="post:")
    if reason == "refused" or before.count() >= _ENDS_AT:
        proof = Proof(form=f"returned: {reason}")
        consent.stop_everything(contact_point=point, source="post", now=now, proof=proof, actor=by)
    if reason in _WRONG:
        consent.suppress(contact_point=point, reason="hard_bounce", now=now, scope="all", by=by)
    return piece


@transaction.atomic
def answered(code: str, *, now: datetime) -> PostPiece:
    """Note that somebody came with the code of a card: a response, once. Raises NotThere."""
    piece = _piece(code)
    if PostPiece.objects.filter(pk=piece.pk, answered_at=None).update(answered_at=now):
        _note(piece, "replied", actor="human", evidence="code", now=now)
    return piece


def erase(nodes: Sequence[UUID]) -> int:
    """Empty the cards of somebody; what is not posted yet is taken out. Give the rows."""
    mine = PostPiece.objects.filter(message__node__in=list(nodes))
    mine.filter(withdrawn_at=None, batch__posted_at=None).update(withdrawn_at=Now(), withdrawn_why="erased")
    return mine.exclude(addressee={}).update(addressee={}, door=F("code"))


def _piece(code: str) -> PostPiece:
    found = PostPiece.objects.select_for_update(of=("self",)).select_related("batch", "message__contact_point")
    piece = found.filter(code=code.strip().replace("-", ""), withdrawn_at=None, batch__posted_at__isnull=False).first()
    if piece is None:
        raise NotThere(code)
    return piece


def _note(piece: PostPiece, kind: str, *, actor: str, evidence: str, now: datetime) -> None:
    values = {"message": piece.message, "kind": kind, "actor": actor, "evidence": evidence, "at": now}
    MessageEvent.objects.get_or_create(key=f"post:{piece.pk}:{kind}", defaults=values)


# In the order in which the post wants them, and of one address in the order in which they came.
_NUMBER = """
UPDATE messaging_postpiece p SET number = s.n FROM (
  SELECT id, row_number() OVER (ORDER BY addressee->>'postal_code', addressee->>'address', id) AS n
  FROM messaging_postpiece WHERE batch_id = %s AND withdrawn_at IS NULL
) s WHERE p.id = s.id
"""
