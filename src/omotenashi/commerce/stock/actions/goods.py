# SPDX-License-Identifier: Apache-2.0
"""Goods move: sold over the counter, taken out for their owner, put back, moved to another bucket.

Physical facts win (ADR 0025): a unit in the hand is sold although it was promised (a shortage opens) or although the
book does not have it (it is found first, the book is believed less, and a count is asked for).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from omotenashi.base.wholes import part
from omotenashi.commerce.stock.actions import booking
from omotenashi.commerce.stock.actions.booking import Booked, Step
from omotenashi.commerce.stock.models import Allocation
from omotenashi.commerce.stock.rules.promises import Conflict, Owner, Wanted

type Bucket = Literal["on_hand", "damaged", "display", "in_transit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What an act did: whether it was new, how many the book did not have, and the shortages it opened."""

    is_new: bool
    found: int
    shortages: tuple[UUID, ...]


@part
def sell_now(
    lines: Sequence[Wanted],
    *,
    key: str,
    ref: str,
    now: datetime,
    actor: str = "",
    device: str = "",
    at: datetime | None = None,
) -> Moved:
    """Sell what is in the customer's hand. Never refused; the same key again changes nothing.

    `at` is when it happened, when that was before now (a till that was offline).
    """
    _all_positive(lines)
    steps = [_sold(line, n, key=key) for n, line in enumerate(lines, 1)]
    return _moved(booking.book(steps, source="till", ref=ref, actor=actor, device=device, at=at or now, now=now))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sold:
    """A sale's goods: as `sell_now` takes them."""

    lines: Sequence[Wanted]
    key: str
    ref: str
    actor: str
    device: str
    at: datetime


@part
def sell_all(sales: Sequence[Sold], *, now: datetime) -> None:
    """Sell what is in the hands of several customers together, each sale under a key that is new.

    All or nothing: raises NotAsBooked where a shelf lacks a piece or owes one; then each is sold alone.
    """
    acts = []
    for sale in sales:
        _all_positive(sale.lines)
        steps = tuple(_sold(line, n, key=sale.key) for n, line in enumerate(sale.lines, 1))
        acts.append(booking.Taken(steps=steps, ref=sale.ref, actor=sale.actor, device=sale.device, at=sale.at))
    booking.book_all(acts, source="till", now=now)


@transaction.atomic
def take_out(
    *,
    owner: Owner | None = None,
    allocations: Sequence[UUID] = (),
    ref: str = "",
    actor: str = "",
    device: str = "",
    now: datetime,
) -> Moved:
    """Hand over or send what was promised: it leaves the shelf and the promise is kept. Taken out twice is once.

    Raises Conflict when one of the named allocations was released.
    """
    taken = take(owner=owner, allocations=allocations, now=now)
    steps = [
        Step(a.variant_id, a.location_id, -a.quantity, reason="sale", key=str(a.pk), freed=a.quantity) for a in taken
    ]
    booked = booking.book(steps, source="allocation", ref=ref, actor=actor, device=device, at=now, now=now)
    return _moved(booked)


def take(*, owner: Owner | None = None, allocations: Sequence[UUID] = (), now: datetime) -> list[Allocation]:
    """Mark allocations as taken out and give those that were not; the caller books them in the same transaction."""
    chosen = Allocation.objects.filter(pk__in=list(allocations))
    if owner:
        chosen = Allocation.objects.filter(owner_type=owner.type, owner_id=str(owner.id))
    found = list(chosen.order_by("id").select_for_update())
    if gone := [a.pk for a in found if a.state == "released" and not owner]:
        raise Conflict(f"released: {gone}")
    due = [a for a in found if a.state in ("open", "picked")]
    Allocation.objects.filter(pk__in=[a.pk for a in due]).update(state="taken_out", taken_out_at=now)
    return due


@transaction.atomic
def put_back(
    lines: Sequence[Wanted],
    *,
    bucket: Bucket,
    key: str,
    ref: str,
    reason: str = "return",
    actor: str = "",
    now: datetime,
) -> Moved:
    """Lay goods that came back, or were delivered (`reason="receipt"`), into a bucket. The same key again is nothing."""
    _all_positive(lines)
    steps = [
        Step(line.variant_id, line.location_id, line.quantity, bucket=bucket, reason=reason, key=f"{key}:{n}")
        for n, line in enumerate(lines, 1)
    ]
    booked = booking.book(steps, source="put_back", ref=ref, actor=actor, at=now, now=now)
    return _moved(booked)


@transaction.atomic
def shift(
    lines: Sequence[Wanted],
    *,
    from_bucket: Bucket,
    to_bucket: Bucket | None,
    key: str,
    ref: str = "",
    actor: str = "",
    now: datetime,
) -> Moved:
    """Move goods of a level to another bucket (damaged, on display); `to_bucket=None` writes them off as shrink."""
    _all_positive(lines)
    reason = "adjust" if to_bucket else "shrink"
    steps = []
    for n, line in enumerate(lines, 1):
        level = (line.variant_id, line.location_id)
        steps.append(Step(*level, -line.quantity, bucket=from_bucket, reason=reason, key=f"{key}:{n}"))
        if to_bucket:
            steps.append(Step(*level, line.quantity, bucket=to_bucket, reason=reason, key=f"{key}:{n}:to"))
    return _moved(booking.book(steps, source="shift", ref=ref, actor=actor, at=now, now=now))


def _sold(line: Wanted, place: int, *, key: str) -> Step:
    return Step(line.variant_id, line.location_id, -line.quantity, reason="sale", key=f"{key}:{place}")


def _all_positive(lines: Sequence[Wanted]) -> None:
    if any(line.quantity <= 0 for line in lines):
        raise ValueError("goods move by one or more")


def _moved(booked: Sequence[Booked] | None) -> Moved:
    if booked is None:
        return Moved(is_new=False, found=0, shortages=())
    return Moved(
        is_new=bool(booked),
        found=sum(each.found for each in booked),
        shortages=tuple(each.shortage_id for each in booked if each.shortage_id),
    )
