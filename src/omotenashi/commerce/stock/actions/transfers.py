# SPDX-License-Identifier: Apache-2.0
"""Goods go from one place to another: draft → ready (promised) → in transit → received, partly or whole.

In transit a unit belongs to its destination, in a bucket of its level, so that no quantity exists twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from omotenashi.commerce.stock.actions import booking, goods, promises
from omotenashi.commerce.stock.actions.booking import Step
from omotenashi.commerce.stock.models import Allocation, Movement, Transfer, TransferLine
from omotenashi.commerce.stock.rules.promises import Conflict, OutOfStock, Owner, Wanted
from omotenashi.commerce.stock.rules.transfers import Arrival, arrival

_SOURCE = "transfer"
_LINE = "transfer_line"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """So many of a variant to send. `owner` waits for them where they go; `allocation_id` is what they hold already."""

    variant_id: UUID
    quantity: int
    owner: Owner | None = None
    allocation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """What arrived of one line, whole and damaged."""

    line_id: UUID
    received: int
    damaged: int = 0


@transaction.atomic
def draft(
    lines: Sequence[Sending], *, source_id: UUID, destination_id: UUID, key: str, actor: str = "", now: datetime
) -> UUID:
    """Plan a transfer; give its id. The same key again gives the same."""
    found = Transfer.objects.filter(key=key).first()
    if found:
        return found.pk
    made = Transfer.objects.create(
        key=key, source_id=source_id, destination_id=destination_id, actor=actor, drafted_at=now
    )
    TransferLine.objects.bulk_create(
        TransferLine(
            transfer=made,
            variant_id=line.variant_id,
            asked=line.quantity,
            owner_type=line.owner.type if line.owner else "",
            owner_id=str(line.owner.id) if line.owner else "",
            allocation_id=line.allocation_id,
        )
        for line in lines
    )
    return made.pk


@transaction.atomic
def ready(transfer_id: UUID, *, now: datetime) -> None:
    """Promise the units to the transfer, so that nobody sells them. Raises OutOfStock and changes nothing then."""
    transfer = _locked(transfer_id)
    if transfer.state == "ready":
        return
    _demand(transfer, "draft")
    wanted = [
        Wanted(
            variant_id=line.variant_id,
            location_id=transfer.source_id,
            quantity=line.asked,
            owner=Owner(_LINE, line.pk),
        )
        for line in transfer.lines.filter(allocation_id=None).order_by("id")
    ]
    if wanted:
        promises.allocate(wanted, owner=Owner(_SOURCE, transfer.pk), key=f"transfer:{transfer.pk}", now=now)
    _move(transfer, "ready", ready_at=now)


@transaction.atomic
def send(transfer_id: UUID, *, sent: Mapping[UUID, int] | None = None, actor: str = "", now: datetime) -> None:
    """The goods leave. `sent` says by line where fewer go than were asked for; what stays is promised no more."""
    transfer = _locked(transfer_id)
    if transfer.state in ("in_transit", "partly_received", "received"):
        return
    _demand(transfer, "ready")
    lines = {line.pk: line for line in transfer.lines.order_by("id")}
    going = {key: (sent or {}).get(key, line.asked) for key, line in lines.items()}
    if any(not 0 <= going[key] <= line.asked for key, line in lines.items()):
        raise Conflict("no more is sent than was asked for")
    kept = [_kept(line) for line in lines.values() if going[line.pk]]
    for line, held in ((line, _kept(line)) for line in lines.values()):
        left = held.quantity - going[line.pk]
        if left > 0:
            part = held.pk if not going[line.pk] else promises.split(held.pk, quantity=left, key=f"left:{line.pk}")
            promises.release(allocations=[part], now=now)
    goods.take(allocations=[held.pk for held in kept], now=now)
    booking.book(
        [step for line in lines.values() for step in _leaving(transfer, line, going[line.pk])],
        source=_SOURCE, ref=str(transfer.pk), actor=actor, at=now, now=now,
    )  # fmt: skip
    for key, quantity in going.items():
        TransferLine.objects.filter(pk=key).update(sent=quantity)
    _move(transfer, "in_transit", sent_at=now)


@transaction.atomic
def receive(
    transfer_id: UUID, arrived: Sequence[Arrived], *, key: str, is_last: bool = False, actor: str = "", now: datetime
) -> tuple[UUID, ...]:
    """Goods arrive. With `is_last` nothing more is expected, and what is missing is booked as shrink.

    Units somebody waits for are promised to them at once; gives those allocations. The same key again is nothing.
    """
    transfer = _locked(transfer_id)
    if Movement.objects.filter(source=_SOURCE, source_key=f"{key}:1").exists():
        return ()
    _demand(transfer, "in_transit", "partly_received")
    lines = {line.pk: line for line in transfer.lines.order_by("id")}
    said = {each.line_id: each for each in arrived}
    if unknown := set(said) - set(lines):
        raise Conflict(f"lines of another transfer: {unknown}")
    booked = {
        line.pk: arrival(
            sent=line.sent,
            arrived_before=line.received + line.damaged,
            received=said[line.pk].received if line.pk in said else 0,
            damaged=said[line.pk].damaged if line.pk in said else 0,
            is_last=is_last,
        )
        for line in lines.values()
    }
    steps = [step for line in lines.values() for step in _arriving(transfer, line, booked[line.pk])]
    steps = [_keyed(step, f"{key}:{n}") for n, step in enumerate(steps, 1)]
    booking.book(steps, source=_SOURCE, ref=str(transfer.pk), actor=actor, at=now, now=now)
    for each in arrived:
        TransferLine.objects.filter(pk=each.line_id).update(
            received=F("received") + each.received, damaged=F("damaged") + each.damaged
        )
    whole = is_last or all(
        line.received + line.damaged + booked[line.pk].off_the_way >= line.sent for line in lines.values()
    )
    _move(transfer, "received" if whole else "partly_received", received_at=now if whole else None)
    return _promised(transfer, lines, said, key=key, now=now)


@transaction.atomic
def cancel(transfer_id: UUID, *, now: datetime) -> None:
    """Call a transfer off before it leaves; what was promised to it is free again."""
    transfer = _locked(transfer_id)
    if transfer.state == "cancelled":
        return
    _demand(transfer, "draft", "ready")
    promises.release(key=f"transfer:{transfer.pk}", now=now)
    _move(transfer, "cancelled", cancelled_at=now)


def _locked(transfer_id: UUID) -> Transfer:
    return Transfer.objects.select_for_update().get(pk=transfer_id)


def _demand(transfer: Transfer, *states: str) -> None:
    if transfer.state not in states:
        raise Conflict(f"the transfer is {transfer.state}")


def _move(transfer: Transfer, state: str, **moments: datetime | None) -> None:
    Transfer.objects.filter(pk=transfer.pk).update(state=state, **moments)


def _kept(line: TransferLine) -> Allocation:
    if line.allocation_id:
        return Allocation.objects.get(pk=line.allocation_id)
    return Allocation.objects.exclude(key__startswith="left:").get(owner_type=_LINE, owner_id=str(line.pk))


def _leaving(transfer: Transfer, line: TransferLine, quantity: int) -> list[Step]:
    if not quantity:
        return []
    key = f"{line.pk}:sent"
    return [
        Step(line.variant_id, transfer.source_id, -quantity, reason="transfer_out", key=key, freed=quantity),
        Step(line.variant_id, transfer.destination_id, quantity, "in_transit", "transfer_in", f"{key}:on"),
    ]


def _arriving(transfer: Transfer, line: TransferLine, there: Arrival) -> list[Step]:
    level = (line.variant_id, transfer.destination_id)
    steps = [
        Step(*level, -there.off_the_way, "in_transit", "transfer_in"),
        Step(*level, there.on_hand, "on_hand", "transfer_in"),
        Step(*level, there.damaged, "damaged", "transfer_in"),
        Step(*level, -there.lost, "in_transit", "shrink"),
    ]
    return [step for step in steps if step.delta]


def _keyed(step: Step, key: str) -> Step:
    return Step(step.variant_id, step.location_id, step.delta, step.bucket, step.reason, key)


def _promised(
    transfer: Transfer, lines: Mapping[UUID, TransferLine], said: Mapping[UUID, Arrived], *, key: str, now: datetime
) -> tuple[UUID, ...]:
    wanted = [
        Wanted(
            variant_id=line.variant_id,
            location_id=transfer.destination_id,
            quantity=said[line.pk].received,
            owner=Owner(line.owner_type, line.owner_id),
        )
        for line in lines.values()
        if line.owner_type and line.pk in said and said[line.pk].received
    ]
    if not wanted:
        return ()
    try:
        return promises.allocate(wanted, owner=Owner(_SOURCE, transfer.pk), key=f"arrived:{key}", now=now)
    except OutOfStock:
        # The place was short of them already: the shortage there is resolved first, the owner is re-sourced.
        return ()
