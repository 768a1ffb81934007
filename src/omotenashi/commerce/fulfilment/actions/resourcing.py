# SPDX-License-Identifier: Apache-2.0
"""A place cannot serve: its goods are let go, somebody else is found, and what nobody has is to be paid back."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.fulfilment.actions import elsewhere, goods, planning, steps
from omotenashi.commerce.fulfilment.events import FulfilmentRejected
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders.actions import undoing
from omotenashi.commerce.sourcing.actions import Need
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Shortage

type Reason = Literal["not_found", "damaged", "busy", "shortage"]


@transaction.atomic
def reject(
    fulfilment_id: UUID, *, reason: Reason, lines: Collection[UUID] = (), key: str, now: datetime, actor: str = ""
) -> list[Fulfilment]:
    """Say that a place cannot do it; give the fulfilments that take its place.

    `lines` are the variants the reason is about, all where none is named. What was not found is believed no more until
    it is counted, what is damaged moves to that bucket; being busy says nothing of the stock. Raises NotNow.
    """
    found = steps.begin(fulfilment_id, key=key, kind="rejected")
    if found is None:
        return list(Fulfilment.objects.filter(replaces=fulfilment_id).order_by("id"))
    if planning.shrink(found, now=now):
        return []
    steps.move(found, "rejected", key=key, now=now, actor=actor, reason=reason)
    goods.let_go(found, resolution="resourced", now=now)
    elsewhere.doubt(found, _about(found, set(lines)), reason=reason, key=key, actor=actor, now=now)
    return _again(found, reason=reason, now=now)


@transaction.atomic
def settle(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> int:
    """Pay back what nobody could serve, once; give the amount. Raises NotNow when there is nothing of it."""
    found = steps.begin(fulfilment_id, key=key, kind="settled")
    if found is None or found.settled_at is not None:
        return 0
    if found.unserved_at is None:
        raise NotNow(found.state, "settled")
    missing: dict[UUID, int] = {}
    for line, n in FulfilmentLine.objects.filter(fulfilment=found, unserved__gt=0).values_list("line", "unserved"):
        missing[line] = missing.get(line, 0) + n
    amount = undoing.give_back(found.order_id, missing, reason="unserved", key=f"{found.pk}:settled", now=now)
    Fulfilment.objects.filter(pk=found.pk).update(settled_at=now)
    steps.note(found.pk, "settled", key=key, now=now, actor=actor, amount=amount)
    return amount


@transaction.atomic
def cancel(fulfilment_id: UUID, *, reason: str, key: str, now: datetime, actor: str = "") -> int:
    """Call a fulfilment off before it is packed, also while it is picked, and pay back; give the amount. Raises NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="cancelled")
    if found is None:
        return 0
    pieces = goods.pieces(found)
    steps.move(found, "cancelled", key=key, now=now, actor=actor, reason=reason)
    goods.let_go(found, resolution="refunded", now=now)
    amount = undoing.give_back(found.order_id, pieces, reason=reason, key=f"{found.pk}:cancelled", now=now)
    Fulfilment.objects.filter(pk=found.pk).update(settled_at=now)
    return amount


def answer_shortage(shortage_id: UUID, *, now: datetime) -> int:
    """More is promised than lies there: holds give way, then parcels, the youngest first; give how many were re-sourced.

    What is being picked stays: it is in somebody's hands. What is not answered here stays open for a person.
    """
    shortage = Shortage.objects.filter(pk=shortage_id, remaining__gt=0).first()
    if shortage is None:
        return 0
    level = {"variant_id": shortage.variant_id, "location_id": shortage.location_id}
    fetched = FulfilmentLine.objects.filter(fulfilment__location_id=shortage.location_id, fulfilment__kind="pickup")
    pickups = set(fetched.filter(allocation__state__in=["open", "picked"]).values_list("allocation_id", flat=True))
    yielding = stock.give_way(**level, pickups=pickups, now=now)
    done = 0
    for promise in yielding:
        line = FulfilmentLine.objects.filter(allocation_id=promise.id).select_related("fulfilment").first()
        if line is not None and line.fulfilment.state in ("planned", "accepted"):
            key = f"shortage:{shortage_id}:{line.fulfilment_id}"
            reject(line.fulfilment_id, reason="shortage", key=key, now=now, actor="job")
            done += 1
    return done


def _about(found: Fulfilment, named: set[UUID]) -> dict[UUID, int]:
    """Give how many pieces of which variants a refusal is about: of those that are named, else of all."""
    counted: Counter[UUID] = Counter()
    for variant, n in FulfilmentLine.objects.filter(fulfilment=found, quantity__gt=0).values_list(
        "variant", "quantity"
    ):
        if not named or variant in named:
            counted[variant] += n
    return dict(counted)


def _again(found: Fulfilment, *, reason: str, now: datetime) -> list[Fulfilment]:
    """Find others for a rejected fulfilment's pieces, promise them there, and tell what is missing."""
    pieces = {line: n for line, n in goods.pieces(found).items() if n}
    variants = dict(FulfilmentLine.objects.filter(fulfilment=found).values_list("line", "variant_id"))
    needs = [Need(line=str(line), variant_id=variants[line], quantity=n) for line, n in sorted(pieces.items())]
    missing = elsewhere.promise(found, needs, reason=reason, key=f"fulfilment:{found.pk}", now=now)
    for need in missing:
        FulfilmentLine.objects.filter(fulfilment=found, line=UUID(need.line)).update(unserved=need.quantity)
    if missing:
        Fulfilment.objects.filter(pk=found.pk).update(unserved_at=now)
    made = planning.plan(found.order_id, now=now, replaces=found)
    count = sum(need.quantity for need in missing)
    publish(steps.about(found, FulfilmentRejected, now=now, reason=reason, missing=count))
    return made
