# SPDX-License-Identifier: Apache-2.0
"""Reads of unmet needs: who asked for what in vain, set-wise from the timeline, the orders, stock and what shops refused.

A need is of persons, not of events. Who got it within 14 days is served. A browser nobody signed in on counts as a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.insight.demand import unmet
from omotenashi.insight.demand.unmet import Asked, Need, Share
from omotenashi.places.locations import queries as locations

WITHIN = timedelta(days=14)
MOST = 500
# A comparison lost by fewer says nothing.
LEAST_LOST_TO = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Unmet:
    """Every need of a period with its estimate, the shares they stand on, and what an order is worth."""

    needs: list[Need]
    shares: dict[str, Share]
    since: datetime
    order_worth: int | None


def unmet_needs(*, now: datetime, days: int = 90, location_id: UUID | None = None) -> Unmet:
    """Give what was wanted and not had, the costliest first; three statements."""
    known = _known(now, days, location_id)
    shares = {name: Share(bought, asked) for name, bought, asked in bulk.rows(_WITH + _SHARES, known)}
    [(worth,)] = bulk.rows(_WORTH, known)
    worth = None if worth is None else int(worth)
    asked = [
        Asked(
            kind=kind, word=word, product_id=product, persons=persons, events=events, served=served,
            worth=worth if product is None else None if price is None else int(price), places=tuple(places or ()),
            last_at=last,
        )
        for kind, word, product, persons, events, served, price, places, last in bulk.rows(_WITH + _NEEDS, known)
    ]  # fmt: skip
    return Unmet(needs=unmet.ranked(asked, shares), shares=shares, since=known["since"], order_worth=worth)


def who_asked(
    *,
    kind: str,
    word: str = "",
    product_id: UUID | None = None,
    now: datetime,
    days: int = 90,
    location_id: UUID | None = None,
) -> list[tuple[UUID | None, int, bool, datetime]]:
    """Give the persons behind a need (None: a browser nobody signed in on): how often, whether served, and when last."""
    known = _known(now, days, location_id) | {"kind": kind, "word": word, "product": product_id}
    return [(person, events, served, last) for person, events, served, last in bulk.rows(_WITH + _PERSONS, known)]


def unmet_told(*, now: datetime, params: Mapping[str, str]) -> dict[str, Any]:
    """Give the needs as every measure answers. `days` is the period."""
    days = int(params["days"]) if params.get("days", "").isdigit() else 90
    found = unmet_needs(now=now, days=min(max(days, 1), 730))
    rows = [
        {
            "kind": one.asked.kind, "word": one.asked.word, "product": str(one.asked.product_id or ""),
            "persons": one.asked.persons, "events": one.asked.events, "served": one.asked.served, "worth": one.asked.worth,
            "lost": one.lost, "low": one.low, "high": one.high,
        }
        for one in found.needs
    ]  # fmt: skip
    shares = {name: {"bought": one.bought, "asked": one.asked} for name, one in found.shares.items()}
    population = {"needs": len(rows), "shares": shares, "order_worth": found.order_worth}
    return {
        "measure": "unmet",
        "params": {"days": days},
        "population": population,
        "rows": rows,
        "as_of": now.isoformat(),
    }


def _known(now: datetime, days: int, location_id: UUID | None) -> dict[str, Any]:
    return {
        "since": now - timedelta(days=days), "now": now, "zone": str(locations.zone()), "within": WITHIN, "place": location_id,
        "least": LEAST_LOST_TO, "most": MOST,
    }  # fmt: skip


# Who is who; what was bought; when a variant could be had nowhere; what people did; and of all that, who asked in vain.
_WITH = """
WITH who AS (SELECT n.id AS node_id, coalesce(p.person_id, n.id) AS person, p.person_id FROM customers_node n
  LEFT JOIN customers_nodeperson p ON p.node_id = n.id
), bought AS (
  SELECT w.person, v.product_id, g.category, o.placed_at AS at FROM orders_order o JOIN who w ON w.node_id = o.node_id
  JOIN orders_orderline x ON x.order_id = o.id AND x.kind = 'goods' JOIN catalogue_variant v ON v.id = x.variant_id
  JOIN catalogue_product g ON g.id = v.product_id WHERE o.cancelled_at IS NULL AND o.placed_at BETWEEN %(since)s AND %(now)s
), running AS (
  SELECT variant_id, day, sum(delta) OVER w AS there, lead(day) OVER w AS next FROM (
    SELECT variant_id, (occurred_at AT TIME ZONE %(zone)s)::date AS day, sum(delta) AS delta FROM stock_movement
    WHERE bucket = 'on_hand' GROUP BY 1, 2) m WINDOW w AS (PARTITION BY variant_id ORDER BY day)
), gone AS (
  SELECT variant_id, day + 1 AS since, coalesce(next - 1, 'infinity'::date) AS until FROM running WHERE there <= 0
  UNION ALL
  SELECT variant_id, max(last_counted_at AT TIME ZONE %(zone)s)::date, 'infinity'::date FROM stock_stocklevel l
  WHERE NOT EXISTS (SELECT 1 FROM running r WHERE r.variant_id = l.variant_id)
  GROUP BY 1 HAVING sum(on_hand) = 0 AND count(last_counted_at) = count(*)
), told AS (
  SELECT e.name, e.at, (e.at AT TIME ZONE %(zone)s)::date AS day, w.person, e.props::jsonb AS said
  FROM timeline_entry e JOIN who w ON w.node_id = e.node_id
  WHERE e.received_at >= %(since)s AND e.at BETWEEN %(since)s AND %(now)s
    AND e.name IN ('Products Searched', 'Product Viewed', 'Inquiry Sent')
), looked AS (
  SELECT t.person, t.at, v.product_id, g.category, x.variant_id IS NOT NULL AS in_vain FROM told t
  JOIN catalogue_variant v ON v.sku = t.said ->> 'sku' JOIN catalogue_product g ON g.id = v.product_id
  LEFT JOIN gone x ON x.variant_id = v.id AND t.day BETWEEN x.since AND x.until WHERE t.name = 'Product Viewed'
), searched AS (
  SELECT person, at, lower(regexp_replace(trim(normalize(said ->> 'query', NFKC)), '\\s+', ' ', 'g')) AS word,
    said ->> 'results' AS results FROM told WHERE name = 'Products Searched' AND trim(said ->> 'query') <> ''
), in_vain AS (
  SELECT 'search' AS kind, word, NULL::uuid AS product_id, NULL::uuid AS place, person, at, NULL::bool AS served FROM searched
  WHERE results = '0'
  UNION ALL SELECT 'view', '', product_id, NULL, person, at, NULL FROM looked WHERE in_vain
  UNION ALL SELECT 'restock', '', v.product_id, r.location_id, w.person, r.asked_at, NULL FROM catalogue_restockrequest r
  JOIN catalogue_variant v ON v.id = r.variant_id JOIN who w ON w.node_id = r.node_id
  WHERE r.asked_at BETWEEN %(since)s AND %(now)s
  UNION ALL SELECT 'try_on', '', v.product_id, h.location_id, w.person, h.declined_at, NULL FROM fulfilment_tryonhold h
  JOIN fulfilment_tryonline x ON x.hold_id = h.id JOIN catalogue_variant v ON v.id = x.variant_id
  JOIN who w ON w.node_id = h.node_id WHERE h.declined_at BETWEEN %(since)s AND %(now)s
  UNION ALL SELECT 'reject', '', v.product_id, f.location_id, w.person, f.rejected_at, x.unserved = 0
  FROM fulfilment_fulfilment f JOIN fulfilment_fulfilmentline x ON x.fulfilment_id = f.id
  JOIN catalogue_variant v ON v.id = x.variant_id JOIN orders_order o ON o.id = f.order_id JOIN who w ON w.node_id = o.node_id
  WHERE f.rejected_at BETWEEN %(since)s AND %(now)s
  UNION ALL SELECT 'short', '', v.product_id, f.location_id, w.person, s.at, x.unserved = 0 FROM fulfilment_step s
  JOIN fulfilment_fulfilment f ON f.id = s.subject_id JOIN fulfilment_fulfilmentline x ON x.fulfilment_id = f.id
  JOIN catalogue_variant v ON v.id = x.variant_id JOIN orders_order o ON o.id = f.order_id JOIN who w ON w.node_id = o.node_id
  WHERE s.kind = 'short' AND s.at BETWEEN %(since)s AND %(now)s AND x.quantity < x.planned
  UNION ALL SELECT 'compare', '', l.product_id, NULL, l.person, l.at, false FROM looked l WHERE NOT l.in_vain
    AND EXISTS (SELECT 1 FROM bought b WHERE b.person = l.person AND b.category = l.category AND b.category <> ''
      AND b.product_id <> l.product_id AND b.at > l.at AND b.at <= l.at + %(within)s)
    AND NOT EXISTS (SELECT 1 FROM bought b WHERE b.person = l.person AND b.product_id = l.product_id AND b.at > l.at)
  UNION ALL SELECT 'inquiry', said ->> 'topic', NULL, NULL, person, at, NULL FROM told
  WHERE name = 'Inquiry Sent' AND said ->> 'topic' <> ''
), evidence AS (
  SELECT i.*, coalesce(i.served, EXISTS (SELECT 1 FROM bought b WHERE b.person = i.person AND b.at > i.at
    AND b.at <= i.at + %(within)s AND (i.product_id IS NULL OR b.product_id = i.product_id))) AS had
  FROM in_vain i WHERE %(place)s::uuid IS NULL OR i.place = %(place)s::uuid
)
"""
_NEEDS = """
SELECT e.kind, e.word, e.product_id, count(DISTINCT e.person), count(*), count(DISTINCT e.person) FILTER (WHERE e.had),
  (SELECT min(v.price) FROM catalogue_variant v WHERE v.product_id = e.product_id), array_agg(DISTINCT e.place)
  FILTER (WHERE e.place IS NOT NULL), max(e.at)
FROM evidence e GROUP BY 1, 2, 3 HAVING e.kind <> 'compare' OR count(DISTINCT e.person) >= %(least)s
ORDER BY 4 DESC, 1, 2, 3 LIMIT %(most)s
"""
# Of persons whose 14 days have gone by: who bought what they looked at and could have, and who bought after finding something.
_SHARES = """
SELECT 'view', count(*) FILTER (WHERE EXISTS (SELECT 1 FROM bought b WHERE b.person = l.person
  AND b.product_id = l.product_id AND b.at > l.at AND b.at <= l.at + %(within)s)), count(*)
FROM (SELECT person, product_id, min(at) AS at FROM looked WHERE NOT in_vain GROUP BY 1, 2) l WHERE l.at <= %(now)s - %(within)s
UNION ALL
SELECT 'search', count(*) FILTER (WHERE EXISTS (SELECT 1 FROM bought b WHERE b.person = s.person AND b.at > s.at
  AND b.at <= s.at + %(within)s)), count(*)
FROM (SELECT person, min(at) AS at FROM searched WHERE results <> '0' GROUP BY 1) s WHERE s.at <= %(now)s - %(within)s
UNION ALL
SELECT 'try_on', count(*) FILTER (WHERE EXISTS (SELECT 1 FROM fulfilment_tryonline x WHERE x.hold_id = h.id AND x.bought > 0)),
  count(*) FROM fulfilment_tryonhold h WHERE h.state = 'closed' AND h.closed_at BETWEEN %(since)s AND %(now)s
"""
_WORTH = """
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY goods_total) FROM orders_order
WHERE cancelled_at IS NULL AND goods_total > 0 AND placed_at BETWEEN %(since)s AND %(now)s
"""
_PERSONS = """
SELECT (SELECT w.person_id FROM who w WHERE w.person = e.person LIMIT 1), count(*)::int, bool_or(e.had), max(e.at) FROM evidence e
WHERE e.kind = %(kind)s AND e.word = %(word)s AND e.product_id IS NOT DISTINCT FROM %(product)s::uuid
GROUP BY e.person ORDER BY 4 DESC, 1
"""
