# SPDX-License-Identifier: Apache-2.0
"""Take a payment at a till: staff saw the money, so the intent is captured at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.payments.actions import cash
from omotenashi.commerce.payments.actions.expecting import add_tenders, capture_at_once, opened
from omotenashi.commerce.payments.models import Intent
from omotenashi.commerce.payments.rules.tenders import Given, TendersDoNotMatch, demand_match


@transaction.atomic
def take(
    tenders: Sequence[Given],
    *,
    order_id: UUID,
    amount: int,
    currency: str,
    key: str,
    now: datetime,
    shift_id: UUID | None = None,
    staff_id: UUID | None = None,
) -> Intent:
    """Take cash, terminal slips, QR and value of our own for an order, once per key. The tenders sum to the amount.

    Cash needs a shift; one that was closed meanwhile takes it too (an offline till comes late). Raises
    TendersDoNotMatch, NoOpenShift, StillOpen (the order is being paid elsewhere), OtherPayment.
    """
    demand_match(amount, tenders)
    if any(tender.kind == "card" for tender in tenders):
        raise TendersDoNotMatch(expected=amount, given=0)
    intent, is_new = opened(order_id=order_id, amount=amount, charge=0, currency=currency, key=key, now=now)
    if is_new:
        for tender in add_tenders(intent, tenders, now=now, shift_id=shift_id):
            if tender.kind == "cash":
                cash.take_in(tender, shift_id=shift_id, staff_id=staff_id, now=now)
        capture_at_once(intent, now=now)
    return intent
