# SPDX-License-Identifier: Apache-2.0
"""The one way by which goods change a level: movements, buckets, shortages and events of one act, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base import planning
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.base.outbox.registry import DomainEvent
from omotenashi.commerce.stock.events import ShortageOpened, StockChanged, StockRanOut

_BOOK = """
SELECT outcome, variant_id, location_id, before, on_hand, free_before, free, found, shortage_id, risen
FROM stock_book(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::text[], %s::text[], %s::int[],
  %s, %s, %s, %s, %s, %s, %s, %s)
"""


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
