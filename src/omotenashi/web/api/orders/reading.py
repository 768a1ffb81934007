# SPDX-License-Identifier: Apache-2.0
"""Orders as they are answered."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations import queries as locations
from omotenashi.web.api import pages
from omotenashi.web.api.problems import not_found

_SAME = (
    "id", "origin", "number", "currency", "placed_at", "completed_at", "cancelled_at", "goods_total",
    "discount_total", "coupon_total", "shipping_total", "tax_total", "points_used", "returned_total", "line_count",
)  # fmt: skip


def selected(*, placed_from: date | None, placed_to: date | None, channel: str, number: str) -> QuerySet[Order]:
    """Give the orders of some days (in the retailer's zone, both included), of a channel, or of a number."""
    found = Order.objects.select_related("location")
    if placed_from:
        found = found.filter(placed_at__gte=_begin(placed_from))
    if placed_to and placed_to < date.max:
        found = found.filter(placed_at__lt=_begin(placed_to + timedelta(days=1)))
    if channel:
        found = found.filter(channel_id=channel)
    return found.filter(number=number) if number else found


def of_nodes(node_ids: Sequence[UUID]) -> QuerySet[Order]:
    """Give the orders that hang on some nodes."""
    return orders.orders_of(node_ids)


def page(found: QuerySet[Order], *, cursor: str, limit: int) -> dict[str, Any]:
    """Give a page of orders, the newest first."""
    if cursor:
        moment, key = pages.read_id(cursor)
        found = found.filter(Q(placed_at__lt=moment) | Q(placed_at=moment, pk__gt=key))
    asked = list(found.order_by("-placed_at", "id")[: limit + 1])
    rows, following = pages.cut(asked, limit=limit, key=lambda order: (order.placed_at, order.pk.int))
    persons = customers.persons_of(order.node_id for order in rows)
    return pages.body([_row(order, persons) for order in rows], following)


def one(order_id: UUID) -> dict[str, Any]:
    """Give an order with its lines and what came back."""
    order = Order.objects.select_related("location").filter(pk=order_id).first()
    if order is None:
        raise not_found()
    return {
        **_row(order, customers.persons_of([order.node_id])),
        "lines": list(orders.lines_of(order.pk)),
        "returns": list(order.returns.order_by("returned_at", "seq")),
    }


def _row(order: Order, persons: dict[UUID, UUID]) -> dict[str, Any]:
    return {
        **{name: getattr(order, name) for name in _SAME},
        "channel": order.channel_id,
        "location": order.location.code if order.location else None,
        "customer": persons.get(order.node_id),
    }


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=locations.zone())
