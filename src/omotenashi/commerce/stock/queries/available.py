# SPDX-License-Identifier: Apache-2.0
"""What a channel may sell, place by place: one read, however many places. No cache decides; commands test again."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from omotenashi.base import bulk, planning
from omotenashi.commerce.stock.rules import availability
from omotenashi.commerce.stock.rules.availability import Mark
from omotenashi.places.locations.queries.selling import SELLING


class Available(NamedTuple):
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
    variants = list(dict.fromkeys(variant_ids))
    # Kept by their place in the list: hashing an id for each of some thousand rows takes longer than the rule.
    found: list[dict[UUID, Available]] = [{} for _ in variants]
    levels = planning.ask(_LEVELS, {"channel": channel, "variants": variants}).rows
    if location_ids is not None:
        levels = [row for row in levels if row[1] in location_ids]
    for n, location, on_hand, promised, backorder, confidence, least, share, sure in levels:
        held_back = availability.buffer(on_hand, absolute=least, percent=share)
        free = availability.sellable(on_hand=on_hand, promised=promised, held_back=held_back, backorder=backorder)
        mark = availability.mark(free, confidence=confidence, min_confidence=sure)
        found[n - 1][location] = Available(0 if mark == "ask" else free, confidence, mark, held_back, on_hand)
    return dict(zip(variants, found, strict=True))


def totals(variant_ids: Collection[UUID], *, channel: str) -> dict[UUID, int]:
    """Give for each variant how many a channel may sell in all, for lists: the same sum, made by the database."""
    sums = dict(bulk.rows(_TOTALS, {"channel": channel, "variants": list(variant_ids)}))
    return {variant: int(sums.get(variant, 0)) for variant in variant_ids}


# Every place of the variants: naming two hundred places costs more than leaving out the few that are not asked for.
_LEVELS = f"""
SELECT w.n, l.location_id, l.on_hand, l.reserved + l.allocated, l.backorder_limit, l.confidence,
  s.buffer_abs, s.buffer_pct, s.min_confidence
FROM unnest(%(variants)s::uuid[]) WITH ORDINALITY w(variant_id, n)
JOIN stock_stocklevel l ON l.variant_id = w.variant_id JOIN ({SELLING}) s ON s.location_id = l.location_id
"""
# What may be sold of a level `l` under the terms `s` (a row of locations.SELLING), as a part of other statements too.
FREE = """greatest(0, l.on_hand - l.reserved - l.allocated + l.backorder_limit
  - greatest(s.buffer_abs, ceil(s.buffer_pct * l.on_hand / 100.0)::int))"""
_TOTALS = f"""
SELECT l.variant_id, sum({FREE})
FROM stock_stocklevel l JOIN ({SELLING}) s ON s.location_id = l.location_id
WHERE l.variant_id = ANY (%(variants)s) AND l.confidence >= s.min_confidence GROUP BY l.variant_id
"""
