# SPDX-License-Identifier: Apache-2.0
"""What somebody who orders must know: what is free and on its way, when there was nothing, how long transfers take."""

from datetime import date
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.base import bulk

# From fewer nobody learns how long it takes.
LEAST_TRANSFERS = 5


class Shelved(NamedTuple):
    """A variant at a place: what nobody was promised there, and what is on its way to it."""

    sku: str
    place: str
    free: int
    coming: int


class Gap(NamedTuple):
    """Whole days on which a place had nothing of a variant, both included."""

    sku: str
    place: str
    since: date
    until: date


def shelved() -> list[Shelved]:
    """Give what is free and what is coming, place by place. What a transfer plans to take is not free where it lies."""
    return [Shelved(*row) for row in bulk.rows(_SHELVED)]


def gaps(*, since: date, until: date, zone: ZoneInfo) -> list[Gap]:
    """Give the whole days without stock in a period, as the ledger tells them; before its first word it tells nothing.

    A level that nothing ever moved and that was counted empty is empty since it was counted.
    """
    known = {"since": since, "until": until, "zone": str(zone)}
    return [Gap(*row) for row in bulk.rows(_GAPS, known)]


def transfer_days() -> dict[UUID, int]:
    """Give how many days a transfer to each place usually takes from its plan to its last box: the median of enough."""
    return {place: int(days) for place, days in bulk.rows(_TAKES, [LEAST_TRANSFERS])}


_SHELVED = """
WITH planned AS (
  SELECT t.source_id, t.destination_id, t.state, x.variant_id, x.asked FROM stock_transfer t
  JOIN stock_transferline x ON x.transfer_id = t.id WHERE t.state IN ('draft', 'ready')
), coming AS (SELECT variant_id, destination_id AS place, sum(asked) AS n FROM planned GROUP BY 1, 2),
leaving AS (SELECT variant_id, source_id AS place, sum(asked) AS n FROM planned WHERE state = 'draft' GROUP BY 1, 2)
SELECT v.sku, p.code, (l.on_hand - l.reserved - l.allocated - coalesce(g.n, 0))::int,
  (l.in_transit + coalesce(c.n, 0))::int
FROM stock_stocklevel l JOIN catalogue_variant v ON v.id = l.variant_id
JOIN locations_location p ON p.id = l.location_id AND p.closed_at IS NULL
LEFT JOIN coming c ON c.variant_id = l.variant_id AND c.place = l.location_id
LEFT JOIN leaving g ON g.variant_id = l.variant_id AND g.place = l.location_id
ORDER BY v.sku, p.code
"""
_GAPS = """
WITH moved AS (
  SELECT variant_id, location_id, (occurred_at AT TIME ZONE %(zone)s)::date AS day, sum(delta) AS delta
  FROM stock_movement WHERE bucket = 'on_hand' GROUP BY 1, 2, 3
), running AS (
  SELECT variant_id, location_id, day, sum(delta) OVER w AS there, lead(day) OVER w AS next
  FROM moved WINDOW w AS (PARTITION BY variant_id, location_id ORDER BY day)
), gap AS (
  SELECT variant_id, location_id, day + 1 AS since, coalesce(next, %(until)s) - 1 AS until FROM running WHERE there <= 0
  UNION ALL
  SELECT l.variant_id, l.location_id, (l.last_counted_at AT TIME ZONE %(zone)s)::date, %(until)s - 1
  FROM stock_stocklevel l WHERE l.on_hand = 0 AND l.last_counted_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM moved m WHERE m.variant_id = l.variant_id AND m.location_id = l.location_id)
)
SELECT v.sku, p.code, greatest(g.since, %(since)s), least(g.until, %(until)s - 1)
FROM gap g JOIN catalogue_variant v ON v.id = g.variant_id JOIN locations_location p ON p.id = g.location_id
WHERE g.until >= greatest(g.since, %(since)s) AND g.since < %(until)s ORDER BY v.sku, p.code, 3
"""
_TAKES = """
SELECT destination_id, greatest(1, ceil(percentile_cont(0.5) WITHIN GROUP (
  ORDER BY extract(epoch FROM received_at - drafted_at) / 86400)))
FROM stock_transfer WHERE state = 'received' GROUP BY destination_id HAVING count(*) >= %s
"""
