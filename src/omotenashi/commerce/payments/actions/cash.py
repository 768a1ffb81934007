# SPDX-License-Identifier: Apache-2.0
"""Coins come into a drawer and leave it. A shift that was closed meanwhile keeps its count, and its difference moves."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from omotenashi.commerce.payments.models import CashEntry, Refund, Shift, Tender


class NoOpenShift(Exception):
    """Cash needs a drawer that is open."""


def take_in(tender: Tender, *, shift_id: UUID | None, staff_id: UUID | None, now: datetime) -> None:
    """Book the cash of a sale. A sale is a fact: one that an offline till brings late is booked all the same."""
    if shift_id is None:
        raise NoOpenShift
    shift = Shift.objects.select_for_update().get(pk=shift_id)
    book(shift, kind="sale", amount=tender.amount, staff_id=staff_id, now=now, key=f"sale:{tender.pk}", ref=tender.pk)
    if shift.closed_at is not None:
        # The coins were counted with the rest: what looked like a surplus was this sale.
        book(shift, kind="difference", amount=-tender.amount, staff_id=None, now=now, key=f"late:{tender.pk}")
        Shift.objects.filter(pk=shift.pk).update(
            expected_amount=F("expected_amount") + tender.amount, difference=F("difference") - tender.amount
        )


def hand_out(refund: Refund, *, shift_id: UUID | None, staff_id: UUID | None, now: datetime) -> None:
    """Book the cash of a refund. Raises NoOpenShift: cash goes back only over a counter that is open."""
    here = Shift.objects.filter(closed_at=None, pk=shift_id) if shift_id else Shift.objects.none()
    shift = here.select_for_update().first()
    if shift is None:
        raise NoOpenShift
    book(
        shift, kind="refund", amount=-refund.amount, staff_id=staff_id, now=now, key=f"refund:{refund.pk}",
        ref=refund.pk,
    )  # fmt: skip


def book(
    shift: Shift, *, kind: str, amount: int, staff_id: UUID | None, now: datetime, key: str, reason: str = "",
    ref: UUID | None = None,
) -> None:  # fmt: skip
    """Write one entry. The caller holds the shift's lock."""
    CashEntry.objects.create(
        shift=shift, kind=kind, amount=amount, reason=reason, ref=ref, staff_id=staff_id, at=now, key=key
    )
