# SPDX-License-Identifier: Apache-2.0
"""What a channel may sell, place by place: two reads, however many places. No cache decides; commands test again."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.stock.rules import availability
from omotenashi.commerce.stock.rules.availability import Mark
from omotenashi.places.locations import queries as locations


@dataclass(frozen=True, slots=True)
class Available:
    """What may be sold from a place. `buffer` is what a command must leave there: `Wanted(..., buffer=it.buffer)`."""

    quantity: int
    confidence: int
    mark: Mark
    buffer: int
    on_hand: int


def available(
    variant_ids: Collection[UUID], *, channel: str, location_ids: Collection[UUID] | None = None
) -> dict[UUID, dict[UUID, Available]]:
    """Give for each variant what each place of a channel may sell. Places that never had it are left out.

    Where the book is not believed enough the quantity is 0 and the mark `ask`.
    """
    places = {
        place.location_id: place
        for place in locations.selling_at(channel)
        if location_ids is None or place.location_id in location_ids
    }
    found: dict[UUID, dict[UUID, Available]] = {variant: {} for variant in variant_ids}
    for variant, location, on_hand, reserved, allocated, backorder, confidence in bulk.rows(
        _LEVELS, [list(variant_ids)]
    ):
        place = places.get(location)
        if place is None:
            continue
        held_back = availability.buffer(on_hand, absolute=place.buffer_abs, percent=place.buffer_pct)
        free = availability.sellable(
            on_hand=on_hand, reserved=reserved, allocated=allocated, held_back=held_back, backorder=backorder
        )
        mark = availability.mark(free, confidence=confidence, min_confidence=place.min_confidence)
        found[variant][location] = Available(0 if mark == "ask" else free, confidence, mark, held_back, on_hand)
    return found


def totals(variant_ids: Collection[UUID], *, channel: str) -> dict[UUID, int]:
    """Give for each variant how many a channel may sell in all, for lists: the same sum, made by the database."""
    places = locations.selling_at(channel)
    terms = [
        [place.location_id for place in places],
        [place.buffer_abs for place in places],
        [place.buffer_pct for place in places],
        [place.min_confidence for place in places],
    ]
    sums = dict(bulk.rows(_TOTALS, [*terms, list(variant_ids)]))
    return {variant: int(sums.get(variant, 0)) for variant in variant_ids}


# Every place of the variants: naming two hundred places costs more than leaving out the few that are not asked for.
_LEVELS = """
SELECT variant_id, location_id, on_hand, reserved, allocated, backorder_limit, confidence
FROM stock_stocklevel WHERE variant_id = ANY (%s)
"""
_TOTALS = """
SELECT l.variant_id, sum(greatest(0, l.on_hand - l.reserved - l.allocated + l.backorder_limit
  - greatest(c.least, ceil(c.share * l.on_hand / 100.0)::int)))
FROM stock_stocklevel l JOIN unnest(%s::uuid[], %s::int[], %s::int[], %s::int[]) c(place, least, share, sure)
  ON c.place = l.location_id
WHERE l.variant_id = ANY (%s) AND l.confidence >= c.sure GROUP BY l.variant_id
"""
