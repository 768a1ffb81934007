# SPDX-License-Identifier: Apache-2.0
"""Record 定期, one contract or a hundred thousand: the one door for the API, imports and the simulation."""

from collections.abc import Sequence

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.commerce.orders.rules.subscriptions import DeliveryRecord, SubscriptionRecord

__all__ = ["DeliveryRecord", "SubscriptionRecord", "record_subscriptions"]

_COLUMNS = {
    "origin": "text", "number": "text", "node_id": "uuid", "channel": "text", "medium": "text", "product": "text",
    "every_days": "int", "began_at": "timestamptz", "paused_at": "timestamptz", "cancelled_at": "timestamptz",
}  # fmt: skip
_DELIVERIES = {
    "origin": "text", "number": "text", "cycle": "int", "shipped_at": "timestamptz", "order_number": "text",
}  # fmt: skip


@transaction.atomic
def record_subscriptions(records: Sequence[SubscriptionRecord]) -> list[str]:
    """Record contracts with what they sent. Give `created`, `updated` or `unchanged` for each, in the order given.

    A contract that was cancelled stays cancelled. Raises ValueError when two records carry one origin and number.
    """
    if len({(r.origin, r.number) for r in records}) != len(records):
        raise ValueError("one record per origin and number")
    bulk.stage("stage_subscription", _COLUMNS, ([getattr(r, name) for name in _COLUMNS_OF] for r in records))
    bulk.stage(
        "stage_delivery",
        _DELIVERIES,
        ((r.origin, r.number, d.cycle, d.shipped_at, d.order_number) for r in records for d in r.deliveries),
    )
    verdicts = {(origin, number): "created" if is_new else "updated" for origin, number, is_new in bulk.rows(_UPSERT)}
    for origin, number in bulk.rows(_SEND):
        verdicts.setdefault((origin, number), "updated")
    return [verdicts.get((r.origin, r.number), "unchanged") for r in records]


_COLUMNS_OF = tuple(_COLUMNS)
# What an erased person had stays where it is: a file that names the person again must not bring it back.
_UPSERT = """
INSERT INTO orders_subscription AS o (origin, number, node_id, channel_id, medium, product, every_days, began_at, paused_at,
  cancelled_at)
SELECT origin, number, node_id, channel, medium, product, every_days, began_at, paused_at, cancelled_at
FROM stage_subscription ORDER BY origin, number
ON CONFLICT (origin, number) DO UPDATE SET
  node_id = CASE WHEN EXISTS (SELECT 1 FROM customers_node k WHERE k.id = o.node_id AND k.erased_at IS NOT NULL)
    THEN o.node_id ELSE excluded.node_id END, channel_id = excluded.channel_id,
  medium = coalesce(nullif(excluded.medium, ''), o.medium), product = excluded.product, every_days = excluded.every_days,
  began_at = excluded.began_at, paused_at = excluded.paused_at,
  cancelled_at = coalesce(o.cancelled_at, excluded.cancelled_at)
WHERE (o.node_id, o.channel_id, o.medium, o.product, o.every_days, o.began_at, o.paused_at, o.cancelled_at)
  IS DISTINCT FROM (excluded.node_id, excluded.channel_id, coalesce(nullif(excluded.medium, ''), o.medium), excluded.product,
  excluded.every_days, excluded.began_at, excluded.paused_at, coalesce(o.cancelled_at, excluded.cancelled_at))
RETURNING new.origin, new.number, old.id IS NULL
"""
# A new delivery is a change of its contract, which the lake reads along.
_SEND = """
WITH sent AS (
  INSERT INTO orders_delivery AS d (subscription_id, cycle, shipped_at, order_number)
  SELECT o.id, s.cycle, s.shipped_at, s.order_number
  FROM stage_delivery s JOIN orders_subscription o ON o.origin = s.origin AND o.number = s.number
  ORDER BY o.id, s.cycle
  ON CONFLICT (subscription_id, cycle) DO UPDATE SET shipped_at = excluded.shipped_at, order_number = excluded.order_number
  WHERE (d.shipped_at, d.order_number) IS DISTINCT FROM (excluded.shipped_at, excluded.order_number)
  RETURNING subscription_id
)
UPDATE orders_subscription SET every_days = every_days WHERE id IN (SELECT subscription_id FROM sent)
RETURNING origin, number
"""
