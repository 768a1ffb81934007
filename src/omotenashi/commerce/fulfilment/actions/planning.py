# SPDX-License-Identifier: Apache-2.0
"""Give each place its part of an order, and keep that in step with what is promised there.

Both look at the allocations of the order, whoever made, split or released them; so both may run at any time, as often
as anybody likes, and change nothing when nothing changed.
"""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from omotenashi.commerce.fulfilment.actions import steps
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.commerce.fulfilment.queries import policies
from omotenashi.commerce.fulfilment.rules import states
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.stock.models import Allocation


@transaction.atomic
def plan(order_id: UUID, *, now: datetime, replaces: Fulfilment | None = None) -> list[Fulfilment]:
    """Make one fulfilment for each place and kind of what is promised and nobody has to do yet; give the new ones."""
    steps.lock_order(order_id)
    lines = {line.uid: line for line in OrderLine.objects.filter(order_id=order_id) if line.uid}
    grouped: dict[tuple[UUID, str, UUID | None], list[Allocation]] = defaultdict(list)
    for allocation in _unplanned(lines):
        line = lines[UUID(allocation.owner_id)]
        wish = line.wish_id
        kind = states.kind_of(line.mode, is_at_wish=wish == allocation.location_id, has_wish=wish is not None)
        if kind:
            to = wish if kind == "ship_to_store" else None
            grouped[allocation.location_id, kind, to].append(allocation)
    if not grouped or not Order.objects.filter(pk=order_id, confirmed_at__isnull=False, cancelled_at=None).exists():
        return []
    return [_make(order_id, *key, grouped[key], replaces=replaces, now=now) for key in sorted(grouped, key=str)]


@transaction.atomic
def reconcile(order_id: UUID, *, now: datetime) -> int:
    """Shrink what is still to be done to what is still promised; what has nothing left is cancelled. Give how many."""
    steps.lock_order(order_id)
    open_ones = Fulfilment.objects.filter(order_id=order_id, state__in=states.OPEN).order_by("id")
    return sum(shrink(found, now=now) for found in open_ones.select_for_update())


def shrink(found: Fulfilment, *, now: datetime) -> bool:
    """Shrink one fulfilment that is locked; True when that cancelled it."""
    lines = list(FulfilmentLine.objects.filter(fulfilment=found).select_related("allocation"))
    for line in lines:
        gone = line.allocation.state == Allocation.State.RELEASED
        left = 0 if gone else min(line.quantity, line.allocation.quantity)
        if left != line.quantity:
            FulfilmentLine.objects.filter(pk=line.pk).update(quantity=left)
            line.quantity = left
    if any(line.quantity for line in lines) or "cancelled" not in states.FULFILMENT[found.state]:
        return False
    steps.move(found, "cancelled", key=f"{found.pk}:nothing-left", now=now, actor="job", reason="order")
    return True


def _unplanned(lines: dict[UUID, OrderLine]) -> list[Allocation]:
    """Give the promises for lines of an order that no fulfilment names, in the order in which they are locked."""
    known = FulfilmentLine.objects.filter(line__in=list(lines)).values("allocation_id")
    promised = Allocation.objects.filter(
        Q(state__in=["open", "picked"]), owner_type="order_line", owner_id__in=[str(uid) for uid in lines]
    )
    return list(promised.exclude(pk__in=known).order_by("id"))


def _make(
    order_id: UUID, location_id: UUID, kind: str, destination_id: UUID | None, promised: list[Allocation], *,
    replaces: Fulfilment | None, now: datetime,
) -> Fulfilment:  # fmt: skip
    made = Fulfilment.objects.create(
        order_id=order_id, location_id=location_id, kind=kind, destination_id=destination_id, replaces=replaces,
        due_at=policies.promised(location_id, kind=kind, now=now), planned_at=now,
    )  # fmt: skip
    FulfilmentLine.objects.bulk_create(
        FulfilmentLine(
            fulfilment=made, line=UUID(each.owner_id), variant_id=each.variant_id, allocation=each,
            planned=each.quantity, quantity=each.quantity,
        )
        for each in promised
    )  # fmt: skip
    steps.note(made.pk, "planned", key=f"{made.pk}:planned", now=now, actor="job")
    return made
