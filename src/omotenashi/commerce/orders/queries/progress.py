# SPDX-License-Identifier: Apache-2.0
"""How far orders are. Nothing of it is stored: states are moments, the rest is counted from the lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from omotenashi.base import bulk


@dataclass(frozen=True, slots=True)
class Progress:
    """One order: its state, and how much of it was handed over and came back (`none`, `part`, `all`)."""

    state: str
    handed: str
    returned: str


def progress_of(order_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """Give how far some orders are, in one statement. Of what a source recorded, everything counts as handed over."""
    rows = bulk.rows(_PROGRESS, [list(order_ids)])
    return {
        key: Progress(state, _share(handed, pieces), _share(returned, pieces))
        for key, state, pieces, handed, returned in rows
    }


def returnable(order_id: UUID) -> dict[UUID | int, int]:
    """Give the pieces of each line that may still come back; a line without a uid is named by its number."""
    return {uid or number: pieces for uid, number, pieces in bulk.rows(_RETURNABLE, [order_id]) if pieces > 0}


def _share(some: int, of: int) -> str:
    if some <= 0:
        return "none"
    return "all" if some >= of else "part"


_PROGRESS = """
SELECT o.id, CASE WHEN o.cancelled_at IS NOT NULL THEN 'cancelled' WHEN o.completed_at IS NOT NULL THEN 'completed'
    WHEN o.confirmed_at IS NOT NULL OR o.key IS NULL THEN 'confirmed' ELSE 'placed' END,
  coalesce(sum(x.quantity), 0), coalesce(sum(CASE WHEN x.uid IS NULL THEN x.quantity ELSE x.handed END), 0),
  coalesce(sum(x.returned), 0) + coalesce((SELECT sum(b.quantity) FROM orders_return r
    JOIN orders_returnline b ON b.of_id = r.id WHERE r.order_id = o.id AND b.order_line_id IS NULL), 0)
FROM orders_order o LEFT JOIN orders_orderline x ON x.order_id = o.id WHERE o.id = ANY(%s) GROUP BY o.id
"""
# What came back without the line being known is taken from the first lines of its SKU. A gift card is no piece of goods.
_RETURNABLE = """
WITH lines AS (
  SELECT x.*, CASE WHEN x.uid IS NULL THEN x.quantity ELSE x.handed END - x.returned AS there FROM orders_orderline x
  JOIN orders_order o ON o.id = x.order_id WHERE x.order_id = %s AND o.cancelled_at IS NULL AND o.origin <> 'gift_card'
), back AS (
  SELECT b.sku, sum(b.quantity) AS pieces FROM orders_return r JOIN orders_returnline b ON b.of_id = r.id
  WHERE r.order_id = (SELECT order_id FROM lines LIMIT 1) AND b.order_line_id IS NULL GROUP BY 1
)
SELECT l.uid, l.id, l.there - greatest(0, least(l.there, coalesce(b.pieces, 0)
  - coalesce(sum(l.there) OVER (PARTITION BY l.sku ORDER BY l.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)))
FROM lines l LEFT JOIN back b USING (sku) ORDER BY l.id
"""
