# SPDX-License-Identifier: Apache-2.0
"""Some pieces of a line are not there: what was found goes on, the rest is found elsewhere, or paid back at once.

The whole that is missing is a refusal (`reject`). Money that goes back here leaves the order by itself, so nobody has to
remember it; what somebody else serves is a fulfilment of its own beside this one.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.fulfilment.actions import elsewhere, planning, resourcing, steps
from omotenashi.commerce.fulfilment.events import PickedShort
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine, Step
from omotenashi.commerce.fulfilment.rules.short import NothingMissing, Part, shortened
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders.actions import undoing
from omotenashi.commerce.sourcing.actions import Need
from omotenashi.commerce.stock import actions as stock

type Lack = Literal["not_found", "damaged"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shorted:
    """What became of pieces that were not there: who serves them, how many nobody has, and the money that went back.

    `is_whole`: nothing was found at all, so the fulfilment was refused, and what nobody has waits to be settled.
    """

    tasks: tuple[Fulfilment, ...] = ()
    unserved: int = 0
    refunded: int = 0
    is_whole: bool = False


@transaction.atomic
def pick_short(
    fulfilment_id: UUID, missing: Mapping[UUID, int], *, reason: Lack, key: str, now: datetime, actor: str = ""
) -> Shorted:
    """Say that so many pieces of variants are not there while the others are being picked. Once per key.

    More than is wanted counts as all of it. Raises NothingMissing, and NotNow unless it is being picked.
    """
    found = steps.begin(fulfilment_id, key=key, kind="short")
    if found is None:
        return _said(fulfilment_id, key)
    if found.state != "picking":
        raise NotNow(found.state, "short")
    lines = list(FulfilmentLine.objects.filter(fulfilment=found, quantity__gt=0).order_by("id"))
    parts = shortened([(line.pk, line.variant_id, line.quantity) for line in lines], missing)
    if not parts:
        raise NothingMissing
    if sum(part.quantity for part in parts) == sum(line.quantity for line in lines):
        return _nothing_found(found, reason=reason, key=key, actor=actor, now=now)
    done = _without(found, {line.pk: line for line in lines}, parts, reason=reason, key=key, actor=actor, now=now)
    steps.note(
        found.pk, "short", key=key, now=now, actor=actor, reason=reason, pieces=sum(part.quantity for part in parts),
        to=[str(task.pk) for task in done.tasks], unserved=done.unserved, amount=done.refunded,
    )  # fmt: skip
    return done


def _without(
    found: Fulfilment, lines: Mapping[UUID, FulfilmentLine], parts: list[Part], *, reason: str, key: str, actor: str,
    now: datetime,
) -> Shorted:  # fmt: skip
    needed: defaultdict[tuple[UUID, UUID], int] = defaultdict(int)
    lacking: defaultdict[UUID, int] = defaultdict(int)
    for part in parts:
        line = lines[part.line]
        needed[line.line, line.variant_id] += part.quantity
        lacking[line.variant_id] += part.quantity
    _let_go(lines, parts, key=key, now=now)
    elsewhere.doubt(found, lacking, reason=reason, key=key, actor=actor, now=now)
    needs = [Need(line=str(uid), variant_id=variant, quantity=n) for (uid, variant), n in sorted(needed.items())]
    nobody = elsewhere.promise(found, needs, reason=reason, key=f"fulfilment:{found.pk}:{key}", now=now)
    made = planning.plan(found.order_id, now=now)
    unserved = sum(need.quantity for need in nobody)
    amount = _pay_back(found, {UUID(need.line): need.quantity for need in nobody}, key=key, now=now)
    told = {"reason": reason, "pieces": sum(lacking.values()), "unserved": unserved, "refunded": amount}
    publish(steps.about(found, PickedShort, now=now, **told))
    return Shorted(tasks=tuple(made), unserved=unserved, refunded=amount)


def _let_go(lines: Mapping[UUID, FulfilmentLine], parts: list[Part], *, key: str, now: datetime) -> None:
    """Promise the missing pieces no more: a part of an allocation becomes one of its own, and is released."""
    freed = []
    for part in parts:
        line = lines[part.line]
        whole = part.quantity == line.quantity
        allocation = line.allocation_id
        freed.append(allocation if whole else stock.split(allocation, quantity=part.quantity, key=f"{key}:{line.pk}"))
        FulfilmentLine.objects.filter(pk=line.pk).update(quantity=line.quantity - part.quantity)
    stock.release(allocations=sorted(freed), resolution="resourced", now=now)


def _pay_back(found: Fulfilment, pieces: Mapping[UUID, int], *, key: str, now: datetime) -> int:
    if not pieces:
        return 0
    return undoing.give_back(found.order_id, pieces, reason="unserved", key=f"{found.pk}:{key}", now=now)


def _nothing_found(found: Fulfilment, *, reason: Lack, key: str, actor: str, now: datetime) -> Shorted:
    made = resourcing.reject(found.pk, reason=reason, key=f"{key}:all", now=now, actor=actor)
    unserved = sum(FulfilmentLine.objects.filter(fulfilment=found).values_list("unserved", flat=True))
    steps.note(
        found.pk, "short", key=key, now=now, actor=actor, to=[str(task.pk) for task in made], unserved=unserved, amount=0,
        whole=True,
    )  # fmt: skip
    return Shorted(tasks=tuple(made), unserved=unserved, is_whole=True)


def _said(fulfilment_id: UUID, key: str) -> Shorted:
    """Give what was answered under this key before."""
    data = Step.objects.values_list("data", flat=True).get(key=key, subject_id=fulfilment_id)
    tasks = Fulfilment.objects.filter(pk__in=[UUID(each) for each in data["to"]]).order_by("id")
    return Shorted(
        tasks=tuple(tasks), unserved=data["unserved"], refunded=data["amount"], is_whole=data.get("whole", False)
    )  # fmt: skip
