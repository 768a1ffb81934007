# SPDX-License-Identifier: Apache-2.0
"""Write the log of an order, and take an order for oneself while it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.commerce.orders.models import LogEntry, Order, OrderLine
from omotenashi.commerce.orders.rules.parts import NAMES, NOTHING, Shares


class NoSuchOrder(LookupError):
    """No order has this id."""


class KeyOfAnother(Exception):
    """The key was used for another order."""


def locked(order_id: UUID) -> Order:
    """Take an order until the transaction ends: the first lock of all (commerce.md section 14). Raises NoSuchOrder."""
    found = Order.objects.select_for_update(of=("self",)).select_related("location").filter(pk=order_id).first()
    if found is None:
        raise NoSuchOrder(str(order_id))
    return found


def lines_of(order: Order) -> list[OrderLine]:
    """Give the lines of a locked order as they are now."""
    return list(OrderLine.objects.filter(order_id=order.pk).order_by("id"))


def returned_with(lines: Sequence[OrderLine]) -> dict[int, Shares]:
    """Give what went back with each of some lines up to now, by the line's number.

    No row says what went of the cost; it has no part in what is paid.
    """
    found = {line.pk: NOTHING for line in lines}
    if any(line.returned for line in lines):
        found |= {
            line: Shares(**dict(zip(NAMES, (*sums, 0), strict=True))) for line, *sums in bulk.rows(_BACK, [[*found]])
        }
    return {line.pk: replace(found[line.pk], cost=line.cost * line.returned // (line.quantity or 1)) for line in lines}


def write(order_id: UUID, kind: str, *, now: datetime, actor: str = "", key: str | None = None, **data: Any) -> bool:
    """Write one entry; False when the key has been used already."""
    return bool(
        bulk.run(
            "INSERT INTO orders_logentry (order_id, at, kind, actor, data, key) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING",
            [order_id, now, kind, actor, Jsonb(data), key],
        )
    )


def said_before(order_id: UUID, key: str) -> Mapping[str, Any] | None:
    """Give what an earlier command with this key wrote. Raises KeyOfAnother when it was about another order."""
    entry = LogEntry.objects.filter(key=key).first()
    if entry is None:
        return None
    if entry.order_id != order_id:
        raise KeyOfAnother(key)
    return entry.data  # type: ignore[no-any-return]  # a JSON object, as `write` wrote it


_BACK = """
SELECT order_line_id, sum(amount)::bigint, sum(discount)::bigint, sum(coupon)::bigint, sum(points)::bigint
FROM orders_returnline WHERE order_line_id = ANY(%s) GROUP BY 1
"""
