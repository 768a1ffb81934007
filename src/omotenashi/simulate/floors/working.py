# SPDX-License-Identifier: Apache-2.0
"""What places do for orders: take them on, pick, pack, send, lay ready, hand over; refuse, and others do it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.simulate.floors.stage import Story, in_hours

_STEPS = ("accept", "start_picking", "pack")


def tasks_of(order_id: UUID) -> list[Fulfilment]:
    """Give what is to be done for an order and was not refused."""
    found = Fulfilment.objects.filter(order_id=order_id).exclude(state__in=("rejected", "cancelled"))
    return list(found.select_related("location").order_by("planned_at", "location__code"))


def do(task: Fulfilment, step: str, *, now: datetime, **more: object) -> None:
    """Do a step of a task, once."""
    act = getattr(fulfilment, step)
    act(task.pk, key=f"demo:{task.pk}:{step}", now=now, actor="demo", **more)


def parcels(order_id: UUID, at: datetime, *, stop: str = "") -> Story:
    """Pick, pack and send what an order needs from each place, and let it arrive; `stop`: as far as this step."""
    for task in tasks_of(order_id):
        at = in_hours(at + timedelta(minutes=40)) if task.location.kind == "store" else at + timedelta(minutes=55)
        yield at
        if not _prepare(task, now=at, stop=stop):
            continue
        do(task, "ship", now=at + timedelta(minutes=20), carrier="ヤマト運輸", tracking=_tracking(task))
        if stop == "ship":
            continue
        yield at + timedelta(hours=26)
        do(task, "deliver", now=at + timedelta(hours=26))


def counter(
    order_id: UUID, at: datetime, node_ids: Sequence[UUID], *, comes: timedelta | None, stop: str = ""
) -> Story:
    """Lay what is fetched ready and hand it over; who does not come (`comes` is None) finds it gone after a week."""
    for task in tasks_of(order_id):
        at = in_hours(at + timedelta(minutes=25))
        yield at
        if not _prepare(task, now=at, stop=stop):
            continue
        do(task, "ready", now=at + timedelta(minutes=12))
        if stop == "ready":
            continue
        if comes is not None:
            yield (at := in_hours(at + comes))
            do(task, "hand_over", now=at, node_ids=list(node_ids))
            continue
        yield (at := in_hours(at + timedelta(days=8)))
        fulfilment.end_waiting(now=at)
        do(task, "return_to_stock", now=at + timedelta(minutes=30))


def refuse(order_id: UUID, at: datetime, *, reason: str) -> Story:
    """Let each shop that has to do with an order refuse; sourcing finds others."""
    for task in tasks_of(order_id):
        if task.location.kind == "store":
            yield (at := in_hours(at + timedelta(minutes=18)))
            do(task, "accept", now=at)
            do(task, "reject", now=at + timedelta(minutes=9), reason=reason)


def _prepare(task: Fulfilment, *, now: datetime, stop: str) -> bool:
    if stop == "planned":
        return False
    for minutes, step in zip((0, 4, 11), _STEPS, strict=True):
        do(task, step, now=now + timedelta(minutes=minutes))
        if stop == step:
            return False
    return True


def _tracking(task: Fulfilment) -> str:
    return f"{task.pk.int % 10**12:012d}"
