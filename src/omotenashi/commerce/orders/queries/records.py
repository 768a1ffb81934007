# SPDX-License-Identifier: Apache-2.0
"""Reads about orders."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.orders.models import ClaimTry, Order, OrderLine, Return, ReturnLine


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


def returned_lines(return_id: UUID) -> QuerySet[ReturnLine]:
    """Give the lines of a return in the book."""
    return ReturnLine.objects.filter(of_id=return_id).order_by("id")


def sold_variants(variant_ids: Iterable[UUID]) -> set[UUID]:
    """Give those of some variants that a line of an order or of a return names."""
    wanted = list(variant_ids)
    sold = OrderLine.objects.filter(variant_id__in=wanted).values_list("variant_id", flat=True).distinct()
    back = ReturnLine.objects.filter(variant_id__in=wanted).values_list("variant_id", flat=True).distinct()
    return {key for key in (*sold, *back) if key}


def disputed_claims(limit: int) -> list[ClaimTry]:
    """Give the newest tries to claim a receipt that somebody else holds or that may not be joined: cases for staff."""
    wanted = ClaimTry.objects.filter(outcome__in=["taken", "refused"]).select_related("order").order_by("-at", "-pk")
    return list(wanted[:limit])
