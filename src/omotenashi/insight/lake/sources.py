# SPDX-License-Identifier: Apache-2.0
"""The queries that turn the record in PostgreSQL into the tables of the lake.

`{zone}` is the retailer's zone, `{months}` a filter by month of the day ("2025-03", …) or nothing. A gift card that was
bought is no sale: what is bought with it is one.
"""

from typing import Final

_ORDER_DAY: Final = "(o.placed_at AT TIME ZONE '{zone}')::date"

ORDERS: Final = f"""
SELECT o.seq AS "order", n.seq AS node, o.number, o.origin, o.placed_at, {_ORDER_DAY} AS day, o.channel_id AS channel,
  l.code AS location, nullif(o.medium, '') AS medium, nullif(o.country, '') AS country, o.goods_total AS gross,
  o.discount_total AS discount, o.coupon_total AS coupon, o.shipping_total AS shipping, o.tax_total AS tax,
  o.cost_total AS cost, o.points_used, o.returned_total AS returned, o.returned_tax, o.returned_cost,
  o.line_count AS lines, o.cancelled_at IS NOT NULL AS cancelled,
  o.goods_total > 0 OR EXISTS (SELECT 1 FROM orders_orderline x WHERE x.order_id = o.id AND x.unit_price > 0) AS priced
FROM orders_order o JOIN customers_node n ON n.id = o.node_id LEFT JOIN locations_location l ON l.id = o.location_id
WHERE o.origin <> 'gift_card' {{months}}
"""
LINES: Final = f"""
SELECT o.seq AS "order", {_ORDER_DAY} AS day, x.sku, coalesce(p.code, x.sku) AS product,
  coalesce(nullif(x.name, ''), p.name, '') AS name, nullif(p.category, '') AS category, x.quantity,
  x.unit_price::text AS unit_price, x.amount, x.discount, x.coupon, x.tax_rate, x.cost, x.kind
FROM orders_orderline x JOIN orders_order o ON o.id = x.order_id
LEFT JOIN catalogue_variant v ON v.id = x.variant_id LEFT JOIN catalogue_product p ON p.id = v.product_id
WHERE o.origin <> 'gift_card' {{months}}
"""
RETURNS: Final = """
SELECT r.seq AS ret, o.seq AS "order", n.seq AS node, r.number, (r.returned_at AT TIME ZONE '{zone}')::date AS day,
  r.channel_id AS channel, l.code AS location, r.amount, r.tax, r.cost
FROM orders_return r JOIN customers_node n ON n.id = r.node_id LEFT JOIN orders_order o ON o.id = r.order_id
LEFT JOIN locations_location l ON l.id = r.location_id WHERE r.origin <> 'gift_card'
"""
RETURN_LINES: Final = """
SELECT r.seq AS ret, x.sku, x.name, x.quantity, x.amount
FROM orders_returnline x JOIN orders_return r ON r.id = x.of_id WHERE r.origin <> 'gift_card'
"""
NODES: Final = """
SELECT n.seq AS node, p.seq AS person FROM customers_node n
LEFT JOIN customers_nodeperson np ON np.node_id = n.id LEFT JOIN customers_person p ON p.id = np.person_id
"""
PERSONS: Final = """
SELECT p.seq AS person, (f.registered_at AT TIME ZONE '{zone}')::date AS first_seen,
  coalesce(f.prefecture, '') AS prefecture, coalesce(f.rank, '') AS rank,
  extract(year FROM f.birth_date)::int AS birth_year
FROM customers_person p LEFT JOIN customers_profile f ON f.person_id = p.id
"""
WHOLE: Final = {"returns": RETURNS, "return_lines": RETURN_LINES, "nodes": NODES, "persons": PERSONS}
BY_MONTH: Final = {"orders": ORDERS, "lines": LINES}

# A product that changed touches the months in which it was sold; a new one was sold in touched months only.
TOUCHED: Final = f"""
SELECT DISTINCT to_char({_ORDER_DAY}, 'YYYY-MM') AS month, NULL::bigint AS "order" FROM orders_order o
WHERE o.changed_in >= {{since}}
UNION
SELECT DISTINCT to_char({_ORDER_DAY}, 'YYYY-MM'), NULL::bigint FROM catalogue_product p
JOIN catalogue_variant v ON v.product_id = p.id JOIN orders_orderline x ON x.variant_id = v.id
JOIN orders_order o ON o.id = x.order_id WHERE p.changed_in >= {{since}}
UNION ALL
SELECT NULL::text, o.seq FROM orders_order o WHERE o.changed_in >= {{since}}
"""
CHANGED: Final = """
SELECT EXISTS (SELECT 1 FROM orders_order WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM orders_return WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM customers_node WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM customers_person WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM catalogue_product WHERE changed_in >= {since}) AS changed
"""
HORIZON: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon"
COUNT: Final = "SELECT count(*) AS orders FROM orders_order WHERE origin <> 'gift_card'"
