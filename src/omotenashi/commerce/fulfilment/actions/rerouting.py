# SPDX-License-Identifier: Apache-2.0
"""The buyer changes how an order is received before anybody has begun with it: other shop, other way, other address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.fulfilment.actions import planning, steps
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.rules import states
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders.actions import changing, undoing
from omotenashi.commerce.orders.actions.changing import ContactDetails, NotPossible
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments import queries as paid
from omotenashi.commerce.sourcing import actions as sourcing
from omotenashi.commerce.sourcing.actions import Ask, Need
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries as levels
from omotenashi.commerce.stock.models import Allocation
from omotenashi.places.locations.models import Location

# What can be paid back in money; points that paid for shipping stay with the goods.
_MONEY = ("card", "gift_card", "store_credit")


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """How an order is to be received: fetched at a shop (its code), or sent to a recipient. `shipping` is what that costs."""

    mode: changing.Mode
    location: str | None = None
    recipient: ContactDetails | None = None
    shipping: int = 0


@transaction.atomic
def change_way(order_id: UUID, way: Way, *, key: str, now: datetime, actor: str = "customer") -> int:
    """Let all of an order that is still on the shelves be received in another way; give the money that goes back.

    Once per key. Raises NotNow when somebody has begun, stock.OutOfStock, NotPossible (it would cost more, nobody is
    told where to send it to): then nothing has changed.
    """
    steps.lock_order(order_id)
    if steps.said_before(order_id, key=key, kind="way_changed"):
        return 0
    order = Order.objects.get(pk=order_id)
    lines = _lines(order)
    if way.mode == changing.Mode.SHIP and way.recipient is None:
        raise NotPossible("nowhere to send it to")
    changed = {line.uid: changing.Delivery(way.mode, way.location) for line in lines if line.uid}
    said = changing.change(
        order_id, changed, key=key, now=now, shipping=way.shipping, recipient=way.recipient, actor=actor
    )  # fmt: skip
    back = _pay_back(order_id, said.refund, key=key, now=now)
    _promise_anew(order, lines, way, key=key, now=now)
    planning.reconcile(order_id, now=now)
    planning.plan(order_id, now=now)
    steps.note(order_id, "way_changed", key=key, now=now, actor=actor, mode=str(way.mode), location=way.location)
    return back


def _lines(order: Order) -> list[OrderLine]:
    if order.confirmed_at is None or order.cancelled_at is not None:
        raise NotNow("cancelled" if order.cancelled_at else "placed", "way_changed")
    begun = Fulfilment.objects.filter(order=order).exclude(state__in=[*states.ON_SHELF, "rejected", "cancelled"])
    if state := begun.values_list("state", flat=True).first():
        raise NotNow(state, "way_changed")
    found = list(OrderLine.objects.filter(order=order, uid__isnull=False, quantity__gt=0, handed=0).order_by("uid"))
    if not found:
        raise NotNow("completed", "way_changed")
    return found


def _pay_back(order_id: UUID, amount: int, *, key: str, now: datetime) -> int:
    """Give shipping back in money. What points paid for is worth as much on the goods."""
    if not amount:
        return 0
    money = paid.tenders_of([order_id]).filter(kind__in=_MONEY)
    if sum(tender.amount - tender.refunded for tender in money) < amount:
        raise NotPossible("shipping was paid with points")
    return undoing.refund(order_id, amount=amount, points=0, reason="way_changed", key=f"{order_id}:{key}", now=now)


def _promise_anew(order: Order, lines: list[OrderLine], way: Way, *, key: str, now: datetime) -> None:
    """Let go what was promised, and promise it where it is wanted now, in one transaction."""
    owners = [str(line.uid) for line in lines]
    promised = Allocation.objects.filter(owner_type="order_line", owner_id__in=owners, state__in=["open", "picked"])
    held = list(promised.order_by("id").values_list("id", "state"))
    if any(state == "picked" for _pk, state in held):
        raise NotNow("picking", "way_changed")
    stock.release(allocations=[pk for pk, _state in held], now=now)
    wanted = _at_shop(order, lines, way) if way.location else _sent(order, lines, way, key=key, now=now)
    stock.allocate(wanted, owner=stock.Owner("order", order.pk), key=f"way:{order.pk}:{key}", now=now)


def _at_shop(order: Order, lines: list[OrderLine], way: Way) -> list[stock.Wanted]:
    place = Location.objects.filter(code=way.location, can_pickup=True, closed_at=None).first()
    if place is None:
        raise NotPossible("a place is unknown")
    buffers = _buffers(order, lines)
    return [
        _wanted(line.variant_id, place.pk, line.quantity, buffers, line.uid) for line in lines if line.variant_id
    ]  # fmt: skip


def _sent(order: Order, lines: list[OrderLine], way: Way, *, key: str, now: datetime) -> list[stock.Wanted]:
    needs = tuple(
        Need(line=str(line.uid), variant_id=line.variant_id, quantity=line.quantity)
        for line in lines
        if line.variant_id
    )
    ask = Ask(needs=needs, region=way.recipient.prefecture if way.recipient else "")
    decided = sourcing.decide(
        ask, order_id=order.pk, channel=order.channel_id, key=f"way:{order.pk}:{key}", now=now, reason="way_changed"
    )
    if decided.missing:
        raise stock.OutOfStock([])
    buffers = _buffers(order, lines)
    return [
        _wanted(piece.variant_id, piece.location_id, piece.quantity, buffers, UUID(piece.line))
        for piece in decided.pieces
    ]


def _buffers(order: Order, lines: list[OrderLine]) -> Mapping[UUID, Mapping[UUID, levels.Available]]:
    return levels.available({line.variant_id for line in lines if line.variant_id}, channel=order.channel_id)


def _wanted(
    variant_id: UUID, location_id: UUID, quantity: int, free: Mapping[UUID, Mapping[UUID, levels.Available]],
    line: UUID | None,
) -> stock.Wanted:  # fmt: skip
    level = free.get(variant_id, {}).get(location_id)
    return stock.Wanted(
        variant_id=variant_id, location_id=location_id, quantity=quantity, buffer=level.buffer if level else 0,
        owner=stock.Owner("order_line", line or variant_id),
    )  # fmt: skip
