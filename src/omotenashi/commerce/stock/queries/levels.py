# SPDX-License-Identifier: Apache-2.0
"""What lies where, what is promised of it, and how it came about: for the office."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from omotenashi.commerce.stock.models import Allocation, Movement, Reservation, Shortage, StockLevel
from omotenashi.commerce.stock.rules import availability, yielding
from omotenashi.commerce.stock.rules.availability import Mark
from omotenashi.commerce.stock.rules.yielding import Promise, Standing


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


def lying(variant_ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Give where some of each variant lies that nobody was promised: pairs of variant and place."""
    free = StockLevel.objects.filter(variant_id__in=set(variant_ids), on_hand__gt=F("reserved") + F("allocated"))
    return list(free.order_by().values_list("variant_id", "location_id"))


def lying_anywhere() -> dict[UUID, bool]:
    """Give of each variant that was ever counted whether some of it lies anywhere that nobody was promised."""
    levels = StockLevel.objects.order_by().values("variant_id")
    free = levels.annotate(most=Max(F("on_hand") - F("reserved") - F("allocated")))
    return {row["variant_id"]: row["most"] > 0 for row in free}


def board(
    *, location_ids: Iterable[UUID] | None = None, variant_ids: Iterable[UUID] | None = None, short: bool = False
) -> QuerySet[StockLevel]:
    """Give levels with `free` (what lies there and nobody was promised; below zero: short), by SKU and place."""
    found = StockLevel.objects.annotate(free=F("on_hand") - F("reserved") - F("allocated"))
    if location_ids is not None:
        found = found.filter(location_id__in=list(location_ids))
    if variant_ids is not None:
        found = found.filter(variant_id__in=list(variant_ids))
    if short:
        found = found.filter(short__gt=0)
    return found.select_related("variant__product", "location").order_by("variant__sku", "location__code")


def mark_of(level: StockLevel, *, min_confidence: int) -> Mark:
    """Give what customers are told about a level where so much confidence is asked for; nothing is held back."""
    free = availability.sellable(
        on_hand=level.on_hand,
        promised=level.reserved + level.allocated,
        held_back=0,
        backorder=level.backorder_limit,
    )
    return availability.mark(free, confidence=level.confidence, min_confidence=min_confidence)


def movements_of(variant_id: UUID, *, location_id: UUID | None = None) -> QuerySet[Movement]:
    """Give what happened to a variant, the latest first; at one place or everywhere."""
    found = Movement.objects.filter(variant_id=variant_id)
    if location_id is not None:
        found = found.filter(location_id=location_id)
    return found.select_related("location").order_by("-occurred_at", "-id")


def promises_of(variant_id: UUID, *, location_id: UUID) -> tuple[QuerySet[Reservation], QuerySet[Allocation]]:
    """Give what is promised of a level: holds, the next to lapse first, and sold units, the oldest first."""
    held = Reservation.objects.filter(variant_id=variant_id, location_id=location_id, state="held")
    sold = Allocation.objects.filter(variant_id=variant_id, location_id=location_id, state__in=["open", "picked"])
    return held.order_by("expires_at"), sold.order_by("opened_at", "id")


def shortages(*, location_ids: Iterable[UUID] | None = None) -> QuerySet[Shortage]:
    """Give the shortages that are open, the oldest first."""
    found = Shortage.objects.filter(remaining__gt=0)
    if location_ids is not None:
        found = found.filter(location_id__in=list(location_ids))
    return found.select_related("variant", "location").order_by("id")


def who_yields(variant_id: UUID, *, location_id: UUID, pickups: Collection[UUID] = (), now: datetime) -> list[Promise]:
    """Give whose promises make room for what is short on a level, in the order in which they yield."""
    level = StockLevel.objects.filter(variant_id=variant_id, location_id=location_id).first()
    if level is None or not level.short:
        return []
    held, sold = promises_of(variant_id, location_id=location_id)
    found = [
        Promise(
            r.pk, "reservation", "lapsed" if r.expires_at <= now else cast("Standing", r.kind), r.quantity, r.held_at
        )
        for r in held
    ]
    found += [
        Promise(a.pk, "allocation", "pickup" if a.pk in pickups else "ship", a.quantity, a.opened_at) for a in sold
    ]
    return yielding.who_yields(found, short=level.short)


def to_count(*, location_id: UUID, below: int = 0) -> QuerySet[StockLevel]:
    """Give the levels of a place that somebody should count: where the book was wrong, or is believed too little."""
    found = StockLevel.objects.filter(location_id=location_id)
    wanted = Q(count_wanted_at__isnull=False) | Q(confidence__lt=below)
    return found.filter(wanted).select_related("variant__product").order_by("confidence", "variant__sku")
