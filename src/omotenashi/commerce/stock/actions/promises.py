# SPDX-License-Identifier: Apache-2.0
"""Promise units of a level, keep the promise or let it go. Each is one call of a function of the database (ADR 0025).

Locks are taken in one order: reservation, allocation, level. One transaction that does both lets go before it promises.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk, planning
from omotenashi.base.ids import new_id, new_ids
from omotenashi.base.outbox.actions import publish
from omotenashi.base.outbox.registry import handlers_of
from omotenashi.base.statements import Statement
from omotenashi.commerce.stock.events import StockRanOut
from omotenashi.commerce.stock.models import Allocation, Reservation
from omotenashi.commerce.stock.rules.promises import (
    Conflict,
    Kind,
    Lacking,
    NothingHeld,
    OutOfStock,
    Owner,
    Sums,
    Wanted,
    summed,
)

_SWEEP = 1_000
_PROMISE = """
SELECT * FROM stock_promise(%s::uuid[], %s::uuid[], %s::int[], %s::int[], %s::uuid[], %s::int[], %s::int[],
  %s::text[], %s::text[], %s, %s, %s, %s, %s::text[])
"""
# As `stock_promise` does it for one: the levels are locked in one order and looked at, then held and moved.
_LEVELS = """
SELECT l.variant_id, l.location_id, l.on_hand - l.reserved - l.allocated + l.backorder_limit
FROM stock_stocklevel l JOIN unnest(%s::uuid[], %s::uuid[]) w(v, p) ON l.variant_id = w.v AND l.location_id = w.p
ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
"""
_HOLD = Statement("""
WITH w AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, kind text, variant uuid, location uuid, quantity int,
    expires_at timestamptz, owner_type text, owner_id text, key text, line int, now timestamptz)
  LIMIT jsonb_array_length($1::jsonb)
), held AS (
  INSERT INTO stock_reservation (
    id, kind, variant_id, location_id, quantity, expires_at, owner_type, owner_id, key, line, held_at)
  SELECT id, kind, variant, location, quantity, expires_at, owner_type, owner_id, key, line, now FROM w
)
UPDATE stock_stocklevel l SET version = l.version + 1, reserved = l.reserved + s.taken
FROM (SELECT variant, location, sum(quantity)::int AS taken FROM w GROUP BY 1, 2) s
WHERE l.variant_id = s.variant AND l.location_id = s.location
RETURNING l.variant_id, l.location_id, s.taken, l.on_hand - l.reserved - l.allocated
""")
_CONVERT = "SELECT * FROM stock_convert(%s, %s::text[], %s::text[], %s)"
_RELEASE = "SELECT * FROM stock_release(%s, %s, %s, %s::uuid[], %s::uuid[], %s, %s)"
_EXPIRE = "SELECT stock_expire(%s, %s)"


def reserve(
    lines: Sequence[Wanted], *, kind: Kind, owner: Owner, key: str, expires_at: datetime, now: datetime
) -> tuple[UUID, ...]:
    """Hold units until a moment; give the reservation of each line. The same key again gives the same.

    All lines or none: raises OutOfStock with what lacks, and then nothing was written, so the caller may go on.
    """
    if expires_at <= now:
        raise ValueError("a hold lasts for some time")
    return _promise(lines, kind=kind, owner=owner, key=key, expires_at=expires_at, now=now)


def reserve_all(
    wishes: Sequence[tuple[str, Sequence[Wanted]]], *, kind: Kind, expires_at: datetime, now: datetime
) -> None:
    """Hold units for several who come together, each wish under a key that is new and each line with its owner.

    All or nothing: raises OutOfStock, and IntegrityError for a key that was used; the transaction is void then.
    """
    lines = [(key, n, line) for key, wanted in wishes for n, line in enumerate(wanted, 1)]
    sums = summed([line for _, _, line in lines])
    levels = {(variant, place): free for variant, place, free in planning.ask(_LEVELS, _levels(sums)).rows}
    _refuse(
        [
            ("lacking", None, variant, place, quantity, max(0, levels.get((variant, place), 0) - buffer))
            for variant, place, quantity, buffer in zip(
                sums.variants, sums.locations, sums.quantities, sums.buffers, strict=True
            )
            if levels.get((variant, place), 0) - buffer < quantity
        ]
    )
    said = [
        {
            "id": new_id(), "kind": kind, "variant": line.variant_id, "location": line.location_id, "key": key,
            "line": n, "quantity": line.quantity, "expires_at": expires_at, "now": now,
            "owner_type": line.owner.type if line.owner else "", "owner_id": str(line.owner.id) if line.owner else "",
        }
        for key, n, line in lines
    ]  # fmt: skip
    for variant, place, taken, free in _HOLD.rows(said):
        if free <= 0 < free + taken:
            publish(StockRanOut(variant_id=variant, location_id=place, at=now))


def allocate(lines: Sequence[Wanted], *, owner: Owner, key: str, now: datetime) -> tuple[UUID, ...]:
    """Promise units that are sold; give the allocation of each line. Otherwise like `reserve`."""
    return _promise(lines, kind=None, owner=owner, key=key, expires_at=None, now=now)


def convert(*, key: str, owner: Owner | None = None, owners: Sequence[Owner] = (), now: datetime) -> tuple[UUID, ...]:
    """Make a hold a sale; give its allocations, line by line. Said again it gives the same.

    The allocations belong to `owners` (one for each line), or all to `owner`, or to whom the lines were reserved for.
    A hold that lapsed is tried afresh and raises OutOfStock when it cannot be had; one that was released raises Conflict.
    """
    asked = [owner] if owner else list(owners)
    types, ids = [each.type for each in asked] or None, [str(each.id) for each in asked] or None
    found = planning.ask(_CONVERT, [key, types, ids, now]).rows
    if not found:
        raise NothingHeld(key)
    _refuse(found)
    if found[0][0] == "released":
        raise Conflict(f"{key} was released")
    return tuple(row[1] for row in found)


def release(
    *,
    key: str | None = None,
    owner: Owner | None = None,
    reservations: Sequence[UUID] = (),
    allocations: Sequence[UUID] = (),
    resolution: str = "resourced",
    now: datetime,
) -> int:
    """Let go what is still held or sold and not taken out: under a key, for an owner, or these rows.

    Gives the number of units. Whoever comes second finds nothing. `resolution` says how a shortage ends by it.
    """
    names = (owner.type, str(owner.id)) if owner else (None, None)
    chosen = [key, *names, list(reservations), list(allocations)]
    return sum(row[2] for row in planning.ask(_RELEASE, [*chosen, resolution, now]).rows)


@transaction.atomic
def prolong(*, key: str, until: datetime) -> int:
    """Hold what is held under a key for longer; give how many lines. Never for shorter, and never what has lapsed."""
    held = Reservation.objects.filter(key=key, state="held", expires_at__lt=until)
    found = list(held.order_by("id").select_for_update().values_list("id", flat=True))
    return Reservation.objects.filter(pk__in=found, state="held").update(expires_at=until)


def expire(*, now: datetime, limit: int = _SWEEP) -> int:
    """End the holds whose time is over, at most `limit`; give how many. Several may sweep at once."""
    return int(bulk.rows(_EXPIRE, [now, limit])[0][0])


def pick(*, owner: Owner | None = None, allocations: Sequence[UUID] = (), now: datetime) -> tuple[UUID, ...]:
    """Note that units were taken from the shelf for their owner; give the allocations that were open until now."""
    chosen = Allocation.objects.filter(state="open")
    if owner:
        chosen = chosen.filter(owner_type=owner.type, owner_id=str(owner.id))
    else:
        chosen = chosen.filter(pk__in=list(allocations))
    with transaction.atomic(savepoint=False):
        found = list(chosen.order_by("id").select_for_update().values_list("id", flat=True))
        Allocation.objects.filter(pk__in=found).update(state="picked", picked_at=now)
    return tuple(found)


@transaction.atomic
def split(allocation_id: UUID, *, quantity: int, key: str) -> UUID:
    """Make an allocation of a part of another, so that the part can go its own way; give the part."""
    whole = Allocation.objects.select_for_update().get(pk=allocation_id)
    if part := Allocation.objects.filter(key=key).first():
        return part.pk
    if whole.state not in ("open", "picked") or not 0 < quantity < whole.quantity:
        raise Conflict(f"{quantity} of {whole.quantity}, {whole.state}")
    Allocation.objects.filter(pk=whole.pk).update(quantity=whole.quantity - quantity)
    made = Allocation(
        variant_id=whole.variant_id,
        location_id=whole.location_id,
        quantity=quantity,
        state=whole.state,
        owner_type=whole.owner_type,
        owner_id=whole.owner_id,
        reservation_id=whole.reservation_id,
        key=key,
        line=1,
        opened_at=whole.opened_at,
        picked_at=whole.picked_at,
    )
    made.save(force_insert=True)
    return made.pk


def _promise(
    lines: Sequence[Wanted], *, kind: str | None, owner: Owner, key: str, expires_at: datetime | None, now: datetime
) -> tuple[UUID, ...]:
    """Promise in one statement, which tells what ran out: a transaction of its own where the caller has none."""
    ids = new_ids(len(lines))
    found = _called(lines, summed(lines), ids, kind=kind, owner=owner, key=key, expires_at=expires_at, now=now)
    if found and found[0][0] == "known":
        return _known(found, lines)
    _refuse(found)
    return tuple(ids)


def _called(
    lines: Sequence[Wanted],
    sums: Sums,
    ids: Sequence[UUID],
    *,
    kind: str | None,
    owner: Owner,
    key: str,
    expires_at: datetime | None,
    now: datetime,
) -> list[tuple[Any, ...]]:
    owners = [line.owner or owner for line in lines]
    said = [
        _array(sums.variants), _array(sums.locations), _array(sums.quantities), _array(sums.buffers),
        _array(ids), _array(sums.levels), _array(line.quantity for line in lines),
        _quoted(each.type for each in owners), _quoted(str(each.id) for each in owners),
        kind, key, expires_at, now, _quoted(handlers_of(StockRanOut)),
    ]  # fmt: skip
    return planning.ask(_PROMISE, said).rows


def _levels(sums: Sums) -> list[str]:
    return [_array(sums.variants), _array(sums.locations)]


# Arrays are written here and not by the driver: it looks at every element of ten lists, which is half of the call's time.
def _array(values: Iterable[UUID | int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _quoted(values: Iterable[str]) -> str:
    return "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "}"


def _known(found: Sequence[tuple[Any, ...]], lines: Sequence[Wanted]) -> tuple[UUID, ...]:
    before = [(variant, location, quantity) for _, _, variant, location, quantity, _ in found]
    if before != [(line.variant_id, line.location_id, line.quantity) for line in lines]:
        raise Conflict("this key was used for other lines")
    return tuple(row[1] for row in found)


def _refuse(found: Sequence[tuple[Any, ...]]) -> None:
    lacking = [
        Lacking(variant_id=variant, location_id=location, wanted=quantity, free=free)
        for outcome, _, variant, location, quantity, free in found
        if outcome == "lacking"
    ]
    if lacking:
        raise OutOfStock(lacking)
