# SPDX-License-Identifier: Apache-2.0
"""I1–I4 as set queries that give what breaks them: nothing, on a good day (commerce.md section 13 of the design)."""

from datetime import datetime, timedelta

from omotenashi.base import bulk
from omotenashi.base.invariants import Broken

# A sweep runs every ten seconds (jobs.py); a worker may be busy for a while.
SWEEP = timedelta(seconds=60)


def broken(now: datetime) -> list[Broken]:
    """Give every breach of I1 to I4."""
    found = [Broken("I1", *row) for row in bulk.rows(_BUCKETS)]
    found += [Broken("I2", *row) for row in bulk.rows(_PROMISES)]
    found += [Broken("I3", *row) for row in bulk.rows(_OVERSOLD)]
    return found + [Broken("I4", *row) for row in bulk.rows(_LATE, [now - SWEEP])]


_BUCKETS = """
WITH sums AS (
  SELECT variant_id, location_id, sum(delta) FILTER (WHERE bucket = 'on_hand') AS on_hand,
    sum(delta) FILTER (WHERE bucket = 'damaged') AS damaged, sum(delta) FILTER (WHERE bucket = 'display') AS display,
    sum(delta) FILTER (WHERE bucket = 'in_transit') AS in_transit
  FROM stock_movement GROUP BY variant_id, location_id
), both_ AS (
  SELECT coalesce(l.variant_id, s.variant_id) AS v, coalesce(l.location_id, s.location_id) AS p,
    coalesce(l.on_hand, 0) AS h, coalesce(l.damaged, 0) AS d, coalesce(l.display, 0) AS y,
    coalesce(l.in_transit, 0) AS t, coalesce(s.on_hand, 0) AS sh, coalesce(s.damaged, 0) AS sd,
    coalesce(s.display, 0) AS sy, coalesce(s.in_transit, 0) AS st
  FROM stock_stocklevel l FULL JOIN sums s ON s.variant_id = l.variant_id AND s.location_id = l.location_id
)
SELECT v || '@' || p, format('on hand %%s, movements %%s; damaged %%s, %%s; display %%s, %%s; in transit %%s, %%s',
  h, sh, d, sd, y, sy, t, st)
FROM both_ WHERE (h, d, y, t) IS DISTINCT FROM (sh, sd, sy, st) ORDER BY 1
"""
_PROMISES = """
WITH held AS (
  SELECT variant_id, location_id, sum(quantity) AS n FROM stock_reservation WHERE state = 'held' GROUP BY 1, 2
), sold AS (
  SELECT variant_id, location_id, sum(quantity) AS n FROM stock_allocation WHERE state IN ('open', 'picked') GROUP BY 1, 2
), missing AS (
  SELECT variant_id, location_id, sum(remaining) AS n FROM stock_shortage WHERE remaining > 0 GROUP BY 1, 2
), all_ AS (
  SELECT coalesce(l.variant_id, h.variant_id, s.variant_id, m.variant_id) AS v,
    coalesce(l.location_id, h.location_id, s.location_id, m.location_id) AS p,
    coalesce(l.reserved, 0) AS r, coalesce(l.allocated, 0) AS a, coalesce(l.short, 0) AS x,
    coalesce(h.n, 0) AS hn, coalesce(s.n, 0) AS sn, coalesce(m.n, 0) AS mn
  FROM stock_stocklevel l
  FULL JOIN held h ON h.variant_id = l.variant_id AND h.location_id = l.location_id
  FULL JOIN sold s ON s.variant_id = coalesce(l.variant_id, h.variant_id)
    AND s.location_id = coalesce(l.location_id, h.location_id)
  FULL JOIN missing m ON m.variant_id = coalesce(l.variant_id, h.variant_id, s.variant_id)
    AND m.location_id = coalesce(l.location_id, h.location_id, s.location_id)
)
SELECT v || '@' || p, format('reserved %%s, holds %%s; allocated %%s, sold %%s; short %%s, shortages %%s', r, hn, a, sn, x, mn)
FROM all_ WHERE (r, a, x) IS DISTINCT FROM (hn, sn, mn) ORDER BY 1
"""
# Stricter than the constraint: short is exactly what is missing, not at least.
_OVERSOLD = """
SELECT variant_id || '@' || location_id,
  format('reserved %%s + allocated %%s, on hand %%s + backorder %%s, short %%s',
    reserved, allocated, on_hand, backorder_limit, short)
FROM stock_stocklevel WHERE short <> greatest(0, reserved + allocated - on_hand - backorder_limit) ORDER BY 1
"""
_LATE = """
SELECT id::text, format('%%s %%s held until %%s', owner_type, owner_id, expires_at) FROM stock_reservation
WHERE state = 'held' AND expires_at < %s ORDER BY expires_at
"""
