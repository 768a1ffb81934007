# SPDX-License-Identifier: Apache-2.0
"""Reads about stock."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.stock.models import Movement, StockLevel


def levels_of(variant_ids: Iterable[UUID]) -> QuerySet[StockLevel]:
    """Give what lies where of some variants."""
    found = StockLevel.objects.filter(variant_id__in=set(variant_ids))
    return found.select_related("location", "variant").order_by("variant__sku", "location__code")


def stocked_variants(variant_ids: Iterable[UUID]) -> set[UUID]:
    """Give those of some variants that were ever moved or counted."""
    wanted = list(variant_ids)
    moved = Movement.objects.filter(variant_id__in=wanted).values_list("variant_id", flat=True).distinct()
    lying = StockLevel.objects.filter(variant_id__in=wanted).values_list("variant_id", flat=True).distinct()
    return {*moved, *lying}
