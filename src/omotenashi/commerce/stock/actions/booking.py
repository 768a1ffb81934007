# SPDX-License-Identifier: Apache-2.0
"""The one way by which goods change a level: movements, buckets, shortages and events of one act, in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base import planning
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.base.outbox.registry import DomainEvent
from omotenashi.base.statements import Statement
from omotenashi.commerce.stock.events import ShortageOpened, StockChanged, StockRanOut

_BOOK = """
SELECT outcome, variant_id, location_id, before, on_hand, free_before, free, found, shortage_id, risen
FROM stock_book(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::text[], %s::text[], %s::int[],
  %s, %s, %s, %s, %s, %s, %s, %s)
"""
# As `stock_book` does it for one: the levels are locked in one order and looked at, then moved. One that is short of
# something has no room.
_LEVELS = Statement("""
SELECT l.variant_id, l.location_id, l.on_hand, l.reserved + l.allocated,
  CASE WHEN l.short = 0 THEN l.backorder_limit END
FROM jsonb_to_record($1::jsonb) AS d(variants uuid[], locations uuid[])
CROSS JOIN LATERAL unnest(d.variants, d.locations) AS w(v, p)
JOIN stock_stocklevel l ON l.variant_id = w.v AND l.location_id = w.p
ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
""")
_TAKE = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_record($1::jsonb) AS d(now timestamptz, source text, acts jsonb)
), s AS MATERIALIZED (
  SELECT a.act, a.ref, a.actor, a.device, a.at, s.* FROM d CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset(d.acts) AS a(act uuid, ref text, actor text, device text, at timestamptz,
      steps jsonb) LIMIT jsonb_array_length(d.acts)
  ) a CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset(a.steps) AS s(variant uuid, location uuid, delta int, reason text, key text)
    LIMIT jsonb_array_length(a.steps)
  ) s
), moved AS (
  INSERT INTO stock_movement (id, variant_id, location_id, bucket, delta, reason, act, ref, actor, device, occurred_at,
    source, source_key)
  SELECT stock_new_id(), s.variant, s.location, 'on_hand', s.delta, s.reason, s.act, s.ref, s.actor, s.device, s.at,
    d.source, s.key FROM s, d
)
UPDATE stock_stocklevel l SET on_hand = l.on_hand + t.delta, version = l.version + t.acts
FROM (SELECT variant, location, sum(delta)::int AS delta, count(DISTINCT act)::int AS acts FROM s GROUP BY 1, 2) t
WHERE l.variant_id = t.variant AND l.location_id = t.location RETURNING l.id
""")


@dataclass(frozen=True, slots=True)
class Step:
    """One movement to book. `freed` is how much of the level's allocations it fulfils."""

    variant_id: UUID
    location_id: UUID
    delta: int
    bucket: str = "on_hand"
    reason: str = "adjust"
    key: str = ""
    freed: int = 0


@dataclass(frozen=True, slots=True)
class Booked:
    """A level after an act."""

    variant_id: UUID
    location_id: UUID
    before: int
    on_hand: int
    free_before: int
    free: int
    found: int
    shortage_id: UUID | None
    risen: int


def book(
    steps: Sequence[Step],
    *,
    source: str,
    ref: str = "",
    actor: str = "",
    device: str = "",
    resolution: str = "found",
    at: datetime,
    now: datetime,
) -> list[Booked] | None:
    """Book steps and tell of them; give each level they touched, or nothing when their keys were booked before."""
    if not steps:
        return []
    reason = steps[0].reason
    found = planning.ask(
        _BOOK,
        [
            [s.variant_id for s in steps], [s.location_id for s in steps], [s.bucket for s in steps],
            [s.delta for s in steps], [s.reason for s in steps], [s.key for s in steps], [s.freed for s in steps],
            new_id(), source, ref, actor, device, resolution, at, now,
        ],
    ).rows  # fmt: skip
    if found[0][0] == "known":
        return None
    booked = [Booked(*row[1:]) for row in found]
    publish(*(event for level in booked for event in _told(level, reason=reason, now=now)))
    return booked


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What one act takes off shelves: steps that have a key each, and who did it when."""

    steps: tuple[Step, ...]
    ref: str
    actor: str
    device: str
    at: datetime


class NotAsBooked(Exception):
    """A shelf has less than what is taken, or owes something: each act must be booked alone."""


def book_all(acts: Sequence[Taken], *, source: str, now: datetime) -> None:
    """Book what acts take off shelves together, each under keys that are new: as `book` does one after the other.

    Only where all of it lies there and nobody else is promised it: raises NotAsBooked before anything is written.
    """
    sums = Counter[tuple[UUID, UUID]]()
    for step in (step for act in acts for step in act.steps):
        sums[step.variant_id, step.location_id] -= step.delta
    variants, locations = [str(variant) for variant, _ in sums], [str(place) for _, place in sums]
    rows = _LEVELS.rows({"variants": variants, "locations": locations})
    before = {(variant, place): (on_hand, promised, room) for variant, place, on_hand, promised, room in rows}
    for level, taken in sums.items():
        on_hand, promised, room = before.get(level, (0, 0, None))
        if room is None or on_hand < taken or promised > on_hand - taken + room:
            raise NotAsBooked(level)
    _TAKE.rows({"now": now, "source": source, "acts": [_act(act) for act in acts]})
    for (variant, place), taken in sums.items():
        on_hand, promised, _ = before[variant, place]
        free = on_hand - promised
        booked = Booked(variant, place, on_hand, on_hand - taken, free, free - taken, 0, None, 0)
        publish(*_told(booked, reason=acts[0].steps[0].reason, now=now))


def _act(act: Taken) -> dict[str, object]:
    steps = [
        {"variant": s.variant_id, "location": s.location_id, "delta": s.delta, "reason": s.reason, "key": s.key}
        for s in act.steps
    ]
    return {
        "act": new_id(), "ref": act.ref, "actor": act.actor, "device": act.device, "at": act.at, "steps": steps
    }  # fmt: skip


def _told(level: Booked, *, reason: str, now: datetime) -> list[DomainEvent]:
    where = {"variant_id": level.variant_id, "location_id": level.location_id}
    told: list[DomainEvent] = [
        StockChanged(
            **where, at=now, on_hand=level.on_hand, free=level.free, free_before=level.free_before, reason=reason
        )
    ]
    if level.free <= 0 < level.free_before:
        told.append(StockRanOut(**where, at=now))
    if level.shortage_id:
        told.append(ShortageOpened(**where, at=now, shortage_id=level.shortage_id, quantity=level.risen))
    return told
