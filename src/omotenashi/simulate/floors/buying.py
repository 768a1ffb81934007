# SPDX-License-Identifier: Apache-2.0
"""Buy on the site: a basket, the quote that was seen, the order, the payment at the simulator, and the places' tasks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries as tills
from omotenashi.commerce.checkout.models import Basket, Settlement
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.simulate.floors.stage import Shopper

_MOST_POINTS = 500


def open_basket(
    shopper: Shopper,
    goods: Sequence[UUID],
    *,
    mode: str = "ship",
    place: UUID | None = None,
    points: bool = False,
    coupons: Sequence[str] = (),
    now: datetime,
) -> UUID:
    """Fill a basket; with `points` some hundred of those at hand are to be spent."""
    held = wallets.balance(shopper.node_ids, now).available if points else 0
    items = [checkout.Item(variant_id=each, quantity=1, mode=mode, location_id=place) for each in goods]
    opened = checkout.open_basket(
        channel="EC", node_ids=shopper.node_ids, items=items, points=min(held, _MOST_POINTS) // 100 * 100,
        coupons=coupons, now=now,
    )  # fmt: skip
    return opened.basket_id


def order(
    name: str,
    shopper: Shopper,
    goods: Sequence[UUID],
    *,
    mode: str = "ship",
    place: UUID | None = None,
    points: bool = False,
    coupons: Sequence[str] = (),
    outcome: str = "success",
    now: datetime,
) -> UUID | None:
    """Order and pay; give the order, or nothing when it could not be had or was not paid. Known by its name."""
    placed = Settlement.objects.filter(key=name).values_list("order_id", "intent_id").first()
    if placed is None:
        basket_id = open_basket(shopper, goods, mode=mode, place=place, points=points, coupons=coupons, now=now)
        placed = _place(name, basket_id, shopper, now=now)
    if placed is None:
        return None
    order_id, intent_id = placed
    payments.start(intent_id=intent_id, method=f"sim_{outcome}", now=now + timedelta(minutes=2))
    payments.hear_simulator(now=now + timedelta(minutes=3))
    if not checkout.confirm(order_id=order_id, now=now + timedelta(minutes=3)):
        return None
    fulfilment.plan(order_id, now=now + timedelta(minutes=3))
    return order_id


def _place(name: str, basket_id: UUID, shopper: Shopper, *, now: datetime) -> tuple[UUID, UUID] | None:
    to = tills.Delivery(prefecture=shopper.contact.prefecture, postal_code=shopper.contact.postal_code)
    seen = tills.quote(Basket.objects.get(pk=basket_id), node_ids=shopper.node_ids, delivery=to, now=now)
    try:
        made = checkout.place_order(
            basket_id=basket_id, digest=seen.digest, buyer=shopper.contact, node_ids=shopper.node_ids, key=name, now=now
        )
    except (checkout.Unbuyable, stock.OutOfStock, loyalty.NotEnoughPoints, loyalty.CouponRefused):
        return None
    return made.order_id, made.intent_id
