# SPDX-License-Identifier: Apache-2.0
"""What the record says to each question: a figure, and the answer that follows from it. One statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from omotenashi.base import bulk, clock
from omotenashi.insight.maturity.stages import Level
from omotenashi.places.locations.queries import zone

LATELY, A_WEEK, A_YEAR = timedelta(days=90), timedelta(days=7), timedelta(days=365)
# More lookers than these change no answer, so no more are counted.
MANY = 1_000

# From which figure on an answer is "partly" and "yes". Shares are in percent.
LEAST: Mapping[str, tuple[int, int]] = {
    "channels": (2, 2), "reach": (1, 2), "assortment": (5, 30), "daily": (50, 100), "person": (15, 50), "stock": (1, 2),
    "behaviour": (1, 100), "consent": (1, 50), "points": (1, 2), "pickup": (1, 10), "across": (5, 20), "goals": (1, 100),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure (a count or whole percents; None: nothing to reckon with) and the answer it gives."""

    figure: int | None
    level: Level


def findings(*, now: datetime) -> dict[str, Finding]:
    """Give what the record says to every question."""
    today = clock.day_of(now, zone=zone())
    asked = {
        "lately": now - LATELY, "week": now - A_WEEK, "year": now - A_YEAR, "now": now, "month": today.replace(day=1), "many": MANY,
    }  # fmt: skip
    [row] = bulk.rows(_SQL, asked)
    return {code: Finding(figure, level_of(code, figure)) for code, figure in zip(LEAST, row, strict=True)}


def level_of(code: str, figure: int | None) -> Level:
    """Say which answer a figure gives."""
    partly, fully = LEAST[code]
    if figure is None or figure < partly:
        return Level.NO
    return Level.YES if figure >= fully else Level.PARTLY


_SQL = """
WITH sold AS (
  SELECT c.kind, o.node_id, o.id, o.placed_at, o.points_used FROM orders_order o JOIN locations_channel c ON c.code = o.channel_id
  WHERE o.cancelled_at IS NULL AND o.placed_at BETWEEN %(lately)s AND %(now)s
), kinds AS (
  SELECT kind, max(placed_at) AS last FROM sold GROUP BY kind
), goods AS (
  SELECT x.variant_id, count(DISTINCT s.kind) AS kinds FROM sold s JOIN orders_orderline x ON x.order_id = s.id
  WHERE x.variant_id IS NOT NULL GROUP BY x.variant_id
), tills AS (
  SELECT p.person_id IS NOT NULL AS named FROM sold s LEFT JOIN customers_nodeperson p ON p.node_id = s.node_id WHERE s.kind = 'pos'
), lookers AS (
  SELECT DISTINCT e.node_id FROM timeline_entry e JOIN customers_nodeperson p ON p.node_id = e.node_id
  WHERE e.received_at >= %(lately)s AND e.name = 'Product Viewed' LIMIT %(many)s
), shops AS (
  SELECT l.id, EXISTS (SELECT 1 FROM locations_goal g WHERE g.location_id = l.id AND g.kind = 'ltv' AND g.month <= %(month)s
    AND g.amount IS NOT NULL) AS has_goal FROM locations_location l WHERE l.kind = 'store' AND l.closed_at IS NULL
)
SELECT
  (SELECT count(*) FROM kinds)::int,
  (SELECT count(DISTINCT n.type) FROM customers_node n WHERE n.type IN ('email', 'phone', 'line_user_id')
    AND n.erased_at IS NULL)::int,
  (SELECT round(100.0 * count(*) FILTER (WHERE kinds > 1) / nullif(count(*), 0)) FROM goods)::int,
  (SELECT round(100.0 * count(*) FILTER (WHERE last >= %(week)s) / nullif(count(*), 0)) FROM kinds)::int,
  (SELECT round(100.0 * count(*) FILTER (WHERE named) / nullif(count(*), 0)) FROM tills)::int,
  (SELECT count(DISTINCT location_id) FROM stock_stocklevel)::int,
  (SELECT count(*) FROM lookers)::int,
  (SELECT round(100.0 * count(DISTINCT s.contact_point_id) / nullif((SELECT count(*) FROM customers_contactpoint), 0))
    FROM consent_consentstate s)::int,
  (SELECT count(DISTINCT CASE WHEN c.kind = 'pos' THEN 'shop' ELSE 'away' END) FROM orders_order o
    JOIN locations_channel c ON c.code = o.channel_id
    WHERE o.points_used > 0 AND o.cancelled_at IS NULL AND o.placed_at BETWEEN %(year)s AND %(now)s)::int,
  (SELECT count(*) FROM fulfilment_fulfilment WHERE kind = 'pickup' AND collected_at BETWEEN %(lately)s AND %(now)s)::int,
  (SELECT round(100.0 * count(*) FILTER (WHERE cardinality(channels) > 1) / nullif(count(*), 0)) FROM insight_score)::int,
  (SELECT round(100.0 * count(*) FILTER (WHERE has_goal) / nullif(count(*), 0)) FROM shops)::int
"""
