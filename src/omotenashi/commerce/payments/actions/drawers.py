# SPDX-License-Identifier: Apache-2.0
"""A till from 開局 to 精算: opened with a count, cash put in and taken out, closed with a count."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.payments.actions import cash
from omotenashi.commerce.payments.actions.cash import NoOpenShift
from omotenashi.commerce.payments.events import ShiftClosed
from omotenashi.commerce.payments.models import CashEntry, Shift
from omotenashi.commerce.payments.rules.cash import total
from omotenashi.commerce.payments.rules.tenders import TooMuch

__all__ = ["NoOpenShift", "ShiftOpen", "close_shift", "open_shift", "pay_in", "pay_out"]


class ShiftOpen(Exception):
    """The terminal has a shift that is not closed; `shift_id` names it."""

    def __init__(self, shift_id: UUID) -> None:
        self.shift_id = shift_id
        super().__init__(str(shift_id))


@transaction.atomic
def open_shift(
    *, location_id: UUID, terminal: str, currency: str, counts: Mapping[int, int], staff_id: UUID | None, key: str,
    now: datetime,
) -> Shift:  # fmt: skip
    """Open a terminal with the change that lies in its drawer, once per key. Raises ShiftOpen, NoSuchCash."""
    amount = total(counts, currency=currency)
    opening = json.dumps({str(face): number for face, number in counts.items()})
    made = bulk.rows(
        _OPEN, [new_id(), location_id, terminal, location_id, terminal, currency, staff_id, now, opening, amount, key]
    )
    shift = Shift.objects.filter(pk=made[0][0]).first() if made else Shift.objects.filter(open_key=key).first()
    if shift is None:
        raise ShiftOpen(Shift.objects.get(location_id=location_id, terminal=terminal, closed_at=None).pk)
    if made:
        cash.book(shift, kind="opening", amount=amount, staff_id=staff_id, now=now, key=f"open:{key}")
    return shift


def pay_in(*, shift_id: UUID, amount: int, reason: str, staff_id: UUID | None, key: str, now: datetime) -> None:
    """Put cash into a drawer (入金), once per key. Raises NoOpenShift."""
    _pay(shift_id, "pay_in", amount=amount, reason=reason, staff_id=staff_id, key=key, now=now)


def pay_out(*, shift_id: UUID, amount: int, reason: str, staff_id: UUID | None, key: str, now: datetime) -> None:
    """Take cash out of a drawer (出金), once per key. Raises NoOpenShift, TooMuch: no more than lies in it."""
    _pay(shift_id, "pay_out", amount=-amount, reason=reason, staff_id=staff_id, key=key, now=now)


@transaction.atomic
def close_shift(
    *, shift_id: UUID, counts: Mapping[int, int], staff_id: UUID | None, key: str, now: datetime, note: str = ""
) -> Shift:  # fmt: skip
    """Count the drawer and close (精算), once per key: the difference is booked, so that the entries sum to the count.

    Raises NoOpenShift when it was closed under another key, NoSuchCash.
    """
    shift = Shift.objects.select_for_update().get(pk=shift_id)
    if shift.closed_at is not None:
        if shift.close_key == key:
            return shift
        raise NoOpenShift
    expected = _cash_in(shift)
    counted = total(counts, currency=shift.currency)
    if counted != expected:
        cash.book(
            shift, kind="difference", amount=counted - expected, staff_id=staff_id, now=now, key=f"close:{key}",
            reason=note,
        )  # fmt: skip
    shift.closed_by_id, shift.closed_at, shift.close_key, shift.note = staff_id, now, key, note
    shift.counted = {str(face): number for face, number in counts.items()}
    shift.counted_amount, shift.expected_amount, shift.difference = counted, expected, counted - expected
    shift.save()
    publish(
        ShiftClosed(
            shift_id=shift.pk,
            location_id=shift.location_id,
            terminal=shift.terminal,
            expected=expected,
            counted=counted,
            difference=counted - expected,
            at=now,
        )
    )
    return shift


@transaction.atomic
def _pay(
    shift_id: UUID, kind: str, *, amount: int, reason: str, staff_id: UUID | None, key: str, now: datetime
) -> None:  # fmt: skip
    shift = Shift.objects.select_for_update().get(pk=shift_id)
    if CashEntry.objects.filter(key=f"pay:{key}").exists():
        return
    if shift.closed_at is not None:
        raise NoOpenShift
    left = _cash_in(shift)
    if left + amount < 0 or (amount > 0) != (kind == "pay_in"):
        raise TooMuch(left=left)
    cash.book(shift, kind=kind, amount=amount, reason=reason, staff_id=staff_id, now=now, key=f"pay:{key}")


def _cash_in(shift: Shift) -> int:
    return int(CashEntry.objects.filter(shift=shift).aggregate(total=Sum("amount"))["total"] or 0)


_OPEN = """
INSERT INTO payments_shift (
  id, location_id, terminal, number, currency, opened_by_id, opened_at, opening, opening_amount, note, open_key
) SELECT %s, %s, %s,
  1 + coalesce((SELECT max(number) FROM payments_shift WHERE location_id = %s AND terminal = %s), 0),
  %s, %s, %s, %s, %s, '', %s
ON CONFLICT DO NOTHING RETURNING id
"""
