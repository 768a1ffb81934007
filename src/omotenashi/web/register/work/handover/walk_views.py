# SPDX-License-Identifier: Apache-2.0
"""One walk for several orders: what to take in the order of the shelf, and into which bag it goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.handover import cards, tasks
from omotenashi.web.register.work.handover.tasks import Goods

# More bags than a trolley carries help nobody.
MOST = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Bag:
    """One order of the walk, under the number its bag carries."""

    number: int
    task: Fulfilment
    who: str
    goods: tuple[Goods, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """One place at the shelf: a variant; for each bag its number, how many go into it, and the field that counts them."""

    goods: Goods
    bags: tuple[tuple[int, int, str], ...]


@require_GET
@at_desk("fulfilment.work")
def show_walk(desk: Desk) -> HttpResponse:
    """Show the walk over all orders that are being picked; those that wait for it can be added."""
    return desk.page("walk", place="handover", **_context(desk))


@require_POST
@at_desk("fulfilment.work")
def start_walk(desk: Desk) -> HttpResponse:
    """Take accepted orders along: each is being picked from now on."""
    wanted = _of_shop(desk, "accepted").filter(pk__in=_ids(desk.request.POST.getlist("task")))
    for task_id in list(wanted.values_list("id", flat=True)[:MOST]):
        _try(fulfilment.start_picking, task_id, "picking", desk)
    return desk.to("work-walk")


@require_POST
@at_desk("fulfilment.work")
def end_walk(desk: Desk) -> HttpResponse:
    """Pack every bag that is full; the others stay on the walk."""
    bags = _bags(desk)
    full = [bag for bag in bags if all(desk.number(f"n-{bag.task.pk}-{g.variant_id}") == g.quantity for g in bag.goods)]
    packed = sum(_try(fulfilment.pack, bag.task.pk, "packed", desk) for bag in full)
    left = len(bags) - len(full)
    if left:
        said = ngettext("%(n)d bag still lacks pieces.", "%(n)d bags still lack pieces.", left) % {"n": left}
        return desk.to("work-walk", said=said, state="warn")
    return desk.to("work", said=ngettext("%(n)d order is packed.", "%(n)d orders are packed.", packed) % {"n": packed})


def _try(act: Callable[..., bool], task_id: UUID, name: str, desk: Desk) -> bool:
    """Do a step; an order that somebody cancelled meanwhile leaves the walk."""
    try:
        return act(task_id, key=f"{task_id}:{name}", now=desk.now, actor=desk.actor)
    except fulfilment.NotNow:
        return False


def _context(desk: Desk) -> dict[str, Any]:
    bags = _bags(desk)
    waiting = list(_of_shop(desk, "accepted")[: MOST - len(bags)]) if len(bags) < MOST else []
    goods = tasks.goods_of(task.pk for task in waiting)
    names = cards.names_of(task.order_id for task in waiting)
    return {
        "bags": bags,
        "stops": _stops(bags),
        "waiting": [
            {"task": task, "who": names.get(task.order_id, ""), "pieces": sum(g.quantity for g in goods.get(task.pk, []))}
            for task in waiting
        ],
    }  # fmt: skip


def _bags(desk: Desk) -> list[Bag]:
    found = list(_of_shop(desk, "picking")[:MOST])
    goods, names = tasks.goods_of(task.pk for task in found), cards.names_of(task.order_id for task in found)
    return [
        Bag(number=n, task=task, who=names.get(task.order_id, ""), goods=tuple(goods.get(task.pk, [])))
        for n, task in enumerate(found, 1)
    ]


def _stops(bags: Sequence[Bag]) -> list[Stop]:
    taken: dict[UUID, Goods] = {}
    into: dict[UUID, list[tuple[int, int, str]]] = {}
    for bag in bags:
        for one in bag.goods:
            taken[one.variant_id] = one
            into.setdefault(one.variant_id, []).append((bag.number, one.quantity, f"{bag.task.pk}-{one.variant_id}"))
    return [
        Stop(goods=one, bags=tuple(into[one.variant_id])) for one in sorted(taken.values(), key=lambda one: one.sku)
    ]


def _of_shop(desk: Desk, state: str) -> Any:
    found = Fulfilment.objects.filter(location=desk.shop, state=state)
    return found.select_related("order").order_by("due_at", "id")


def _ids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
