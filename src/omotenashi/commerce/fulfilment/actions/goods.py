# SPDX-License-Identifier: Apache-2.0
"""The goods of a fulfilment: how many pieces, give them away, let the promises go. The caller holds the order's lock."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.commerce.orders.actions import states as orders
from omotenashi.commerce.stock import actions as stock


def pieces(found: Fulfilment) -> dict[UUID, int]:
    """Give how many pieces of each order line (by its uid) a fulfilment is about."""
    found_lines = FulfilmentLine.objects.filter(fulfilment=found, quantity__gt=0)
    counted: Counter[UUID] = Counter()
    for line, quantity in found_lines.order_by("line").values_list("line", "quantity"):
        counted[line] += quantity
    return dict(counted)


def give(found: Fulfilment, *, now: datetime, actor: str) -> None:
    """The goods leave for good: out of stock and handed over, in one transaction. The last piece completes the order."""
    orders.handed_over(found.order_id, pieces(found), key=f"fulfilment:{found.pk}", now=now, actor=actor)
    stock.take_out(allocations=allocations(found), ref=f"order:{found.order_id}", actor=actor, now=now)


def let_go(found: Fulfilment, *, resolution: str, now: datetime) -> int:
    """Promise the goods no more: they lie on the shelf for everybody. Give the units."""
    return stock.release(allocations=allocations(found), resolution=resolution, now=now)


def allocations(found: Fulfilment) -> list[UUID]:
    """Give the promises of a fulfilment, in the order in which they are locked."""
    named = FulfilmentLine.objects.filter(fulfilment=found, quantity__gt=0)
    return sorted(named.values_list("allocation_id", flat=True))
