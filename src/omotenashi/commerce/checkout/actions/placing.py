# SPDX-License-Identifier: Apache-2.0
"""Place an order: one transaction that writes the order, expects the payment, holds points, locks coupons, takes stock.

Locks in one order: basket, order, intent, person, wallet, campaign, code, level. Nothing is asked of a provider here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.commerce.checkout.actions.confirming import confirm
from omotenashi.commerce.checkout.actions.securing import secure
from omotenashi.commerce.checkout.models import Basket, Settlement
from omotenashi.commerce.checkout.queries import quote, terms
from omotenashi.commerce.checkout.queries.pricing import with_tax
from omotenashi.commerce.checkout.rules import BadBasket, Delivery, Quote, QuoteChanged, QuoteLine, Unbuyable
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.models import Intent
from omotenashi.places.locations import queries as locations

# A clerk who opened the basket in the shop is credited for so long (店頭QRカート).
_CREDIT_DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedOrder:
    """An order that waits for its payment, or is confirmed already when points paid for all of it."""

    order_id: UUID
    number: str
    intent_id: UUID
    to_pay: int
    is_confirmed: bool
    is_repeat: bool = False


@transaction.atomic
def place_order(
    *,
    basket_id: UUID,
    digest: str,
    buyer: orders.ContactDetails,
    recipient: orders.ContactDetails | None = None,
    node_ids: Sequence[UUID] = (),
    key: str,
    now: datetime,
) -> PlacedOrder:
    """Place what lies in a basket, as the customer last saw it. The same key again gives the same order.

    Raises BadBasket, Unbuyable (a line or a coupon has a problem), QuoteChanged (something moved since it was shown),
    stock.OutOfStock, loyalty.NotEnoughPoints, loyalty.CouponRefused: then nothing was written.
    """
    basket = Basket.objects.select_for_update(of=("self",)).select_related("shop").filter(pk=basket_id).first()
    if basket is None:
        raise BadBasket("gone")
    if basket.state == Basket.State.ORDERED:
        return _again(basket, key)
    if basket.state != Basket.State.OPEN:
        raise BadBasket("gone")
    to = recipient or buyer
    found = quote(
        basket, node_ids=node_ids, now=now, delivery=Delivery(prefecture=to.prefecture, postal_code=to.postal_code)
    )
    _check(found, digest)
    placed = _place(basket, found, buyer=buyer, recipient=recipient, node_ids=node_ids, key=key, now=now)
    Basket.objects.filter(pk=basket.pk).update(
        state=Basket.State.ORDERED, order_id=placed.order_id, ended_at=now, changed_at=now
    )
    return placed


def _again(basket: Basket, key: str) -> PlacedOrder:
    done = Settlement.objects.filter(basket_id=basket.pk, key=key).first()
    if done is None:
        raise BadBasket("ordered")
    return _answer(done, is_repeat=True)


def _check(found: Quote, digest: str) -> None:
    if not found.lines:
        raise BadBasket("empty")
    if found.problems:
        raise Unbuyable(found.problems)
    if found.digest != digest:
        raise QuoteChanged


def _place(
    basket: Basket,
    found: Quote,
    *,
    buyer: orders.ContactDetails,
    recipient: orders.ContactDetails | None,
    node_ids: Sequence[UUID],
    key: str,
    now: datetime,
) -> PlacedOrder:
    uids, in_force = [new_id() for _ in found.lines], terms(now)
    draft = orders.Draft(
        channel=basket.channel_id, location=basket.shop.code if basket.shop else None,
        lines=tuple(_line(basket, each, uid, now=now) for each, uid in zip(found.lines, uids, strict=True)),
        node_id=node_ids[0] if node_ids else None, currency=locations.retailer().currency, shipping=found.shipping,
        shipping_rate=in_force.fee_rate, shipping_points=found.shipping_points, buyer=buyer, recipient=recipient,
        confirmation=found.legal, actor="customer",
    )  # fmt: skip
    order = orders.create(draft, key=f"basket:{basket.pk}:{key}", now=now)
    lapses_at = now + timedelta(minutes=in_force.hold_minutes)
    settlement = secure(
        found, order_id=order.order_id, lines=uids, basket=basket, node_ids=node_ids, key=key, now=now,
        lapses_at=lapses_at, region=(recipient or buyer).prefecture, currency=draft.currency,
    )  # fmt: skip
    if found.to_pay == 0:
        confirm(order_id=order.order_id, now=now)
        settlement.refresh_from_db()
    return _answer(settlement)


def _line(basket: Basket, each: QuoteLine, uid: UUID, *, now: datetime) -> orders.DraftLine:
    return orders.DraftLine(
        uid=uid, variant_id=each.line.variant_id, quantity=each.line.quantity, unit_price=with_tax(each.line),
        amount=each.amount, discount=each.discount, coupon=each.coupon, points=each.points,
        tax_rate=each.line.tax_rate, mode=orders.Mode(each.line.mode), location=each.line.location,
        credits=_credits(basket, now=now),
    )  # fmt: skip


def _credits(basket: Basket, *, now: datetime) -> tuple[orders.Credit, ...]:
    """The clerk and the shop where the basket was begun, for a week."""
    if basket.shop is None or basket.opened_at < now - timedelta(days=_CREDIT_DAYS):
        return ()
    evidence = {"basket": str(basket.pk)}
    credit = orders.Credit(
        touch="store_qr", staff_id=basket.opened_by_id, location=basket.shop.code, evidence=evidence,
        window_days=_CREDIT_DAYS,
    )  # fmt: skip
    return (credit,)


def _answer(done: Settlement, *, is_repeat: bool = False) -> PlacedOrder:
    order = Order.objects.only("number").get(pk=done.order_id)
    intent = Intent.objects.only("charge").get(pk=done.intent_id)
    return PlacedOrder(
        order_id=done.order_id, number=order.number, intent_id=done.intent_id, to_pay=intent.charge,
        is_confirmed=done.confirmed_at is not None, is_repeat=is_repeat,
    )  # fmt: skip
