# SPDX-License-Identifier: Apache-2.0
"""Move an order on: placed, confirmed, completed. One moment per state, once, and never backwards.

`orders` hears no payment and no hand-over itself: checkout and fulfilment, who know of them, call these.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.base.wholes import part
from omotenashi.commerce.orders.actions import journal
from omotenashi.commerce.orders.events import OrderCompleted, OrderConfirmed
from omotenashi.commerce.orders.models import Order


class NotPossible(Exception):
    """The order is in a state in which this cannot happen."""


class MoreThanOrdered(Exception):
    """More would be handed over than is still wanted; `lines` names the lines."""

    def __init__(self, lines: list[UUID]) -> None:
        super().__init__(", ".join(map(str, lines)))
        self.lines = lines


@part
def mark_paid(order_id: UUID, *, now: datetime, actor: str = "") -> bool:
    """Confirm an order: it is paid, or safe to be paid. True if this call did it.

    Goods that were handed over before (paid on collection) complete it. Raises NotPossible for a cancelled order, NoSuchOrder for none.
    """
    order = journal.locked(order_id)
    if order.confirmed_at is not None:
        return False
    if order.cancelled_at is not None:
        raise NotPossible("cancelled")
    bulk.run("UPDATE orders_order SET confirmed_at = %s WHERE id = %s", [now, order_id])
    journal.write(order_id, "confirmed", now=now, actor=actor)
    publish(OrderConfirmed(**about(order), at=now))
    complete_if_whole(order, now=now, actor=actor)
    return True


@part
def handed_over(order_id: UUID, lines: Mapping[UUID, int], *, key: str, now: datetime, actor: str = "") -> bool:
    """Note that pieces of lines are with the buyer or on the way; True when the order is completed by it.

    The last piece completes the order. The same key again changes nothing. Raises MoreThanOrdered, NotPossible.
    """
    order = journal.locked(order_id)
    if journal.said_before(order_id, key) is not None:
        return order.completed_at is not None
    if order.cancelled_at is not None:
        raise NotPossible("cancelled")
    said = {str(line): quantity for line, quantity in lines.items()}
    journal.write(order_id, "handed_over", now=now, actor=actor, key=key, lines=said)
    values = sorted((line, quantity) for line, quantity in lines.items() if quantity > 0)
    source, parameters = bulk.given("stage_handed", {"uid": "uuid", "quantity": "int"}, values)
    done = {uid for (uid,) in bulk.rows(_HAND_OVER.format(source=source), [*parameters, order_id])}
    if len(done) != len(values):
        raise MoreThanOrdered([line for line, _ in values if line not in done])
    return complete_if_whole(order, now=now, actor=actor)


@transaction.atomic
def complete(order_id: UUID, *, now: datetime, actor: str = "") -> bool:
    """Complete an order all of whose pieces were handed over; True if this call did it. Raises NotPossible."""
    order = journal.locked(order_id)
    if order.completed_at is not None:
        return False
    if not complete_if_whole(order, now=now, actor=actor):
        raise NotPossible("cancelled" if order.cancelled_at else "not whole")
    return True


def complete_if_whole(order: Order, *, now: datetime, actor: str) -> bool:
    """Complete a locked order if all that is still wanted of it was handed over; True if this call did it."""
    done = bulk.run(_COMPLETE, [now, order.pk])
    if done:
        journal.write(order.pk, "completed", now=now, actor=actor)
        publish(OrderCompleted(**about(order), at=now))
    return bool(done)


def about(order: Order) -> dict[str, Any]:
    """Give what every event of an order says."""
    return {
        "node_id": order.node_id, "order_id": order.pk, "number": order.number, "channel": order.channel_id,
        "location": order.location.code if order.location else None, "amount": order.goods_total,
    }  # fmt: skip


_HAND_OVER = """
UPDATE orders_orderline x SET handed = x.handed + s.quantity FROM {source}
WHERE x.uid = s.uid AND x.order_id = %s AND x.handed + s.quantity <= x.quantity RETURNING x.uid
"""
# An order that is not paid is not completed; `mark_paid` completes it then.
_COMPLETE = """
UPDATE orders_order o SET completed_at = %s
WHERE o.id = %s AND o.confirmed_at IS NOT NULL AND o.completed_at IS NULL AND o.cancelled_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM orders_orderline x WHERE x.order_id = o.id AND x.handed < x.quantity)
"""
