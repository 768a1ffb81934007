# SPDX-License-Identifier: Apache-2.0
"""One task as its page shows it: the goods with their codes, the customer, what may be done, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.commerce.orders.models import Contact
from omotenashi.commerce.stock import queries as stock
from omotenashi.people.customers import queries as customers
from omotenashi.web.register.work import words
from omotenashi.web.register.work.desk import Desk, OtherShop

CARRIERS: Final = ("ヤマト運輸", "佐川急便", "日本郵便", "西濃運輸", "福山通運")
_WAY: Final = {
    "pickup": ("accepted", "picking", "packed", "ready", "collected"),
    "ship": ("accepted", "picking", "packed", "shipped"),
    "ship_to_store": ("accepted", "picking", "packed", "shipped", "delivered"),
}
SUGGESTED: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Goods:
    """Pieces to take from the shelf, and every code that is printed on them."""

    variant_id: UUID
    sku: str
    name: str
    detail: str
    quantity: int
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One step of the way: done, now or later."""

    name: str
    state: str


def find(desk: Desk, task_id: UUID) -> Fulfilment:
    """Give a task of this shop, or one that comes to it. Raises Http404, OtherShop."""
    found = get_object_or_404(Fulfilment.objects.select_related("order", "location", "destination"), pk=task_id)
    if desk.shop.pk not in (found.location_id, found.destination_id):
        raise OtherShop
    return found


def own(desk: Desk, task_id: UUID) -> Fulfilment:
    """Give a task that this shop does. Raises Http404, OtherShop."""
    found = find(desk, task_id)
    desk.own(found.location_id)
    return found


def goods_of(task_ids: Iterable[UUID]) -> dict[UUID, list[Goods]]:
    """Give what each of some tasks needs, in the order of the shelf: one read."""
    lines = FulfilmentLine.objects.filter(fulfilment__in=list(task_ids), quantity__gt=0)
    found: dict[UUID, dict[UUID, Goods]] = {}
    for line in lines.select_related("variant__product").order_by("variant__sku"):
        of_task = found.setdefault(line.fulfilment_id, {})
        before = of_task[line.variant_id].quantity if line.variant_id in of_task else 0
        of_task[line.variant_id] = _goods(line.variant, line.quantity + before)
    return {task: list(goods.values()) for task, goods in found.items()}


def context_of(desk: Desk, found: Fulfilment) -> dict[str, Any]:
    """Give everything the page needs."""
    goods = goods_of([found.pk]).get(found.pk, [])
    is_here = found.location_id == desk.shop.pk
    waits = found.state in ("ready", "no_show")
    due = found.collect_by if waits and found.collect_by else found.due_at
    return {
        "task": found,
        "goods": goods,
        "pieces": sum(one.quantity for one in goods),
        "is_here": is_here,
        "stages": _stages(found),
        "left": words.left(due, now=desk.now),
        "clock": _clock(found, now=desk.now),
        "is_over": found.collect_by is not None and desk.now >= found.collect_by,
        "kind": words.said(words.KINDS, found.kind),
        "state": words.said(words.STATES, found.state),
        "to": Contact.objects.filter(order_id=found.order_id).order_by("-role").first(),
        "person": customers.person_of(found.order.node_id),
        "carriers": CARRIERS,
        "rejections": [(key, *said) for key, said in words.REJECTIONS.items()],
        "went_to": _went_to(found),
        "journal": fulfilment.steps_of([found.pk]),
        "suggested": suggested(desk, goods) if found.state in ("ready", "collected") else [],
    }


def suggested(desk: Desk, goods: Iterable[Goods]) -> list[Product]:
    """Give goods of the same kinds that lie in this shop: what to show while the bag is fetched (ついで買い)."""
    bought = [one.variant_id for one in goods]
    kinds = set(Product.objects.filter(variants__in=bought).exclude(category="").values_list("category", flat=True))
    near = Variant.objects.filter(product__category__in=kinds).exclude(product__variants__in=bought)
    here = stock.board(location_ids=[desk.shop.pk], variant_ids=near.values_list("id", flat=True)[:200])
    products = here.filter(on_hand__gt=F("reserved") + F("allocated")).values("variant__product_id")
    return list(catalogue.on_sale(desk.now).filter(pk__in=products).order_by("-published_at", "code")[:SUGGESTED])


def passed_to(made: Iterable[Fulfilment], *, missing: bool) -> str:
    """Say where rejected pieces went."""
    places = _places([one.pk for one in made])
    if not places:
        return _("Nobody has the pieces. They will be paid back, and the customer is told.")
    where = _(" and ").join(places)
    if missing:
        return _("Passed on to %(place)s; some pieces nobody has, and they will be paid back.") % {"place": where}
    return _("Passed on to %(place)s.") % {"place": where}


def _places(task_ids: list[UUID]) -> list[str]:
    rows = Fulfilment.objects.filter(pk__in=task_ids).order_by("location__code")
    return list(dict.fromkeys(rows.values_list("location__name", flat=True)))


def _went_to(found: Fulfilment) -> str:
    if found.state != "rejected":
        return ""
    return passed_to(found.replaced_by.all(), missing=found.unserved_at is not None)


def _goods(variant: Variant, quantity: int) -> Goods:
    detail = " ".join(str(value) for value in variant.options.values()) or variant.name
    return Goods(
        variant_id=variant.pk, sku=variant.sku, name=str(variant.product), detail=detail, quantity=quantity,
        codes=(variant.sku, *variant.barcodes),
    )  # fmt: skip


def _stages(found: Fulfilment) -> list[Stage]:
    way = _WAY[found.kind]
    reached = {state for state in way if getattr(found, f"{state}_at")}
    following = next((state for state in way if state not in reached), "")
    return [
        Stage(
            name=words.said(words.STATES, state),
            state="done" if state in reached else "now" if state == following else "later",
        )
        for state in way
    ]


def _clock(found: Fulfilment, *, now: datetime) -> str:
    if found.state in ("planned", "accepted", "picking", "packed"):
        left = (found.due_at - now).total_seconds()
        return "late" if left <= 0 else "soon" if left <= 900 else "fine"
    return "late" if found.state == "no_show" else "fine"
