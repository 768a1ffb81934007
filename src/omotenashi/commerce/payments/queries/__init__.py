# SPDX-License-Identifier: Apache-2.0
"""Reads about payments."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Sum

from omotenashi.base.prepared import Any, Gap, Prepared
from omotenashi.commerce.payments.models import CashEntry, Intent, PaymentEvent, Refund, Shift, SimulatedCharge, Tender
from omotenashi.commerce.payments.queries.broken import broken
from omotenashi.commerce.payments.queries.vendors import is_simulated, publishable_key
from omotenashi.commerce.payments.queries.watching import troubled, unanswered
from omotenashi.commerce.payments.rules import cash as coins
from omotenashi.commerce.payments.rules import states
from omotenashi.commerce.payments.rules.tenders import VALUE, Paid, in_credit, split

__all__ = [
    "VALUE",
    "PaidSum",
    "ShiftFigures",
    "broken",
    "events_of",
    "faces_of",
    "figures_of",
    "going_back",
    "in_credit",
    "intent_of",
    "is_paid",
    "is_simulated",
    "open_shift_of",
    "open_shifts_of",
    "paid_of",
    "publishable_key",
    "refunds_of",
    "simulated_charge",
    "tenders_of",
    "troubled",
    "unanswered",
]


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
    return next(iter(_OPEN_SHIFT.found(location=location_id, terminal=terminal)), None)


def open_shifts_of(terminals: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """Give the shifts in which terminals (their shop and name) are now: one read for all."""
    asked = set(terminals)
    shops, names = list({shop for shop, _ in asked}), list({name for _, name in asked})
    found = _OPEN_SHIFTS.rows(locations=shops, terminals=names)
    return {(shop, name): shift for shift, shop, name in found if (shop, name) in asked}


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


def faces_of(currency: str) -> tuple[int, ...]:
    """Give the coins and notes of a drawer, the largest first: what is counted at 開局 and 精算."""
    return coins.faces(currency)


def _cash(shift_id: UUID) -> Iterable[tuple[str, int]]:
    return CashEntry.objects.filter(shift_id=shift_id).values_list("kind").annotate(Sum("amount"))


def simulated_charge(ref: str) -> SimulatedCharge | None:
    """Give a charge at the simulator, for its page; nothing where a real provider is in its place."""
    return SimulatedCharge.objects.filter(pk=ref).first() if is_simulated() else None


_OPEN_SHIFTS = Prepared(
    lambda: Shift.objects.filter(
        location_id=Any("locations"), terminal=Any("terminals"), closed_at=None
    ).values_list("pk", "location_id", "terminal"),
    often=True,
)  # fmt: skip
_OPEN_SHIFT = Prepared(
    lambda: Shift.objects.filter(location_id=Gap("location"), terminal=Gap("terminal"), closed_at=None), often=True
)  # fmt: skip
