# SPDX-License-Identifier: Apache-2.0
"""The queries that turn the record in PostgreSQL into the tables of the lake.

`{zone}` is the retailer's zone, `{months}` a filter by month of the day ("2025-03", …) or nothing. A gift card that was
bought is no sale: what is bought with it is one.
"""

from typing import Final

from omotenashi.insight.lake import ways

_ORDER_DAY: Final = "(o.placed_at AT TIME ZONE '{zone}')::date"
# Whoever is credited with the largest share of the sale. Joined: to look it up order by order takes as long as the rest.
_STAFF: Final = """SELECT DISTINCT ON (a.order_id) a.order_id, a.staff_id::text AS staff
  FROM orders_attribution a JOIN orders_order o ON o.id = a.order_id
  WHERE a.staff_id IS NOT NULL AND a.reverses_id IS NULL {months} ORDER BY a.order_id, a.share DESC, a.at, a.id"""

ORDERS: Final = f"""
SELECT o.seq AS "order", n.seq AS node, o.number, o.origin, o.placed_at, {_ORDER_DAY} AS day,
  (o.completed_at AT TIME ZONE '{{zone}}')::date AS sent, o.channel_id AS channel, l.code AS location, nullif(o.medium, '') AS medium, w.staff,
  date_part('hour', o.placed_at AT TIME ZONE '{{zone}}')::bigint AS hour, nullif(o.country, '') AS country, o.goods_total AS gross,
  o.discount_total AS discount, o.coupon_total AS coupon, o.shipping_total AS shipping, o.tax_total AS tax,
  o.cost_total AS cost, o.points_used, o.returned_total AS returned, o.returned_tax, o.returned_cost,
  o.line_count AS lines, o.cancelled_at IS NOT NULL AS cancelled,
  o.goods_total > 0 OR EXISTS (SELECT 1 FROM orders_orderline x WHERE x.order_id = o.id AND x.unit_price > 0) AS priced
FROM orders_order o JOIN customers_node n ON n.id = o.node_id LEFT JOIN locations_location l ON l.id = o.location_id
LEFT JOIN ({_STAFF}) w ON w.order_id = o.id
WHERE o.origin <> 'gift_card' {{months}}
"""
# The same, with the key under which the lines are found.
ORDERS_BY_ID: Final = ORDERS.replace("SELECT", "SELECT o.id,", 1)
# The day is worked out once an order, not once a line: hence the list of orders that is made first. The feed takes lines
# with their orders (`sales`); this asks for those of few people, and says what a line is.
LINES: Final = f"""
WITH o AS MATERIALIZED (SELECT o.id, o.seq, {_ORDER_DAY} AS day FROM orders_order o WHERE o.origin <> 'gift_card' {{months}})
SELECT o.seq AS "order", o.day, x.sku, coalesce(p.code, x.sku) AS product,
  coalesce(nullif(x.name, ''), p.name, '') AS name, nullif(p.category, '') AS category, x.quantity,
  x.unit_price::text AS unit_price, x.amount, x.discount, x.coupon, x.tax_rate, x.cost, x.kind
FROM orders_orderline x JOIN o ON o.id = x.order_id
LEFT JOIN catalogue_variant v ON v.id = x.variant_id LEFT JOIN catalogue_product p ON p.id = v.product_id
"""
# A return takes back its part of each share as a row of its own.
CREDITS: Final = f"""
SELECT o.seq AS "order", {_ORDER_DAY} AS day, a.touch, a.staff_id::text AS staff, l.code AS location,
  sum(a.amount) FILTER (WHERE a.reverses_id IS NULL OR a.evidence->'passed_on' IS NOT NULL)::bigint AS amount,
  coalesce(-sum(a.amount) FILTER (WHERE a.reverses_id IS NOT NULL AND a.evidence->'passed_on' IS NULL), 0)::bigint AS returned
FROM orders_attribution a JOIN orders_order o ON o.id = a.order_id LEFT JOIN locations_location l ON l.id = a.location_id
WHERE o.origin <> 'gift_card' {{months}}
GROUP BY 1, 2, 3, 4, 5
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
  coalesce(f.gender, '') AS gender,
  extract(year FROM f.birth_date)::int AS birth_year,
  CASE WHEN f.member_no <> '' THEN 'member' WHEN concat(f.name, f.email, f.phone) <> '' THEN 'named' ELSE '' END AS standing,
  coalesce(t.tier, '') AS tier
FROM customers_person p LEFT JOIN customers_profile f ON f.person_id = p.id
LEFT JOIN (SELECT DISTINCT ON (np.person_id) np.person_id, s.tier FROM loyalty_tierstate s
  JOIN customers_nodeperson np ON np.node_id = s.node_id ORDER BY np.person_id, s.decided_at DESC, s.node_id) t ON t.person_id = p.id
"""
SUBSCRIPTIONS: Final = """
SELECT s.id AS subscription, n.seq AS node, s.every_days::bigint AS every, (s.began_at AT TIME ZONE '{zone}')::date AS began,
  (s.cancelled_at AT TIME ZONE '{zone}')::date AS ended, (s.paused_at AT TIME ZONE '{zone}')::date AS paused,
  s.channel_id AS channel, nullif(s.medium, '') AS medium, s.product,
  CASE WHEN s.cancelled_at IS NOT NULL THEN nullif(left(trim(s.cancel_reason), 30), '') END AS reason
FROM orders_subscription s JOIN customers_node n ON n.id = s.node_id
"""
# What a delivery sold for is what its order says, less what came back; a delivery whose order is unknown sold for nothing.
DELIVERIES: Final = """
SELECT d.subscription_id AS subscription, d.cycle::bigint AS cycle, (d.shipped_at AT TIME ZONE '{zone}')::date AS day,
  coalesce(o.goods_total - o.returned_total, 0) AS amount, o.seq AS "order"
FROM orders_delivery d JOIN orders_subscription s ON s.id = d.subscription_id
LEFT JOIN orders_order o ON o.origin = s.origin AND o.number = d.order_number AND o.cancelled_at IS NULL
"""
# What an entry of the timeline says somebody did before buying; entries of other names are no touch.
_ACTS: Final = {
    "Page Viewed": "page", "Screen Viewed": "page", "Products Searched": "search", "Product Viewed": "view",
    "Product Clicked": "view", "Product Added": "cart", "Cart Viewed": "cart", "Checkout Started": "checkout",
    "Store Visited": "visit", "Product Picked Up": "view", "Product Tried": "try", "fulfilment.TryOnReady": "try",
    "fulfilment.HandedOver": "pickup",
    "Email Opened": "open", "Email Link Clicked": "click", "Message Link Clicked": "click", "Inquiry Sent": "ask",
    "Friend Added": "friend", "customers.LineLinked": "friend",
}  # fmt: skip
_NAMES: Final = ", ".join(f"'{name}'" for name in _ACTS)
_ACT: Final = " ".join(f"WHEN '{name}' THEN '{act}'" for name, act in _ACTS.items())
# What a machine did (`context.machine`) is nobody's act. The name of the key is looked for first: reading the whole takes longer.
_HUMAN: Final = """(strpos(e.context, '"machine"') = 0 OR (e.context::jsonb ->> 'machine') IS DISTINCT FROM 'true')"""
TOUCHES: Final = f"""
SELECT e.seq AS entry, n.seq AS node, e.at, (e.at AT TIME ZONE '{{zone}}')::date AS day, CASE e.name {_ACT} END AS act,
  CASE s.kind WHEN 'line' THEN 'LINE' WHEN 'email' THEN 'MAIL' WHEN 'phone' THEN 'PHONE' WHEN 'sensor' THEN 'STORE'
    WHEN 'pos' THEN 'STORE' WHEN 'app' THEN 'APP'
    WHEN 'internal' THEN CASE e.name WHEN 'customers.LineLinked' THEN 'LINE' ELSE 'STORE' END ELSE 'EC' END AS channel,
  left(coalesce(c.said #>> '{{{{campaign,media_code}}}}', nullif(concat_ws('/', c.said #>> '{{{{campaign,source}}}}',
    c.said #>> '{{{{campaign,medium}}}}'), ''), nullif(p.said ->> 'medium', '')), 80) AS medium,
  coalesce(p.said ->> 'store_id', p.said ->> 'location') AS location,
  coalesce(g.code, p.said ->> 'product_id', p.said ->> 'sku') AS product,
  {ways.DEVICE} AS device, {ways.LEAD} AS lead
FROM timeline_entry e JOIN customers_node n ON n.id = e.node_id JOIN timeline_source s ON s.id = e.source_id
CROSS JOIN LATERAL (SELECT e.props::jsonb AS said) p CROSS JOIN LATERAL (SELECT e.context::jsonb AS said) c
LEFT JOIN catalogue_variant v ON v.sku = p.said ->> 'sku' LEFT JOIN catalogue_product g ON g.id = v.product_id
WHERE e.seq > {{entry}} AND e.name IN ({_NAMES}) AND {_HUMAN}
"""
# An answer names its order by the number, which may reach us later than the answer.
ANSWERS: Final = """
SELECT e.seq AS entry, n.seq AS node, e.at, (e.at AT TIME ZONE '{zone}')::date AS day, left(p.said ->> 'order_id', 80) AS number,
  nullif(left(p.said ->> 'origin', 80), '') AS origin, left(trim(p.said ->> 'reason'), 30) AS reason
FROM timeline_entry e JOIN customers_node n ON n.id = e.node_id
CROSS JOIN LATERAL (SELECT e.props::jsonb AS said) p
WHERE e.seq > {entry} AND e.name = 'Purchase Reason Given' AND p.said ->> 'order_id' <> '' AND trim(p.said ->> 'reason') <> ''
"""
# What stands before the name of everything that a scenario notes (`engagement.journeys`).
NOTED: Final = "scenario:"
NOTES: Final = f"""
SELECT e.seq AS entry, n.seq AS node, e.at, (e.at AT TIME ZONE '{{zone}}')::date AS day,
  normalize(substr(e.name, {len(NOTED) + 1}), NFKC) AS name
FROM timeline_entry e JOIN customers_node n ON n.id = e.node_id WHERE e.seq > {{noted}} AND starts_with(e.name, '{NOTED}')
"""
NEW_ENTRIES: Final = f"""SELECT EXISTS (SELECT 1 FROM timeline_entry e WHERE e.seq > {{entry}}
  AND (e.name = 'Purchase Reason Given' OR starts_with(e.name, '{NOTED}') OR (e.name IN ({_NAMES}) AND {_HUMAN}))) AS new"""
WHOLE: Final = {
    "returns": RETURNS, "return_lines": RETURN_LINES, "nodes": NODES, "persons": PERSONS,
    "subscriptions": SUBSCRIPTIONS, "deliveries": DELIVERIES,
}  # fmt: skip

# A product that changed touches the months in which it was sold; a new one was sold in touched months only.
# To ask the calendar of a zone for every order takes longer than all else here: quarters of an hour are asked, at both ends.
TOUCHED: Final = f"""
SELECT DISTINCT date_trunc('month', {_ORDER_DAY})::date AS month FROM catalogue_product p
JOIN catalogue_variant v ON v.product_id = p.id JOIN orders_orderline x ON x.variant_id = v.id
JOIN orders_order o ON o.id = x.order_id WHERE p.changed_in >= {{since}}
UNION
SELECT DISTINCT date_trunc('month', edge AT TIME ZONE '{{zone}}')::date FROM (
  SELECT DISTINCT date_bin('15 minutes', o.placed_at, timestamptz '2000-01-01 00:00:00Z') AS begins FROM orders_order o
  WHERE o.changed_in >= {{since}}
) quarter, LATERAL (VALUES (begins), (begins + interval '15 minutes' - interval '1 microsecond')) AS ends (edge)
"""
# An order that is newer than the newest of the lake stands in no month of it.
CHANGED_ORDERS: Final = (
    'SELECT o.seq AS "order" FROM orders_order o WHERE o.changed_in >= {since} AND o.seq <= {newest}'
)
CHANGED: Final = """
SELECT EXISTS (SELECT 1 FROM orders_order WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM orders_return WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM customers_node WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM customers_person WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM orders_subscription WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM loyalty_tierstate WHERE changed_in >= {since})
  OR EXISTS (SELECT 1 FROM catalogue_product WHERE changed_in >= {since}) AS changed
"""
HORIZON: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon"
# A contract that was undone leaves no row that could say so.
CONTRACTS: Final = "SELECT count(*) AS contracts FROM orders_subscription"
COUNT: Final = "SELECT count(*) AS orders FROM orders_order WHERE origin <> 'gift_card'"
