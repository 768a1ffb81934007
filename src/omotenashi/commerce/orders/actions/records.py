# SPDX-License-Identifier: Apache-2.0
"""Record orders, one or a hundred thousand: the one door for imports, the API, the till and the simulation.

What a source says again changes nothing; what it says differently corrects the order. Channels and locations must
exist (places.locations); variants are found by their stock keeping unit and may be missing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_ids
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.orders import rules
from omotenashi.commerce.orders.actions import lines as stored
from omotenashi.commerce.orders.actions.lowering import lower
from omotenashi.commerce.orders.events import OrderCancelled, OrderCorrected, OrderPlaced
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.rules import SCHEMA as LINES
from omotenashi.commerce.orders.rules import Added, LineRecord, OrderRecord, ReturnRecord
from omotenashi.people.customers.actions import registrations as customers

__all__ = ["LINES", "LineRecord", "MadeHere", "OrderRecord", "ReturnRecord", "cancel", "record"]

_ORDER_COLUMNS = {
    "n": "int", "id": "uuid", "origin": "text", "number": "text", "channel": "text", "location": "text",
    "node_id": "uuid", "currency": "text", "placed_at": "timestamptz", "completed_at": "timestamptz",
    "cancelled_at": "timestamptz", "goods_total": "bigint", "discount_total": "bigint", "coupon_total": "bigint",
    "shipping_total": "bigint", "tax_total": "bigint", "cost_total": "bigint", "points_used": "bigint",
    "line_count": "int", "medium": "text", "country": "text", "content": "bytea", "has_lines": "bool",
}  # fmt: skip


class MadeHere(Exception):
    """The order was placed here, not recorded by a source: cancelling it gives goods and money back."""


@transaction.atomic
def record(records: Sequence[OrderRecord], *, now: datetime, lines: pa.Table | None = None) -> list[str]:
    """Record orders in one transaction. Give `created`, `updated` or `unchanged` for each, in the order given.

    `lines`: those of all records as columns of LINES, instead of in the records; a record of which none is
    there says none. Raises ValueError when two records carry one origin and number.
    """
    if len({(r.origin, r.number) for r in records}) != len(records):
        raise ValueError("one record per origin and number")
    guests = customers.receipt_nodes([_receipt(r) for r in records if r.node_id is None], now=now)
    own = rules.keyed(rules.columns([r.lines for r in records]) if lines is None else lines)
    sums = rules.added(own, owners=len(records))
    rows = (
        _order_row(n, key, r, added if added.said or r.lines is not None else None, guests)
        for n, (key, r, added) in enumerate(zip(new_ids(len(records)), records, sums, strict=True))
    )
    bulk.stage("stage_order", _ORDER_COLUMNS, rows)
    place = {(r.origin, r.number): n for n, r in enumerate(records)}
    changed = [(place[origin, number], *rest) for origin, number, *rest in bulk.rows(_UPSERT_ORDERS)]
    stored.store(own, [row[:3] for row in changed])
    corrected = [key for _, key, created, *_ in changed if not created]
    if corrected:
        lower(key for (key,) in bulk.rows(_RETURNED, [corrected]))
    _tell(records, changed, now=now)
    verdicts = {n: "created" if created else "updated" for n, _, created, *_ in changed}
    return [verdicts.get(n, "unchanged") for n in range(len(records))]


@transaction.atomic
def cancel(*, order_id: UUID, now: datetime) -> bool:
    """Cancel an order that a source recorded and that is not cancelled yet; say whether this call did it.

    Raises MadeHere for one that was placed here: its goods, money and points go back by `checkout.cancel`.
    """
    if Order.objects.filter(pk=order_id, key__isnull=False).exists():
        raise MadeHere(order_id)
    done = bulk.rows(
        "UPDATE orders_order o SET cancelled_at = %s FROM locations_channel c WHERE o.id = %s AND o.cancelled_at IS NULL"
        " AND c.code = o.channel_id RETURNING o.node_id, o.number, o.channel_id, o.goods_total,"
        " (SELECT code FROM locations_location WHERE id = o.location_id)",
        [now, order_id],
    )
    for node_id, number, channel, amount, location in done:
        publish(
            OrderCancelled(
                node_id=node_id,
                at=now,
                order_id=order_id,
                number=number,
                channel=channel,
                location=location,
                amount=amount,
            )
        )
    return bool(done)


def _receipt(record: OrderRecord) -> str:
    return f"{record.origin}:{record.number}"


def _order_row(n: int, key: UUID, r: OrderRecord, lines: Added | None, guests: dict[str, UUID]) -> tuple[object, ...]:
    sums = rules.totals(r, lines)
    return (
        n, key, r.origin, r.number, r.channel, r.location, r.node_id or guests[_receipt(r)], r.currency,
        r.placed_at, r.completed_at, r.cancelled_at, sums.goods, sums.discount, sums.coupon, r.shipping, sums.tax,
        sums.cost, r.points_used, len(lines.said) if lines else 0, r.medium, r.country, rules.digest(r, lines),
        lines is not None,
    )  # fmt: skip


def _tell(records: Sequence[OrderRecord], changed: Sequence[tuple[Any, ...]], *, now: datetime) -> None:
    events: list[OrderPlaced | OrderCorrected | OrderCancelled] = []
    for n, order_id, created, node_id, amount, count, newly_cancelled in changed:
        r = records[n]
        about = {
            "node_id": node_id, "order_id": order_id, "number": r.number, "channel": r.channel, "location": r.location,
            "amount": amount,
        }  # fmt: skip
        if created:
            events.append(OrderPlaced(**about, at=r.placed_at, lines=count))
        else:
            events.append(OrderCorrected(**about, at=r.placed_at, corrected_at=now))
        if newly_cancelled:
            events.append(OrderCancelled(**about, at=r.cancelled_at))
    publish(*events)


# What an erased person bought stays where it is: a file that names the person again must not bring it back.
_UPSERT_ORDERS = """
INSERT INTO orders_order (id, origin, number, channel_id, location_id, node_id, currency, placed_at, completed_at,
  cancelled_at, goods_total, discount_total, coupon_total, shipping_total, tax_total, cost_total, points_used,
  line_count, medium, country, content, returned_total, returned_tax, returned_cost)
SELECT s.id, s.origin, s.number, s.channel, l.id, s.node_id, s.currency, s.placed_at, s.completed_at, s.cancelled_at,
  s.goods_total, s.discount_total, s.coupon_total, s.shipping_total, s.tax_total, s.cost_total, s.points_used,
  s.line_count, s.medium, s.country, s.content, 0, 0, 0
FROM stage_order s LEFT JOIN locations_location l ON l.code = s.location
ORDER BY s.placed_at, s.origin, s.number
ON CONFLICT (origin, number) DO UPDATE SET
  channel_id = excluded.channel_id, location_id = coalesce(excluded.location_id, orders_order.location_id),
  node_id = CASE WHEN EXISTS (SELECT 1 FROM customers_node k WHERE k.id = orders_order.node_id AND k.erased_at IS NOT NULL)
    THEN orders_order.node_id ELSE excluded.node_id END, currency = excluded.currency, placed_at = excluded.placed_at,
  completed_at = coalesce(excluded.completed_at, orders_order.completed_at),
  cancelled_at = coalesce(orders_order.cancelled_at, excluded.cancelled_at),
  goods_total = excluded.goods_total, discount_total = excluded.discount_total,
  coupon_total = excluded.coupon_total, shipping_total = excluded.shipping_total, tax_total = excluded.tax_total,
  cost_total = excluded.cost_total, points_used = excluded.points_used, line_count = excluded.line_count,
  medium = coalesce(nullif(excluded.medium, ''), orders_order.medium),
  country = coalesce(nullif(excluded.country, ''), orders_order.country), content = excluded.content
WHERE orders_order.content <> excluded.content
RETURNING new.origin, new.number, new.id, old.id IS NULL, new.node_id, new.goods_total, new.line_count, old.cancelled_at IS NULL AND new.cancelled_at IS NOT NULL
"""
_RETURNED = "SELECT DISTINCT order_id FROM orders_return WHERE order_id = ANY(%s)"
