# SPDX-License-Identifier: Apache-2.0
"""Take orders and returns back that a source brought by mistake: the undoing of an import.

A cancelled order was placed once and stays in the record; a withdrawn one never was. Only what nobody has touched
since goes: `changed_in` still names the transaction that brought it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.orders.actions.lowering import lower
from omotenashi.commerce.orders.events import OrderWithdrawn, ReturnWithdrawn


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """How many went, and how many stay because they were changed since or something else hangs on them."""

    orders: int
    returns: int
    kept_orders: int
    kept_returns: int


@transaction.atomic
def withdraw(
    *, orders: Sequence[str], returns: Sequence[str], origin: str, changed_in: int, now: datetime
) -> Withdrawn:
    """Remove these numbers of an origin, as far as the transaction `changed_in` brought them and nobody changed them.

    An order goes with its lines, unless a return hangs on it that does not go, or something was done with it here. A return that goes no longer lowers
    the order it belonged to. Asked again, nothing more goes.
    """
    known = bulk.rows(_KNOWN, [origin, list(orders), origin, list(returns)])[0]
    bulk.stage("stage_number", {"number": "text"}, ((number,) for number in returns))
    back = bulk.rows(_RETURNS, [origin, changed_in])
    bulk.stage("stage_gone_return", {"id": "uuid"}, (row[:1] for row in back))
    bulk.stage("stage_number", {"number": "text"}, ((number,) for number in orders))
    sold = bulk.rows(_ORDERS, [origin, changed_in])
    bulk.stage("stage_gone_order", {"id": "uuid"}, (row[:1] for row in sold))
    # No constraint ties a line to its order (models.py): the lines go first, by our own hand.
    for statement in _DELETE:
        bulk.run(statement)
    gone = {row[0] for row in sold}
    lower(row[3] for row in back if row[3] and row[3] not in gone)
    _tell(sold, back, now=now)
    return Withdrawn(
        orders=len(sold), returns=len(back), kept_orders=known[0] - len(sold), kept_returns=known[1] - len(back)
    )


def _tell(sold: Sequence[tuple[Any, ...]], back: Sequence[tuple[Any, ...]], *, now: datetime) -> None:
    publish(
        *(
            OrderWithdrawn(
                order_id=key, node_id=node, number=number, channel=channel, location=place, amount=amount, at=now
            )
            for key, node, number, channel, place, amount in sold
        ),
        *(
            ReturnWithdrawn(
                return_id=key, node_id=node, number=number, order_id=order, channel=channel, location=place,
                amount=amount, at=now,
            )
            for key, node, number, order, channel, place, amount in back
        ),
    )  # fmt: skip


_KNOWN = """
SELECT (SELECT count(*) FROM orders_order WHERE origin = %s AND number = ANY(%s)),
       (SELECT count(*) FROM orders_return WHERE origin = %s AND number = ANY(%s))
"""
_RETURNS = """
SELECT r.id, r.node_id, r.number, r.order_id, r.channel_id, l.code, r.amount
FROM stage_number s JOIN orders_return r ON r.number = s.number AND r.origin = %s AND r.changed_in = %s
LEFT JOIN locations_location l ON l.id = r.location_id ORDER BY r.id FOR UPDATE OF r
"""
_ORDERS = """
SELECT o.id, o.node_id, o.number, o.channel_id, l.code, o.goods_total
FROM stage_number s JOIN orders_order o ON o.number = s.number AND o.origin = %s AND o.changed_in = %s
LEFT JOIN locations_location l ON l.id = o.location_id
WHERE NOT EXISTS (
  SELECT 1 FROM orders_return r WHERE r.order_id = o.id AND NOT EXISTS (SELECT 1 FROM stage_gone_return g WHERE g.id = r.id)
) AND NOT EXISTS (SELECT 1 FROM orders_logentry e WHERE e.order_id = o.id)
ORDER BY o.id FOR UPDATE OF o
"""
_DELETE = (
    "DELETE FROM orders_returnline x USING stage_gone_return g WHERE x.of_id = g.id",
    "DELETE FROM orders_return r USING stage_gone_return g WHERE r.id = g.id",
    "DELETE FROM orders_orderline x USING stage_gone_order g WHERE x.order_id = g.id",
    "DELETE FROM orders_claimtry t USING stage_gone_order g WHERE t.order_id = g.id",
    "DELETE FROM orders_order o USING stage_gone_order g WHERE o.id = g.id",
)
