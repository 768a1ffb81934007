# SPDX-License-Identifier: Apache-2.0
"""Take a payment at a till: staff saw the money, so the intent is captured at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.base.wholes import part
from omotenashi.commerce.payments.actions import cash
from omotenashi.commerce.payments.actions.expecting import Drafted, draft, once
from omotenashi.commerce.payments.models import Intent
from omotenashi.commerce.payments.rules.tenders import Given, TendersDoNotMatch, demand_match


@part
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
    made = draft(
        order_id=order_id,
        amount=amount,
        charge=0,
        currency=currency,
        key=key,
        now=now,
        given=tenders,
        shift_id=shift_id,
    )

    def put_in_drawer(made: Drafted, now: datetime) -> None:
        for tender in made.tenders:
            if tender.kind == "cash":
                cash.take_in(tender, shift_id=shift_id, staff_id=staff_id, now=now)

    return once(made, now=now, finish=put_in_drawer)
