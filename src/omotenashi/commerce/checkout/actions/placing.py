# SPDX-License-Identifier: Apache-2.0
"""Place an order: one transaction that writes the order, expects the payment, holds points, locks coupons, takes stock.

Locks in one order: basket, order, intent, person, wallet, campaign, code, level. Nothing is asked of a provider here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.commerce.checkout.actions import own_value
from omotenashi.commerce.checkout.actions.baskets import LOCKED
from omotenashi.commerce.checkout.actions.confirming import confirm
from omotenashi.commerce.checkout.actions.securing import secure
from omotenashi.commerce.checkout.models import Basket, Settlement
from omotenashi.commerce.checkout.queries import legal
from omotenashi.commerce.checkout.queries.baskets import Begun, poured_into
from omotenashi.commerce.checkout.queries.facts import Facts
from omotenashi.commerce.checkout.queries.pricing import with_tax
from omotenashi.commerce.checkout.queries.quoting import asked_of, priced
from omotenashi.commerce.checkout.rules import BadBasket, Delivery, Quote, QuoteChanged, QuoteLine, Unbuyable
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.actions import Given
from omotenashi.commerce.payments.models import Intent

# A clerk who opened the basket in the shop is credited for so long (店頭QRカート).
_CREDIT_DAYS = 7
# In which shop's basket goods were put first: by variant, and under None what counts for all the others.
type _Begun = dict[UUID | None, Begun]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedOrder:
    """An order that waits for its payment, or is confirmed already when value of our own paid for all of it."""

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
    own: Sequence[Given] = (),
    medium: str = "",
    key: str,
    now: datetime,
) -> PlacedOrder:
    """Place what lies in a basket, as the customer last saw it. The same key again gives the same order.

    `own` is what a gift card (`ref` is its code) and the buyer's store credit pay of it; the rest is for a provider.
    `medium` is the 媒体コード by which the buyer came.

    Raises BadBasket, Unbuyable (a line or a coupon has a problem), QuoteChanged (something moved since it was shown),
    stock.OutOfStock, loyalty.NotEnoughPoints (points, card or credit), loyalty.CouponRefused (coupon or card),
    payments.TendersDoNotMatch (more than is to pay): then nothing was written.
    """
    own_value.demand_own(own)
    basket = next(iter(LOCKED.found(id=basket_id)), None)
    if basket is None:
        raise BadBasket("gone")
    if basket.state == Basket.State.ORDERED:
        return _again(basket, key)
    if basket.state != Basket.State.OPEN:
        raise BadBasket("gone")
    to = recipient or buyer
    delivery = Delivery(prefecture=to.prefecture, postal_code=to.postal_code)
    asked, known = asked_of(basket, node_ids=node_ids, delivery=delivery, now=now)
    found = priced(asked, known, now=now)
    _check(found, digest)
    return _place(
        basket, found, known, buyer=buyer, recipient=recipient, node_ids=node_ids, own=own, medium=medium, key=key, now=now,
    )  # fmt: skip


def _again(basket: Basket, key: str) -> PlacedOrder:
    done = Settlement.objects.filter(basket_id=basket.pk, key=key).first()
    if done is None:
        raise BadBasket("ordered")
    order = Order.objects.only("number").get(pk=done.order_id)
    intent = Intent.objects.only("charge").get(pk=done.intent_id)
    return PlacedOrder(
        order_id=done.order_id, number=order.number, intent_id=done.intent_id, to_pay=intent.charge,
        is_confirmed=done.confirmed_at is not None, is_repeat=True,
    )  # fmt: skip


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
    known: Facts,
    *,
    buyer: orders.ContactDetails,
    recipient: orders.ContactDetails | None,
    node_ids: Sequence[UUID],
    own: Sequence[Given],
    medium: str,
    key: str,
    now: datetime,
) -> PlacedOrder:
    uids = [new_id() for _ in found.lines]
    draft = draft_of(
        basket, found, known, uids=uids, begun=_begun(basket, now=now), buyer=buyer, recipient=recipient,
        node_ids=node_ids, own=own, medium=medium,
    )  # fmt: skip
    order = orders.create(draft, key=f"basket:{basket.pk}:{key}", now=now)
    lapses_at = now + timedelta(minutes=known.terms.hold_minutes)
    intent_id = secure(
        found, order_id=order.order_id, lines=uids, basket=basket, node_ids=node_ids, key=key, now=now,
        lapses_at=lapses_at, region=(recipient or buyer).prefecture, currency=draft.currency, own=own,
    )  # fmt: skip
    left = found.to_pay - sum(one.amount for one in own)
    return PlacedOrder(
        order_id=order.order_id, number=order.number, intent_id=intent_id, to_pay=left,
        is_confirmed=left == 0 and confirm(order_id=order.order_id, now=now),
    )  # fmt: skip


def draft_of(
    basket: Basket,
    found: Quote,
    known: Facts,
    *,
    uids: Sequence[UUID],
    begun: Mapping[UUID | None, Begun],
    buyer: orders.ContactDetails,
    recipient: orders.ContactDetails | None,
    node_ids: Sequence[UUID],
    own: Sequence[Given] = (),
    medium: str = "",
) -> orders.Draft:
    """Give the order that a quoted basket becomes."""
    return orders.Draft(
        channel=basket.channel_id, location=basket.shop.code if basket.shop_id and basket.shop else None,
        lines=tuple(_line(each, uid, begun=begun) for each, uid in zip(found.lines, uids, strict=True)),
        node_id=node_ids[0] if node_ids else None, currency=known.currency, shipping=found.shipping,
        shipping_rate=known.terms.fee_rate, shipping_points=found.shipping_points, buyer=buyer, recipient=recipient,
        confirmation=_shown(found, known, own), actor="customer", medium=medium,
    )  # fmt: skip


def _shown(found: Quote, known: Facts, own: Sequence[Given]) -> Mapping[str, str]:
    """What the customer saw: of value of our own the quote knows only points."""
    if not own:
        return found.legal
    shares = {one.kind: one.amount for one in own}
    return legal.items(found, terms=known.terms, currency=known.currency, own=shares)


def _line(each: QuoteLine, uid: UUID, *, begun: Mapping[UUID | None, Begun]) -> orders.DraftLine:
    return orders.DraftLine(
        uid=uid, variant_id=each.line.variant_id, quantity=each.line.quantity, unit_price=with_tax(each.line),
        amount=each.amount, discount=each.discount, coupon=each.coupon, points=each.points,
        tax_rate=each.line.tax_rate, mode=orders.Mode(each.line.mode), location=each.line.location,
        credits=_credits(begun.get(each.line.variant_id) or begun.get(None)),
    )  # fmt: skip


def _begun(basket: Basket, *, now: datetime) -> _Begun:
    """The basket itself where it was begun in a shop, and those of shops that were poured into it: the last counts."""
    since = now - timedelta(days=_CREDIT_DAYS)
    found: _Begun = {variant: begun for variant, begun in poured_into(basket) if begun.opened_at >= since}
    if basket.shop is not None and basket.opened_at >= since:
        found[None] = Begun(basket.pk, basket.opened_at, basket.shop.code, basket.opened_by_id)
    return found


def _credits(begun: Begun | None) -> tuple[orders.Credit, ...]:
    """The clerk and the shop where it was begun (店頭QRカート), for a week."""
    if begun is None:
        return ()
    credit = orders.Credit(
        touch="store_qr", staff_id=begun.staff_id, location=begun.shop, evidence={"basket": str(begun.basket_id)},
        window_days=_CREDIT_DAYS,
    )  # fmt: skip
    return (credit,)
