# SPDX-License-Identifier: Apache-2.0
"""Reads about orders."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.orders.models import Order, OrderLine, Return


def orders_of(node_ids: Iterable[UUID]) -> QuerySet[Order]:
    """Give the orders that hang on some nodes, the newest first."""
    found = Order.objects.filter(node_id__in=list(node_ids))
    return found.select_related("channel", "location").order_by("-placed_at", "-seq")


def returns_of(node_ids: Iterable[UUID]) -> QuerySet[Return]:
    """Give what some nodes brought back, the newest first."""
    return (
        Return.objects.filter(node_id__in=list(node_ids)).select_related("channel", "location").order_by("-returned_at")
    )


def lines_of(order_id: UUID) -> QuerySet[OrderLine]:
    """Give the lines of an order with their products."""
    return OrderLine.objects.filter(order_id=order_id).select_related("variant__product").order_by("id")
