# SPDX-License-Identifier: Apache-2.0
"""Reads about payments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum

from omotenashi.base import bulk
from omotenashi.base.invariants import Broken
from omotenashi.commerce.payments.models import CashEntry, Intent, PaymentEvent, Refund, Shift, SimulatedCharge, Tender
from omotenashi.commerce.payments.rules import states
from omotenashi.commerce.payments.rules.tenders import Paid, split

# What a provider did not answer for so long is a person's business.
_TOO_LONG = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class PaidSum:
    """What an order has been paid, and what of it went back."""

    state: str
    captured: int
    refunded: int


def intent_of(order_id: UUID) -> Intent | None:
    """Give the payment of an order that counts: the try that was not replaced."""
    return Intent.objects.filter(order_id=order_id, replaced_at=None).first()


def is_paid(intent: Intent) -> bool:
    """Say whether an intent is paid in full and wanted: an order may be confirmed on it."""
    whole = intent.captured_amount == intent.amount and intent.state in states.PAID
    return whole and intent.unwanted_at is None and intent.replaced_at is None


def paid_of(order_ids: Iterable[UUID]) -> dict[UUID, PaidSum]:
    """Give what each of some orders has been paid."""
    found = Intent.objects.filter(order_id__in=set(order_ids), replaced_at=None)
    return {
        row.order_id: PaidSum(state=row.state, captured=row.captured_amount, refunded=row.refunded_amount)
        for row in found.only("order_id", "state", "captured_amount", "refunded_amount")
    }


def tenders_of(order_ids: Iterable[UUID]) -> QuerySet[Tender]:
    """Give the tenders of some orders, those of replaced tries left out."""
    wanted = Tender.objects.filter(intent__order_id__in=set(order_ids), intent__replaced_at=None)
    return wanted.select_related("intent").order_by("intent_id", "key")


def refunds_of(order_ids: Iterable[UUID]) -> QuerySet[Refund]:
    """Give the refunds of some orders, the oldest first."""
    return (
        Refund.objects.filter(intent__order_id__in=set(order_ids)).select_related("tender").order_by("asked_at", "id")
    )


def going_back(order_id: UUID, *, amount: int, points: int = 0) -> list[tuple[str, int]]:
    """Give by kind what a refund of an amount would give back, `points` of it as points; nothing is written."""
    paid = [Paid(id=one.pk, kind=one.kind, left=one.amount - one.refunded) for one in tenders_of([order_id])]
    fixed = {"points": points} if points and any(one.kind == "points" and one.left for one in paid) else None
    return [(part.kind, part.amount) for part in split(amount, paid, parts=fixed) if part.amount]


def events_of(intent_id: UUID) -> QuerySet[PaymentEvent]:
    """Give what a provider said about an intent, as it happened."""
    return PaymentEvent.objects.filter(intent_id=intent_id).order_by("occurred_at", "id")


def open_shift_of(*, location_id: UUID, terminal: str) -> Shift | None:
    """Give the shift in which a terminal is now."""
    return Shift.objects.filter(location_id=location_id, terminal=terminal, closed_at=None).first()


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftFigures:
    """What the slip of 点検 and 精算 says: takings and refunds per kind of tender, cash by cause, cash expected."""

    sales: dict[str, int]
    refunds: dict[str, int]
    cash: dict[str, int]
    expected: int


def figures_of(shift_id: UUID) -> ShiftFigures:
    """Give the figures of a shift as they are now."""
    tenders = Tender.objects.filter(shift_id=shift_id).values_list("kind").annotate(Sum("amount"))
    refunds = Refund.objects.filter(shift_id=shift_id).exclude(state="failed")
    cash = {kind: int(total) for kind, total in _cash(shift_id)}
    return ShiftFigures(
        sales={kind: int(total) for kind, total in tenders},
        refunds={kind: int(total) for kind, total in refunds.values_list("to_kind").annotate(Sum("amount"))},
        cash=cash,
        expected=sum(total for kind, total in cash.items() if kind != "difference"),
    )


def _cash(shift_id: UUID) -> Iterable[tuple[str, int]]:
    return CashEntry.objects.filter(shift_id=shift_id).values_list("kind").annotate(Sum("amount"))


def simulated_charge(ref: str) -> SimulatedCharge | None:
    """Give a charge at the simulator, for its page; nothing where a real provider is in its place."""
    return SimulatedCharge.objects.filter(pk=ref).first() if "test" in settings.PAYMENT_PROVIDERS else None


def broken(now: datetime) -> list[Broken]:
    """Give the promises that do not hold: I7 (what is paid adds up), I8 (events once), I9 (keys once)."""
    return [
        Broken(invariant=invariant, subject=str(subject), detail=str(detail))
        for invariant, subject, detail in bulk.rows(_BROKEN, {"late": now - _TOO_LONG})
    ]


_BROKEN = """
SELECT 'I7', 'intent ' || i.id, format('tenders sum to %%s, expected %%s', coalesce(sum(t.amount), 0), i.amount)
FROM payments_intent i LEFT JOIN payments_tender t ON t.intent_id = i.id
GROUP BY i.id HAVING coalesce(sum(t.amount), 0) <> i.amount
UNION ALL
SELECT 'I7', 'intent ' || i.id, format('%%s of %%s captured', i.captured_amount, i.amount)
FROM payments_intent i
WHERE i.state IN ('captured', 'part_refunded') AND i.captured_amount <> i.amount AND i.unwanted_at IS NULL
UNION ALL
SELECT 'I7', 'tender ' || t.id, format('refunds sum to %%s, counted %%s', coalesce(sum(r.amount), 0), t.refunded)
FROM payments_tender t LEFT JOIN payments_refund r ON r.tender_id = t.id AND r.state <> 'failed'
GROUP BY t.id HAVING coalesce(sum(r.amount), 0) <> t.refunded
UNION ALL
SELECT 'I7', 'intent ' || i.id, format('refunds done sum to %%s, counted %%s', coalesce(sum(r.amount), 0), i.refunded_amount)
FROM payments_intent i LEFT JOIN payments_refund r ON r.intent_id = i.id AND r.state = 'done'
GROUP BY i.id HAVING coalesce(sum(r.amount), 0) <> i.refunded_amount
UNION ALL
SELECT 'I7', 'shift ' || s.id, format('entries sum to %%s, counted %%s', sum(e.amount), s.counted_amount)
FROM payments_shift s JOIN payments_cashentry e ON e.shift_id = s.id
WHERE s.closed_at IS NOT NULL GROUP BY s.id HAVING sum(e.amount) <> s.counted_amount
UNION ALL
SELECT 'I8', provider || ' ' || provider_event_id, format('stored %%s times', count(*))
FROM payments_paymentevent GROUP BY provider, provider_event_id HAVING count(*) > 1
UNION ALL
SELECT 'I8', 'intent ' || e.intent_id, format('%%s said, but it is %%s', e.kind, i.state)
FROM payments_paymentevent e JOIN payments_intent i ON i.id = e.intent_id
WHERE e.kind = 'captured' AND i.captured_at IS NULL OR e.kind = 'authorised' AND i.authorised_at IS NULL
UNION ALL
SELECT 'I9', merchant || ' ' || idempotency_key, format('used %%s times', count(*))
FROM payments_providercall GROUP BY merchant, idempotency_key HAVING count(*) > 1
UNION ALL
SELECT 'I9', operation || ' ' || id, format('no answer since %%s: %%s', asked_at, error)
FROM payments_providercall WHERE answered_at IS NULL AND refused_at IS NULL AND asked_at < %(late)s
UNION ALL
SELECT 'I9', 'order ' || order_id, format('%%s payments at a time', count(*))
FROM payments_intent WHERE replaced_at IS NULL GROUP BY order_id HAVING count(*) > 1
"""
