# SPDX-License-Identifier: Apache-2.0
"""Goods that are to come back, or did."""

from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.fulfilment.models import GoodsReturn


def open_returns(*, location_id: UUID | None = None) -> QuerySet[GoodsReturn]:
    """Give returns that are not settled, the oldest first; of a place: those it received, and those nobody has yet."""
    found = GoodsReturn.objects.filter(state__in=["requested", "approved", "received", "inspected"])
    if location_id is not None:
        found = found.filter(location_id=location_id) | found.filter(location=None)
    return _with_lines(found).order_by("requested_at")


def returns_of_order(order_id: UUID) -> QuerySet[GoodsReturn]:
    """Give the returns of an order, the newest first."""
    return _with_lines(GoodsReturn.objects.filter(order_id=order_id)).order_by("-requested_at")


def _with_lines(found: QuerySet[GoodsReturn]) -> QuerySet[GoodsReturn]:
    return found.select_related("order", "location").prefetch_related("lines__order_line")
