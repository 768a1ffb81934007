# SPDX-License-Identifier: Apache-2.0
"""The promises of orders that can be checked by counting: I7 (documents say what was sold) and I10 (what came back)."""

from datetime import datetime, timedelta

from omotenashi.base import bulk
from omotenashi.base.invariants import Broken

# A document may be issued by a job: until then an order may be without.
GRACE = timedelta(minutes=10)
_MOST = 100


def broken(now: datetime) -> list[Broken]:
    """Give the promises that do not hold, at most 100 of a kind. Recorded orders have no documents of ours."""
    sums = bulk.rows(_DOCUMENTS, {"before": now - GRACE, "most": _MOST})
    found = [
        Broken("I7", f"order:{number}", f"documents say {said}, the order says {owed}") for number, said, owed in sums
    ]
    for name, sql in (("I7", _HEADS), ("I7", _NUMBERS), ("I10", _RETURNED), ("I10", _CREDITED)):
        found += [Broken(name, subject, detail) for subject, detail in bulk.rows(sql, {"most": _MOST})]
    return found


_DOCUMENTS = """
WITH owed AS (
  SELECT o.id, o.number, o.completed_at, CASE WHEN o.cancelled_at IS NOT NULL THEN 0
    ELSE o.goods_total + o.shipping_total - coalesce((
      SELECT sum(r.amount) FROM orders_return r LEFT JOIN orders_taxpolicy p ON p.only
      WHERE r.order_id = o.id AND (r.amount >= coalesce(p.returns_exempt_below, 0)
        OR EXISTS (SELECT 1 FROM orders_document d WHERE d.of_return_id = r.id))), 0) END AS amount
  FROM orders_order o WHERE o.key IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM orders_logentry g WHERE g.order_id = o.id AND g.at > %(before)s)
), said AS (
  SELECT d.order_id, sum(CASE WHEN d.kind = 'return_invoice' THEN -d.total ELSE d.total END) AS amount
  FROM orders_document d WHERE NOT EXISTS (SELECT 1 FROM orders_document n WHERE n.replaces_id = d.id) GROUP BY 1
)
SELECT w.number, coalesce(s.amount, 0)::bigint, w.amount::bigint FROM owed w LEFT JOIN said s ON s.order_id = w.id
WHERE (s.amount IS NOT NULL OR w.completed_at <= %(before)s) AND coalesce(s.amount, 0) <> w.amount
ORDER BY w.number LIMIT %(most)s
"""
_HEADS = """
SELECT 'order:' || o.number, format('lines sum to %%s, the order says %%s', sum(x.amount), o.goods_total)
FROM orders_order o JOIN orders_orderline x ON x.order_id = o.id WHERE o.key IS NOT NULL
GROUP BY o.id HAVING sum(x.amount) <> o.goods_total ORDER BY 1 LIMIT %(most)s
"""
_NUMBERS = """
SELECT 'series:' || s.code, format('%%s documents, last number %%s', count(d.id), s.last_number)
FROM orders_series s LEFT JOIN orders_document d ON d.series_id = s.code
GROUP BY s.code HAVING count(d.id) <> s.last_number OR coalesce(max(d.number), 0) <> s.last_number
ORDER BY 1 LIMIT %(most)s
"""
_RETURNED = """
WITH back AS (
  SELECT order_line_id AS id, sum(quantity) AS pieces, sum(amount) AS amount, sum(discount) AS discount,
    sum(coupon) AS coupon, sum(points) AS points FROM orders_returnline WHERE order_line_id IS NOT NULL GROUP BY 1
)
SELECT 'line:' || coalesce(x.uid::text, x.id::text), format('returned %%s of %%s handed over, %%s of %%s', x.returned,
  x.handed, coalesce(b.amount, 0), x.amount)
FROM orders_orderline x LEFT JOIN back b ON b.id = x.id WHERE (x.uid IS NOT NULL OR b.id IS NOT NULL) AND (
  x.returned <> coalesce(b.pieces, 0) OR (x.uid IS NOT NULL AND x.returned > x.handed)
  OR b.amount > x.amount OR b.discount > x.discount OR b.coupon > x.coupon OR b.points > x.points
  OR (x.quantity > 0 AND x.returned = x.quantity AND (b.amount, b.discount, b.coupon, b.points)
    IS DISTINCT FROM (x.amount, x.discount, x.coupon, x.points)))
ORDER BY 1 LIMIT %(most)s
"""
_CREDITED = """
WITH credit AS (
  SELECT line_id AS id, sum(amount) AS amount, sum(CASE WHEN reverses_id IS NULL THEN share
    WHEN evidence->'passed_on' IS NOT NULL THEN -share ELSE 0 END) AS share
  FROM orders_attribution GROUP BY 1
)
SELECT 'line:' || x.uid, format('credited with %%s of %%s, shares of %%s', c.amount, w.amount, c.share)
FROM credit c JOIN orders_orderline x ON x.id = c.id JOIN orders_order o ON o.id = x.order_id,
LATERAL (SELECT CASE WHEN o.cancelled_at IS NOT NULL THEN 0 ELSE x.amount
  - coalesce((SELECT sum(b.amount) FROM orders_returnline b WHERE b.order_line_id = x.id), 0) END AS amount) w
WHERE c.amount <> w.amount OR c.share <> 10000 ORDER BY 1 LIMIT %(most)s
"""
