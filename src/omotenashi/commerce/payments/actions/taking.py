# SPDX-License-Identifier: Apache-2.0
"""Take a payment at a till: staff saw the money, so the intent is captured at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from omotenashi.base.wholes import part
from omotenashi.commerce.payments.actions import cash
from omotenashi.commerce.payments.actions.expecting import Drafted, capture_all, draft, once
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
    _demand(amount, tenders)
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


class Taken(NamedTuple):
    """What was taken for an order: as `take` takes it."""

    order_id: UUID
    amount: int
    tenders: Sequence[Given]
    shift_id: UUID | None
    staff_id: UUID | None


def take_all(taken: Sequence[Taken], *, currency: str, now: datetime) -> list[UUID]:
    """Take what was paid for new orders together, each by the name of its order; give the ids of the payments.

    All or nothing: raises what `take` raises, and the transaction is void.
    """
    made = []
    for one in taken:
        _demand(one.amount, one.tenders)
        made.append(
            draft(
                order_id=one.order_id, amount=one.amount, charge=0, currency=currency, key=f"order:{one.order_id}",
                now=now, given=one.tenders, shift_id=one.shift_id,
            )
        )  # fmt: skip
    capture_all(made, now=now)
    # Drawers are locked in the order of their ids, as by nobody else: a sale alone has one.
    coins = [
        (one.shift_id, tender, one.staff_id)
        for one, its in zip(taken, made, strict=True)
        for tender in its.tenders
        if tender.kind == "cash"
    ]
    for shift_id, tender, staff_id in sorted(coins, key=lambda each: str(each[0])):
        cash.take_in(tender, shift_id=shift_id, staff_id=staff_id, now=now)
    return [its.intent.pk for its in made]


def _demand(amount: int, tenders: Sequence[Given]) -> None:
    demand_match(amount, tenders)
    if any(tender.kind == "card" for tender in tenders):
        raise TendersDoNotMatch(expected=amount, given=0)
