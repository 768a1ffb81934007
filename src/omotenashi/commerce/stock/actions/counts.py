# SPDX-License-Identifier: Apache-2.0
"""Count stock in sets, as files and other systems do: set what lies where; the difference is booked as a movement.

A count that finds less than was promised opens shortages; one that finds more resolves them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.stock.events import ShortageOpened


@dataclass(frozen=True, kw_only=True, slots=True)
class CountRecord:
    """What was counted: the stock keeping unit, the place's code, and how many lie there."""

    sku: str
    location: str
    on_hand: int


@transaction.atomic
def count(records: Sequence[CountRecord], *, source: str, key: str, now: datetime) -> list[str]:
    """Set levels. Give `created`, `updated`, `unchanged`, or `unknown` where SKU or place does not exist.

    `key` names the count: what was booked under it before stays as it is. Rows are locked in one order. Raises
    ValueError for a count below zero, and when two records name one SKU at one place.
    """
    if any(record.on_hand < 0 for record in records):
        raise ValueError("a count is never below zero")
    if len({(record.sku, record.location) for record in records}) != len(records):
        raise ValueError("one record per SKU and place")
    bulk.stage(
        "stage_count",
        {"n": "int", "id": "uuid", "sku": "text", "location": "text", "on_hand": "int", "source_key": "text"},
        ((n, new_id(), r.sku, r.location, r.on_hand, f"{key}:{r.sku}@{r.location}") for n, r in enumerate(records)),
    )
    opened = bulk.rows(_OPEN)
    bulk.stage("stage_opened", {"variant_id": "uuid", "location_id": "uuid"}, opened)
    bulk.run(_LOCK)
    bulk.stage("stage_level", _LEVEL_COLUMNS, bulk.rows(_COMPARE, [source]))
    bulk.run(_SET, [now])
    bulk.run(_BOOK, [now, source])
    _explain(cause=f"{source}:{key}", now=now)
    verdicts = {n: _verdict(is_new, before, after) for n, is_new, before, after in bulk.rows(_VERDICTS)}
    return [verdicts.get(n, "unknown") for n in range(len(records))]


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenBack:
    """How many movements were answered by their opposite, and how many stay because the level moved on since."""

    reversed: int
    kept: int


@transaction.atomic
def take_back(*, source: str, key: str, now: datetime) -> TakenBack:
    """Answer each movement of a count by its opposite: the ledger keeps both, the level is what it was before.

    A level that something else has moved since stays, and so does one that would fall below zero. Said again,
    nothing more moves.
    """
    bulk.run(_LOCK_BOOKED, [source, f"{key}:%"])
    booked = bulk.rows(_BOOKED, [source, f"{key}:%"])
    back = [row[:-1] for row in booked if row[-1]]
    columns = {"variant_id": "uuid", "location_id": "uuid", "delta": "int", "source_key": "text", "id": "uuid"}
    bulk.stage("stage_back", columns, ((*row, new_id()) for row in back))
    bulk.run(_LOWER_BACK)
    bulk.run(_BOOK_BACK, [now, f"{source} undone"])
    bulk.run(_CLOSE_EMPTY)
    return TakenBack(reversed=len(back), kept=len(booked) - len(back))


def _explain(*, cause: str, now: datetime) -> None:
    opened = bulk.rows(_EXPLAIN, [cause, now])
    publish(
        *(
            ShortageOpened(variant_id=variant, location_id=location, at=now, shortage_id=key, quantity=risen)
            for variant, location, key, risen in opened
            if key
        )
    )


def _verdict(is_new: bool, before: int, after: int) -> str:
    if is_new:
        return "created"
    return "unchanged" if before == after else "updated"


_LEVEL_COLUMNS = {
    "n": "int", "id": "uuid", "variant_id": "uuid", "location_id": "uuid", "source_key": "text", "is_new": "bool",
    "before": "int", "after": "int", "short": "int", "needed": "int",
}  # fmt: skip
# Every level has its row before it is locked and compared, so that two counts of a new one cannot both begin at zero.
_OPEN = """
INSERT INTO stock_stocklevel (variant_id, location_id, on_hand)
SELECT v.id, p.id, 0
FROM stage_count s JOIN catalogue_variant v USING (sku) JOIN locations_location p ON p.code = s.location
ORDER BY v.id, p.id
ON CONFLICT (variant_id, location_id) DO NOTHING RETURNING variant_id, location_id
"""
_LOCK = """
SELECT 1 FROM stock_stocklevel l JOIN catalogue_variant v ON v.id = l.variant_id
JOIN locations_location p ON p.id = l.location_id
JOIN stage_count s ON s.sku = v.sku AND s.location = p.code
ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
"""
# What was booked under this key keeps its level: it is compared with itself.
_COMPARE = """
SELECT s.n, s.id, v.id, p.id, s.source_key, o.variant_id IS NOT NULL, l.on_hand,
  CASE WHEN m.id IS NULL THEN s.on_hand ELSE l.on_hand END, l.short, greatest(0, l.reserved + l.allocated
  - CASE WHEN m.id IS NULL THEN s.on_hand ELSE l.on_hand END - l.backorder_limit)
FROM stage_count s JOIN catalogue_variant v USING (sku) JOIN locations_location p ON p.code = s.location
JOIN stock_stocklevel l ON l.variant_id = v.id AND l.location_id = p.id
LEFT JOIN stage_opened o ON o.variant_id = v.id AND o.location_id = p.id
LEFT JOIN stock_movement m ON m.source = %s AND m.source_key = s.source_key
"""
_SET = """
UPDATE stock_stocklevel l SET on_hand = s.after, short = s.needed, last_counted_at = %s, count_wanted_at = NULL,
  confidence = DEFAULT, doubt = 0, version = l.version + 1
FROM stage_level s WHERE l.variant_id = s.variant_id AND l.location_id = s.location_id
"""
_BOOK = """
INSERT INTO stock_movement (id, variant_id, location_id, delta, reason, occurred_at, source, source_key)
SELECT id, variant_id, location_id, after - before, 'count', %s, %s, source_key FROM stage_level WHERE after <> before
"""
_EXPLAIN = """
SELECT variant_id, location_id, stock_explain(variant_id, location_id, needed - short, %s, 'found', %s), needed - short
FROM stage_level WHERE needed <> short ORDER BY variant_id, location_id
"""
_VERDICTS = "SELECT n, is_new, before, after FROM stage_level"
_LOCK_BOOKED = """
SELECT 1 FROM stock_stocklevel l JOIN stock_movement m USING (variant_id, location_id)
WHERE m.source = %s AND m.source_key LIKE %s ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
"""
# A movement may be answered while its level is what it left behind (ids grow with time) and nothing would be missing;
# what was answered already is left alone.
_BOOKED = """
SELECT m.variant_id, m.location_id, m.delta, m.source_key,
  l.on_hand >= m.delta AND l.short = 0 AND l.on_hand - m.delta >= l.reserved + l.allocated - l.backorder_limit
  AND 0 = coalesce((
    SELECT sum(later.delta) FROM stock_movement later
    WHERE later.variant_id = m.variant_id AND later.location_id = m.location_id AND later.bucket = 'on_hand'
      AND later.id > m.id), 0)
FROM stock_movement m JOIN stock_stocklevel l USING (variant_id, location_id)
WHERE m.source = %s AND m.source_key LIKE %s
  AND NOT EXISTS (SELECT 1 FROM stock_movement u WHERE u.source = m.source || ' undone' AND u.source_key = m.source_key)
ORDER BY m.source_key
"""
_LOWER_BACK = """
UPDATE stock_stocklevel l SET on_hand = l.on_hand - s.delta, version = l.version + 1 FROM stage_back s
WHERE l.variant_id = s.variant_id AND l.location_id = s.location_id
"""
_BOOK_BACK = """
INSERT INTO stock_movement (id, variant_id, location_id, delta, reason, occurred_at, source, source_key)
SELECT id, variant_id, location_id, -delta, 'count undone', %s, %s, source_key FROM stage_back
"""
# A level that this count opened was not there before; its story stays in the ledger.
_CLOSE_EMPTY = """
DELETE FROM stock_stocklevel l USING stage_back s
WHERE l.variant_id = s.variant_id AND l.location_id = s.location_id AND l.on_hand = 0
  AND l.reserved + l.allocated + l.damaged + l.display + l.in_transit + l.backorder_limit = 0 AND NOT EXISTS (
  SELECT 1 FROM stock_movement m WHERE m.variant_id = l.variant_id AND m.location_id = l.location_id
    AND m.source_key <> s.source_key)
"""
