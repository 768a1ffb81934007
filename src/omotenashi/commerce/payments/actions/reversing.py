# SPDX-License-Identifier: Apache-2.0
"""Capture what is held, give up what is expected, give back what was paid. Rows only: the job talks."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.payments.actions import asking, giving_up, refunding, standing
from omotenashi.commerce.payments.models import Intent, Refund, Tender
from omotenashi.commerce.payments.rules import states
from omotenashi.commerce.payments.rules.tenders import Paid, split


class NotVoidable(Exception):
    """It is paid: it can only be given back."""


class NotPaid(Exception):
    """Nothing was captured, so nothing can go back."""


@transaction.atomic
def capture(*, intent_id: UUID, now: datetime) -> Intent:
    """Ask for what is held. Once per intent: it is taken whole; what cannot be delivered is given back afterwards."""
    intent = standing.locked(intent_id)
    if intent.state == "authorised":
        asking.ask(intent, "capture", amount=intent.charge, key=f"{intent.pk}:capture", now=now)
    return intent


@transaction.atomic
def void(*, intent_id: UUID, reason: str, key: str, now: datetime) -> Intent:
    """Give up a payment that is not captured. A capture that crosses it is given back. Raises NotVoidable."""
    intent = standing.locked(intent_id)
    if intent.state in {*states.PAID, "refunded"} and intent.unwanted_key != key:
        raise NotVoidable
    return _unwanted(intent, reason=reason, key=key, now=now)


@transaction.atomic
def void_or_refund(*, intent_id: UUID, reason: str, key: str, now: datetime) -> Intent:
    """Undo a payment that cannot be honoured, as far as it has come, and whatever still comes of it.

    Only rows are written; the job asks the provider until it has answered. Said again it changes nothing. Cash comes
    back as store credit, points and gift cards as themselves: `queries.refunds_of` says which.
    """
    return _unwanted(standing.locked(intent_id), reason=reason, key=key, now=now)


@transaction.atomic
def refund(
    *,
    intent_id: UUID,
    amount: int,
    reason: str,
    key: str,
    now: datetime,
    parts: Mapping[str, int] | None = None,
    instead: Mapping[str, str] | None = None,
    shift_id: UUID | None = None,
    staff_id: UUID | None = None,
    refs: Mapping[UUID, str] | None = None,
) -> list[Refund]:
    """Give back a part of what was paid, once per key, and give the rows: one per tender.

    `parts` fixes what goes back per kind (`{"points": 120}`), the rest is in proportion; `instead` makes store credit
    of money; `refs` are slips per tender. Rows of own value are done at once: the caller gives the value back in the
    same transaction. Cards are asked for by the job. Raises NotPaid, TooMuch, NotThere, NoOpenShift (cash).
    """
    intent = standing.locked(intent_id)
    known = list(Refund.objects.filter(intent=intent, request_key=key).order_by("id"))
    if known:
        return known
    if intent.state not in states.PAID:
        raise NotPaid
    tenders = Tender.objects.filter(intent=intent).order_by("id")
    paid = [Paid(id=tender.pk, kind=tender.kind, left=tender.amount - tender.refunded) for tender in tenders]
    split_up = split(amount, paid, parts=parts, instead=instead)
    return refunding.write(
        intent, split_up, reason=reason, key=key, now=now, shift_id=shift_id, staff_id=staff_id, refs=refs
    )


def _unwanted(intent: Intent, *, reason: str, key: str, now: datetime) -> Intent:
    if intent.unwanted_at is None:
        intent.unwanted_at, intent.unwanted_reason, intent.unwanted_key = now, reason, key
        intent.save(update_fields=["unwanted_at", "unwanted_reason", "unwanted_key"])
    giving_up.pursue(intent, now=now)
    return intent
