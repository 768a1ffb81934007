# SPDX-License-Identifier: Apache-2.0
"""Confirm an order once it is paid, or give it up: each is one transaction and happens once, whoever comes first.

The webhook, the return page and the poller all call `confirm`. What was paid and cannot be honoured any more (the hold
lapsed and the last piece is gone) is given up and paid back by itself.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.checkout.actions import gifts, own_value
from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import cancelling, states
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.commerce.payments.models import Intent
from omotenashi.commerce.stock import actions as stock


def confirm(*, order_id: UUID, now: datetime) -> bool:
    """Confirm an order whose payment is there; True when it is confirmed, now or before.

    An order without a settlement here (a source recorded it) is not ours: False.
    """
    try:
        with transaction.atomic():
            return _confirm(order_id, now=now)
    except (stock.OutOfStock, loyalty.NotEnoughPoints, loyalty.CouponRefused, loyalty.Conflict, stock.Conflict) as gone:
        give_up(order_id=order_id, reason=_reason(gone), now=now)
        return False


@transaction.atomic
def give_up(*, order_id: UUID, reason: str, now: datetime) -> bool:
    """Cancel an order that cannot be kept, give back all that was set aside, and pay back what was paid."""
    settlement = _locked(order_id)
    if settlement is None or settlement.given_up_at is not None or settlement.confirmed_at is not None:
        return False
    name = f"order:{order_id}"
    cancelling.cancel(order_id, reason=reason, key=f"{name}:given-up", now=now)
    payments.void_or_refund(intent_id=settlement.intent_id, reason=reason, key=f"{name}:given-up", now=now)
    own_value.release(settlement.intent_id, now=now)
    if settlement.points:
        loyalty.release(key=name, now=now)
    for key in settlement.coupons:
        loyalty.release_coupon(key=key, now=now)
    stock.release(key=name, now=now)
    Settlement.objects.filter(pk=order_id).update(given_up_at=now, reason=reason)
    return True


def give_up_unpaid(*, now: datetime, limit: int = 200) -> int:
    """Give up orders whose time to pay is over; give the number. One that was paid at the last moment is confirmed."""
    due = Settlement.objects.filter(confirmed_at=None, given_up_at=None, lapses_at__lte=now).order_by("lapses_at")
    done = 0
    for order_id, intent_id in list(due.values_list("order_id", "intent_id")[:limit]):
        if paid.is_paid(Intent.objects.get(pk=intent_id)):
            confirm(order_id=order_id, now=now)
        else:
            done += give_up(order_id=order_id, reason="unpaid", now=now)
    return done


def _confirm(order_id: UUID, *, now: datetime) -> bool:
    settlement = _locked(order_id)
    if settlement is None or settlement.given_up_at is not None:
        return False
    if settlement.confirmed_at is not None:
        return True
    intent = Intent.objects.select_for_update().get(pk=settlement.intent_id)
    if not paid.is_paid(intent):
        return False
    name = f"order:{order_id}"
    states.mark_paid(order_id, now=now)
    if intent.amount - intent.charge > settlement.points:
        own_value.burn(intent.pk, now=now)
    if settlement.points:
        loyalty.burn(key=name, now=now)
    _earn(settlement, now=now)
    for key in settlement.coupons:
        loyalty.redeem(key=key, now=now)
    with suppress(stock.NothingHeld):  # nothing of it comes from a shelf of ours
        stock.convert(key=name, now=now)
    if settlement.key.startswith(gifts.KEY):
        gifts.issue(order_id, now=now)
    Settlement.objects.filter(pk=order_id).update(confirmed_at=now)
    return True


def _locked(order_id: UUID) -> Settlement | None:
    """Lock the order first, then its settlement: the order of locks of the whole floor."""
    Order.objects.select_for_update().filter(pk=order_id).values_list("pk", flat=True).first()
    return Settlement.objects.select_for_update().filter(pk=order_id).first()


def _earn(settlement: Settlement, *, now: datetime) -> None:
    if settlement.node_id is None:
        return
    loyalty.earn(
        [
            loyalty.Earning(
                node_id=settlement.node_id, amount=points, basis=basis, key=f"line:{line}", order_line=UUID(line)
            )
            for line, (points, basis) in settlement.earned.items()
        ],
        now=now,
    )


def _reason(gone: Exception) -> str:
    return "sold_out" if isinstance(gone, stock.OutOfStock | stock.Conflict) else "value_gone"
