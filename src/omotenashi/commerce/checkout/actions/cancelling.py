# SPDX-License-Identifier: Apache-2.0
"""Cancel an order, or pieces of it, before they are handed over: goods, points, coupons and money go back in proportion."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.checkout.actions.confirming import give_up
from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.orders.actions import cancelling as orders
from omotenashi.commerce.orders.actions import undoing
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Allocation


@transaction.atomic
def cancel(
    order_id: UUID, *, lines: Mapping[UUID, int] | None = None, reason: str, key: str, now: datetime, actor: str = ""
) -> orders.Cancelled | None:
    """Cancel all that was not handed over, or so many pieces of these lines; once per key.

    One that is not paid yet is given up as a whole (None). Raises orders.NotOpen and NotPossible; whether picking has
    begun is fulfilment's to know, which calls this.
    """
    Order.objects.select_for_update().get(pk=order_id)
    settlement = Settlement.objects.select_for_update().get(pk=order_id)
    if settlement.confirmed_at is None:
        give_up(order_id=order_id, reason=reason, now=now)
        return None
    done = orders.cancel(order_id, lines=lines, reason=reason, key=key, now=now, actor=actor)
    if done.is_repeat:
        return done
    name = f"order:{order_id}:{key}"
    _goods(done, key=name, now=now)
    undoing.repay(order_id, done, reason=reason, key=name, now=now)
    return done


def _goods(done: orders.Cancelled, *, key: str, now: datetime) -> None:
    """Let go what was promised for the cancelled pieces. What is picked is not cancelled any more: raises NotOpen."""
    for part in done.parts:
        left = part.quantity
        promised = Allocation.objects.filter(owner_type="order_line", owner_id=str(part.line), state="open")
        for place, allocation in enumerate(promised.order_by("id")):
            taken = min(left, allocation.quantity)
            if not taken:
                break
            whole = taken == allocation.quantity
            gone = (
                allocation.pk if whole else stock.split(allocation.pk, quantity=taken, key=f"{key}:{part.line}:{place}")
            )
            stock.release(allocations=[gone], resolution="refunded", now=now)
            left -= taken
        picked = Allocation.objects.filter(owner_type="order_line", owner_id=str(part.line), state="picked")
        if left and picked.exists():
            raise orders.NotOpen([part.line] if isinstance(part.line, UUID) else [])
