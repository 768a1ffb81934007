# SPDX-License-Identifier: Apache-2.0
"""What came back lowers the order it belongs to: amount, cost, and the tax that is no longer owed."""

from collections.abc import Iterable
from uuid import UUID

from omotenashi.base import bulk


def lower(order_ids: Iterable[UUID]) -> None:
    """Compute anew what came back of these orders.

    `returned_tax` is tax(sold) - tax(sold - returned), rounded down per rate on what is left (`rules.returned_tax`):
    so tax-excluded sales after returns are those of the goods that stayed. A returned line has the rate at which its
    SKU was sold; what no line explains belongs to the rate with the largest amount.
    """
    wanted = set(order_ids)
    if wanted:
        bulk.stage("stage_lowered", {"id": "uuid"}, ((key,) for key in wanted))
        bulk.run(_LOWER)


_LOWER = """
WITH sums AS (
  SELECT t.id AS order_id, coalesce(sum(r.amount), 0) AS amount, coalesce(sum(r.cost), 0) AS cost
  FROM stage_lowered t LEFT JOIN orders_return r ON r.order_id = t.id GROUP BY 1
), sold AS (
  SELECT x.order_id, x.tax_rate AS rate, sum(x.amount) AS amount
  FROM orders_orderline x JOIN stage_lowered t ON t.id = x.order_id GROUP BY 1, 2
), largest AS (
  SELECT DISTINCT ON (o.id) o.id AS order_id, coalesce(s.rate, 10) AS rate,
    o.goods_total - coalesce(sum(s.amount) OVER (PARTITION BY o.id), 0) AS unexplained
  FROM stage_lowered t JOIN orders_order o ON o.id = t.id LEFT JOIN sold s ON s.order_id = o.id
  ORDER BY o.id, s.amount DESC NULLS LAST, s.rate DESC
), back_line AS (
  SELECT r.order_id, l.amount, coalesce((
      SELECT max(x.tax_rate) FROM orders_orderline x WHERE x.order_id = r.order_id AND x.sku = l.sku
    ), g.rate) AS rate
  FROM largest g JOIN orders_return r USING (order_id) JOIN orders_returnline l ON l.of_id = r.id
), explained AS (
  SELECT order_id, sum(amount) AS amount FROM back_line GROUP BY 1
), moves AS (
  SELECT order_id, rate, amount AS sold, 0 AS back FROM sold
  UNION ALL SELECT order_id, rate, unexplained, 0 FROM largest
  UNION ALL SELECT order_id, rate, 0, amount FROM back_line
  UNION ALL SELECT g.order_id, g.rate, 0, s.amount - coalesce(e.amount, 0)
    FROM largest g JOIN sums s USING (order_id) LEFT JOIN explained e USING (order_id)
), by_rate AS (
  SELECT order_id, rate, sum(sold)::bigint AS sold, sum(back)::bigint AS back FROM moves GROUP BY 1, 2
), taxes AS (
  SELECT order_id, sum(sold * rate / (100 + rate) - (sold - back) * rate / (100 + rate)) AS tax FROM by_rate GROUP BY 1
)
UPDATE orders_order o SET returned_total = s.amount, returned_tax = t.tax, returned_cost = s.cost
FROM sums s JOIN taxes t USING (order_id) WHERE o.id = s.order_id
  AND (o.returned_total, o.returned_tax, o.returned_cost) IS DISTINCT FROM (s.amount, t.tax, s.cost)
"""
