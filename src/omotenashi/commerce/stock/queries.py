# SPDX-License-Identifier: Apache-2.0
"""Reads about stock."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.stock.models import StockLevel


def levels_of(variant_ids: Iterable[UUID]) -> QuerySet[StockLevel]:
    """Give what lies where of some variants."""
    found = StockLevel.objects.filter(variant_id__in=set(variant_ids))
    return found.select_related("location", "variant").order_by("variant__sku", "location__code")
