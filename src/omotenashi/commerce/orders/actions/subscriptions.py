# SPDX-License-Identifier: Apache-2.0
"""Record 定期, one contract or a hundred thousand: the one door for the API, imports and the simulation."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.orders.events import (
    SubscriptionBegun,
    SubscriptionCancelled,
    SubscriptionDelivered,
    SubscriptionEvent,
    SubscriptionPaused,
    SubscriptionResumed,
)
from omotenashi.commerce.orders.rules.subscriptions import DeliveryRecord, SubscriptionRecord

__all__ = ["DeliveryRecord", "SubscriptionRecord", "record_subscriptions"]

_COLUMNS = {
    "origin": "text", "number": "text", "node_id": "uuid", "channel": "text", "medium": "text", "product": "text",
    "every_days": "int", "began_at": "timestamptz", "paused_at": "timestamptz", "cancelled_at": "timestamptz",
    "cancel_reason": "text",
}  # fmt: skip
_DELIVERIES = {
    "origin": "text", "number": "text", "cycle": "int", "shipped_at": "timestamptz", "order_number": "text",
}  # fmt: skip


@transaction.atomic
def record_subscriptions(records: Sequence[SubscriptionRecord], *, now: datetime) -> list[str]:
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
    said, sent = bulk.rows(_UPSERT), bulk.rows(_SEND)
    publish(*(event for row in said for event in _turns(row, now=now)), *(_delivered(row) for row in sent if row[0]))
    verdicts = {(origin, number): "created" if is_new else "updated" for is_new, origin, number, *_ in said}
    for _, origin, number, *_ in sent:
        verdicts.setdefault((origin, number), "updated")
    return [verdicts.get((r.origin, r.number), "unchanged") for r in records]


def _turns(row: tuple[Any, ...], *, now: datetime) -> Iterator[SubscriptionEvent]:
    """Tell what a contract that changed has come to. A moment that is only corrected is nothing new."""
    is_new, _, number, node, channel, product, every, began, rested, rests, was_over, over, reason = row
    about = {"node_id": node, "number": number, "channel": channel, "product": product}
    if is_new:
        yield SubscriptionBegun(**about, at=began, every_days=every)
    if rests and not rested:
        yield SubscriptionPaused(**about, at=rests)
    if rested and not rests and not over:
        yield SubscriptionResumed(**about, at=now)
    if over and not was_over:
        yield SubscriptionCancelled(**about, at=over, reason=reason)


def _delivered(row: tuple[Any, ...]) -> SubscriptionDelivered:
    _, _, number, node, channel, product, cycle, at, order_number = row
    return SubscriptionDelivered(
        node_id=node, number=number, channel=channel, product=product, cycle=cycle, at=at, order_number=order_number
    )


_COLUMNS_OF = tuple(_COLUMNS)
# What an erased person had stays where it is: a file that names the person again must not bring it back.
_UPSERT = """
INSERT INTO orders_subscription AS o (origin, number, node_id, channel_id, medium, product, every_days, began_at, paused_at,
  cancelled_at, cancel_reason)
SELECT origin, number, node_id, channel, medium, product, every_days, began_at, paused_at, cancelled_at, cancel_reason
FROM stage_subscription ORDER BY origin, number
ON CONFLICT (origin, number) DO UPDATE SET
  node_id = CASE WHEN EXISTS (SELECT 1 FROM customers_node k WHERE k.id = o.node_id AND k.erased_at IS NOT NULL)
    THEN o.node_id ELSE excluded.node_id END, channel_id = excluded.channel_id,
  medium = coalesce(nullif(excluded.medium, ''), o.medium), product = excluded.product, every_days = excluded.every_days,
  began_at = excluded.began_at, paused_at = excluded.paused_at,
  cancelled_at = coalesce(o.cancelled_at, excluded.cancelled_at),
  cancel_reason = coalesce(nullif(excluded.cancel_reason, ''), o.cancel_reason)
WHERE (o.node_id, o.channel_id, o.medium, o.product, o.every_days, o.began_at, o.paused_at, o.cancelled_at, o.cancel_reason)
  IS DISTINCT FROM (excluded.node_id, excluded.channel_id, coalesce(nullif(excluded.medium, ''), o.medium), excluded.product,
  excluded.every_days, excluded.began_at, excluded.paused_at, coalesce(o.cancelled_at, excluded.cancelled_at),
  coalesce(nullif(excluded.cancel_reason, ''), o.cancel_reason))
RETURNING old.id IS NULL, new.origin, new.number, new.node_id, new.channel_id, new.product, new.every_days, new.began_at,
  old.paused_at, new.paused_at, old.cancelled_at, new.cancelled_at, new.cancel_reason
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
  RETURNING old.id IS NULL AS is_new, new.subscription_id, new.cycle, new.shipped_at, new.order_number
), touched AS (
  UPDATE orders_subscription SET every_days = every_days WHERE id IN (SELECT subscription_id FROM sent)
  RETURNING id, origin, number, node_id, channel_id, product
)
SELECT s.is_new, t.origin, t.number, t.node_id, t.channel_id, t.product, s.cycle, s.shipped_at, s.order_number
FROM sent s JOIN touched t ON t.id = s.subscription_id ORDER BY t.origin, t.number, s.cycle
"""
