# SPDX-License-Identifier: Apache-2.0
"""Record what came back. A return that names its order lowers that order; one that does not stands by itself."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_ids
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.orders import rules
from omotenashi.commerce.orders.actions import lines as stored
from omotenashi.commerce.orders.actions.lowering import lower
from omotenashi.commerce.orders.events import GoodsReturned
from omotenashi.commerce.orders.rules import ReturnRecord
from omotenashi.people.customers.actions import registrations as customers

_COLUMNS = {
    "n": "int", "id": "uuid", "origin": "text", "number": "text", "order_number": "text", "channel": "text",
    "location": "text", "node_id": "uuid", "guest_id": "uuid", "returned_at": "timestamptz", "amount": "bigint",
    "tax": "bigint", "cost": "bigint", "country": "text", "content": "bytea",
}  # fmt: skip


@transaction.atomic
def record(records: Sequence[ReturnRecord], *, now: datetime) -> list[str]:
    """Record returns in one transaction. Give `created`, `updated` or `unchanged` for each, in the order given.

    Without a node the return hangs on the node of its order, else on a receipt node of its own.
    """
    if len({(r.origin, r.number) for r in records}) != len(records):
        raise ValueError("one record per origin and number")
    unnamed = [f"{r.origin}:return:{r.number}" for r in records if r.node_id is None]
    guests = customers.receipt_nodes(unnamed, now=now)
    lines = rules.keyed(rules.columns([r.lines for r in records]))
    rows = []
    for n, (key, r, own) in enumerate(
        zip(new_ids(len(records)), records, rules.added(lines, owners=len(records)), strict=True)
    ):
        guest = guests.get(f"{r.origin}:return:{r.number}")
        content = rules.digest(r, own)
        head = (n, key, r.origin, r.number, r.order_number, r.channel, r.location, r.node_id, guest)
        rows.append((*head, r.returned_at, *rules.return_totals(r, own), r.country, content))
    bulk.stage("stage_return", _COLUMNS, rows)
    place = {(r.origin, r.number): n for n, r in enumerate(records)}
    changed = [(place[origin, number], *rest) for origin, number, *rest in bulk.rows(_UPSERT)]
    bulk.stage("stage_changed", {"n": "int", "id": "uuid", "created": "bool"}, (row[:3] for row in changed))
    stored.stage(lines, [row[0] for row in changed])
    bulk.run(_DELETE_LINES)
    bulk.run(_UPSERT_LINES)
    lower(key for *_, order_id, _amount, former_id in changed for key in (order_id, former_id) if key)
    publish(
        *(
            GoodsReturned(
                node_id=node_id, at=records[n].returned_at, return_id=key, number=records[n].number, order_id=order_id,
                channel=records[n].channel, location=records[n].location, amount=amount,
            )
            for n, key, created, node_id, order_id, amount, _former_id in changed
            if created
        )
    )  # fmt: skip
    verdicts = {n: "created" if created else "updated" for n, _, created, *_ in changed}
    return [verdicts.get(n, "unchanged") for n in range(len(records))]


_UPSERT = """
INSERT INTO orders_return (id, origin, number, order_id, node_id, channel_id, location_id, returned_at, amount, tax, cost,
  country, content)
SELECT s.id, s.origin, s.number, o.id, coalesce(s.node_id, o.node_id, s.guest_id), s.channel, l.id, s.returned_at,
  s.amount, s.tax, s.cost, s.country, s.content
FROM stage_return s
LEFT JOIN locations_location l ON l.code = s.location
LEFT JOIN orders_order o ON (o.origin, o.number) = (s.origin, s.order_number)
ORDER BY s.returned_at, s.origin, s.number
ON CONFLICT (origin, number) DO UPDATE SET
  order_id = coalesce(excluded.order_id, orders_return.order_id),
  node_id = CASE WHEN EXISTS (SELECT 1 FROM customers_node k WHERE k.id = orders_return.node_id AND k.erased_at IS NOT NULL)
    THEN orders_return.node_id ELSE excluded.node_id END,
  channel_id = excluded.channel_id, location_id = excluded.location_id, returned_at = excluded.returned_at,
  amount = excluded.amount, tax = excluded.tax, cost = excluded.cost, country = excluded.country,
  content = excluded.content
WHERE orders_return.content <> excluded.content
  -- The same words, but the order has become known since.
  OR (orders_return.order_id IS NULL AND excluded.order_id IS NOT NULL)
RETURNING new.origin, new.number, new.id, old.id IS NULL, new.node_id, new.order_id, new.amount, old.order_id
"""
_DELETE_LINES = """
DELETE FROM orders_returnline x USING stage_changed c
WHERE x.of_id = c.id AND NOT c.created
  AND NOT EXISTS (SELECT 1 FROM stage_line l WHERE l.owner = c.n AND l.key = x.key)
"""
_UPSERT_LINES = """
INSERT INTO orders_returnline (of_id, key, variant_id, sku, name, quantity, unit_price, amount)
SELECT c.id, l.key, v.id, l.sku, l.name, l.quantity, l.unit_price, l.amount
FROM stage_line l JOIN stage_changed c ON c.n = l.owner LEFT JOIN catalogue_variant v ON v.sku = l.sku
ORDER BY l.owner, l.key
ON CONFLICT (of_id, key) DO UPDATE SET sku = excluded.sku, variant_id = excluded.variant_id, name = excluded.name,
  quantity = excluded.quantity, unit_price = excluded.unit_price, amount = excluded.amount
"""
