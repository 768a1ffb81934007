# SPDX-License-Identifier: Apache-2.0
"""Expect a payment, and stop expecting it when its time is over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.payments.actions import giving_up, standing
from omotenashi.commerce.payments.models import Intent, Tender
from omotenashi.commerce.payments.rules import states
from omotenashi.commerce.payments.rules.tenders import Given, charge_of

_AT_ONCE = 200


class StillOpen(Exception):
    """The order has another payment under way or made; `intent_id` names it."""

    def __init__(self, intent_id: UUID) -> None:
        self.intent_id = intent_id
        super().__init__(str(intent_id))


class OtherPayment(Exception):
    """The key stands for another order or amount."""


@transaction.atomic
def expect(
    *,
    order_id: UUID,
    amount: int,
    currency: str,
    key: str,
    now: datetime,
    tenders: Sequence[Given] = (),
    expires_at: datetime | None = None,
    captures_later: bool = False,
) -> Intent:
    """Write down that an order is to be paid, once per key.

    `tenders` are the parts paid with value of our own (points, gift card, store credit), by their plain keys; the rest
    is what a provider must bring. When nothing is left for one, the intent is captured at once. A try that ended is
    replaced. Raises TendersDoNotMatch, StillOpen (another try may still be paid), OtherPayment.
    """
    charge = charge_of(amount, tenders)
    given = [*tenders, *([Given(kind="card", amount=charge)] if charge else [])]
    intent, is_new = opened(
        order_id=order_id, amount=amount, charge=charge, currency=currency, key=key, now=now, expires_at=expires_at,
        captures_later=captures_later,
    )  # fmt: skip
    if is_new:
        add_tenders(intent, given, now=now)
        if not charge:
            capture_at_once(intent, now=now)
    return intent


def opened(
    *, order_id: UUID, amount: int, charge: int, currency: str, key: str, now: datetime,
    expires_at: datetime | None = None, captures_later: bool = False,
) -> tuple[Intent, bool]:  # fmt: skip
    """Give the intent of a key, and whether it was made just now. Two calls at once make one."""
    known = Intent.objects.filter(key=key).first()
    if known is None:
        giving_up.make_room(order_id, key=key, now=now)
        made = bulk.rows(_OPEN, [new_id(), order_id, key, amount, charge, currency, captures_later, expires_at, now])
        if made:
            return Intent.objects.get(pk=made[0][0]), True
        known = Intent.objects.filter(key=key).first()
    if known is None:
        raise StillOpen(Intent.objects.get(order_id=order_id, replaced_at=None).pk)
    if (known.order_id, known.amount, known.currency) != (order_id, amount, currency):
        raise OtherPayment(key)
    return known, False


def add_tenders(
    intent: Intent, given: Sequence[Given], *, now: datetime, shift_id: UUID | None = None
) -> list[Tender]:  # fmt: skip
    """Write the tenders of an intent."""
    return Tender.objects.bulk_create(
        Tender(
            intent=intent, kind=tender.kind, amount=tender.amount, ref=tender.ref, received=tender.received,
            shift_id=shift_id, key=f"{intent.key}:{place}", created_at=now,
        )
        for place, tender in enumerate(given)
    )  # fmt: skip


def capture_at_once(intent: Intent, *, now: datetime) -> None:
    """Say that an intent is paid: no provider is needed for it."""
    standing.move(intent, states.after(standing.of(intent), kind="captured", amount=intent.amount, at=now), now=now)


def expire(*, now: datetime) -> int:
    """Stop expecting what was not paid in time and give the number. A capture that comes later is believed all the same."""
    done = 0
    while intents := _lapse(now):
        done += intents
    return done


@transaction.atomic
def _lapse(now: datetime) -> int:
    lapsed = Intent.objects.filter(state__in=states.WAITING, expires_at__lte=now, replaced_at=None)
    intents = list(lapsed.order_by("id").select_for_update(skip_locked=True)[:_AT_ONCE])
    for intent in intents:
        to = states.after(standing.of(intent), kind="expired", amount=0, at=now, reason="expired")
        standing.move(intent, to, now=now)
        giving_up.pursue(intent, now=now)
    return len(intents)


_OPEN = """
INSERT INTO payments_intent (
  id, order_id, key, amount, charge, currency, captures_later, provider, state, reason, captured_amount,
  refunded_amount, expires_at, created_at, unwanted_reason
) VALUES (%s, %s, %s, %s, %s, %s, %s, '', 'created', '', 0, 0, %s, %s, '')
ON CONFLICT DO NOTHING RETURNING id
"""
