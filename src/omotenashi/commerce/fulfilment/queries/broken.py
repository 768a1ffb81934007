# SPDX-License-Identifier: Apache-2.0
"""The promises of fulfilment that can be checked by counting."""

from datetime import datetime, timedelta

from omotenashi.base import bulk
from omotenashi.base.invariants import Broken
from omotenashi.commerce.fulfilment.rules import states

# Events are delivered within seconds; a worker may be busy for a while.
GRACE = timedelta(minutes=10)


def broken(now: datetime) -> list[Broken]:
    """Give what does not hold: I2 (lines and what is promised for them), I10 (handed over, and in whose hands)."""
    facts = {
        "before": now - GRACE, "shelf": list(states.ON_SHELF), "hand": list(states.IN_HAND), "gone": list(states.GONE),
    }  # fmt: skip
    found: list[Broken] = []
    for name, sql in (("I2", _LINES), ("I2", _UNPLANNED), ("I10", _HANDED)):
        found += [Broken(name, subject, detail) for subject, detail in bulk.rows(sql, facts)]
    return found


# On the shelf the promise is open, in somebody's hands it is picked, gone it is taken out: and of as many pieces.
_LINES = """
SELECT 'fulfilment ' || f.id, format('%%s of %%s, its promise of %%s is %%s', f.state, x.quantity, a.quantity, a.state)
FROM fulfilment_fulfilmentline x JOIN fulfilment_fulfilment f ON f.id = x.fulfilment_id
JOIN stock_allocation a ON a.id = x.allocation_id
WHERE f.planned_at < %(before)s AND x.quantity > 0 AND (
  a.state <> CASE WHEN f.state = ANY(%(shelf)s) THEN 'open' WHEN f.state = ANY(%(hand)s) THEN 'picked'
    WHEN f.state = ANY(%(gone)s) THEN 'taken_out' ELSE 'released' END OR a.quantity <> x.quantity)
  -- What a cancellation has just released leaves the list with its event.
  AND NOT (f.state = ANY(%(shelf)s) AND a.state = 'released' AND a.released_at >= %(before)s)
ORDER BY 1 LIMIT 100
"""
_UNPLANNED = """
SELECT 'allocation ' || a.id, format('%%s of line %%s are nobody''s task', a.quantity, a.owner_id)
FROM stock_allocation a JOIN orders_orderline l ON l.uid::text = a.owner_id JOIN orders_order o ON o.id = l.order_id
WHERE a.owner_type = 'order_line' AND a.state IN ('open', 'picked') AND a.opened_at < %(before)s
  AND o.confirmed_at < %(before)s AND l.mode <> 'carry_out'
  AND NOT EXISTS (SELECT 1 FROM fulfilment_fulfilmentline x WHERE x.allocation_id = a.id) ORDER BY 1 LIMIT 100
"""
# A line that only fulfilments hand over has been handed over as often as they say.
_HANDED = """
WITH given AS (
  SELECT x.line, sum(x.quantity) FILTER (WHERE f.state = ANY(%(gone)s) AND f.kind <> 'ship_to_store') AS pieces
  FROM fulfilment_fulfilmentline x JOIN fulfilment_fulfilment f ON f.id = x.fulfilment_id GROUP BY 1
)
SELECT 'line ' || l.uid, format('fulfilments gave %%s, the order says %%s', coalesce(g.pieces, 0), l.handed)
FROM given g JOIN orders_orderline l ON l.uid = g.line WHERE coalesce(g.pieces, 0) > l.handed ORDER BY 1 LIMIT 100
"""
