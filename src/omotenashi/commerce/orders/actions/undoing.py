# SPDX-License-Identifier: Apache-2.0
"""Pay back what will not be handed over, and what came back: money to the tenders used, points to their lots.

Shares of points count up to now, against what was ordered at first: part by part they add up to the whole, to the
point, in whatever order things are cancelled and brought back. The caller holds the order's lock and gives the goods back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Hold
from omotenashi.commerce.orders.actions import cancelling as orders
from omotenashi.commerce.orders.actions import value
from omotenashi.commerce.orders.models import Order, OrderLine, ReturnLine
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.commerce.payments.models import Refund, Tender


def give_back(order_id: UUID, pieces: Mapping[UUID, int], *, reason: str, key: str, now: datetime) -> int:
    """Cancel pieces of an order and give back what was paid for them; give the amount. Once per key."""
    lines = OrderLine.objects.filter(order_id=order_id, uid__in=list(pieces))
    left = {uid: quantity - handed for uid, quantity, handed in lines.values_list("uid", "quantity", "handed")}
    wanted = {uid: min(n, left.get(uid, 0)) for uid, n in pieces.items() if left.get(uid, 0) > 0}
    if not wanted or Order.objects.filter(pk=order_id, cancelled_at__isnull=False).exists():
        return 0
    done = orders.cancel(order_id, lines=wanted, reason=reason, key=key, now=now, actor="fulfilment")
    if not done.is_repeat:
        repay(order_id, done, reason=reason, key=key, now=now)
    return done.amount


def repay(order_id: UUID, done: orders.Cancelled, *, reason: str, key: str, now: datetime) -> None:
    """Give money and points back for what was just cancelled."""
    points = points_of(order_id) if done.whole else sum(part.shares.points for part in done.parts)
    refund(order_id, amount=done.amount, points=points, reason=reason, key=key, now=now)
    reverse(order_id, [part.line for part in done.parts], is_whole=done.whole, key=key, now=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """Where money may be handed out: an open shift of a till, who stands there, and what becomes store credit.

    `credit` is for an exchange: so much of the money becomes store credit that pays what is taken instead.
    """

    shift_id: UUID | None = None
    staff_id: UUID | None = None
    instead: Mapping[str, str] | None = None
    credit: int = 0


def refund(
    order_id: UUID, *, amount: int, points: int, reason: str, key: str, now: datetime, counter: Counter | None = None
) -> int:
    """Give money back to the tenders that were used, points as points, cards and credit to their wallets; give the sum.

    What we were not paid: nothing.
    """
    intent, at = paid.intent_of(order_id), counter or Counter()
    if intent is None or amount <= 0:
        return 0
    fixed = {"points": points} if _points_tender(order_id) is not None else None
    rows: list[Refund] = []
    if at.credit:
        planned = paid.going_back(order_id, amount=amount, points=points)
        swapped, fixed = paid.in_credit(planned, credit=at.credit)
        amount -= at.credit
        rows += payments.refund(
            intent_id=intent.pk, amount=at.credit, reason=reason, key=f"{key}:exchange", now=now, parts=swapped,
            instead=dict.fromkeys(swapped, "store_credit"), staff_id=at.staff_id,
        )  # fmt: skip
    if amount:
        rows += payments.refund(
            intent_id=intent.pk, amount=amount, reason=reason, key=key, now=now, parts=fixed, instead=at.instead,
            shift_id=at.shift_id, staff_id=at.staff_id,
        )  # fmt: skip
    if any(row.to_kind in value.OWN for row in rows):
        value.give_back(order_id, now=now)
    return sum(row.amount for row in rows)


def reverse(
    order_id: UUID, lines: Collection[UUID | int], *, is_whole: bool = False, key: str, now: datetime
) -> loyalty.Reversed:  # fmt: skip
    """Take earned points away and give spent ones back, for what was cancelled and returned up to now.

    The coupons come back with a whole order, as their campaigns say.
    """
    earned = []
    for line in OrderLine.objects.filter(order_id=order_id, uid__in=[x for x in lines if isinstance(x, UUID)]):
        of = line.quantity + line.cancelled
        earned.append(
            loyalty.Share(ref=str(line.uid), returned=of if is_whole else line.cancelled + line.returned, of=of)
        )
    tender, spent = _points_tender(order_id), []
    # An offline till may have taken points of nobody: nothing was burned, so nothing comes back.
    ref = (tender.ref or f"order:{order_id}") if tender else ""
    if tender is not None and Hold.objects.filter(key=ref, state=Hold.State.BURNED).exists():
        back = tender.amount if is_whole else _points_back(order_id, of=tender.amount)
        spent.append(loyalty.Share(ref=ref, returned=back, of=tender.amount))
    done = loyalty.reverse(key=key, now=now, earned=earned, spent=spent)
    if is_whole:
        loyalty.roll_back(order_id=order_id, now=now)
    return done


def points_of(order_id: UUID) -> int:
    """Give the points an order was paid with at first."""
    tender = _points_tender(order_id)
    return tender.amount if tender else 0


def _points_back(order_id: UUID, *, of: int) -> int:
    """Cancelled pieces have left the order's sum; returns stand beside it."""
    kept = Order.objects.values_list("points_used", flat=True).get(pk=order_id)
    returned = ReturnLine.objects.filter(of__order_id=order_id).aggregate(n=Sum("points"))["n"] or 0
    return max(0, min(of, of - kept + int(returned)))


def _points_tender(order_id: UUID) -> Tender | None:
    return paid.tenders_of([order_id]).filter(kind="points").first()
