# SPDX-License-Identifier: Apache-2.0
"""What the stock app tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class StockEvent(DomainEvent):
    """Something that concerns one variant at one place."""

    variant_id: UUID
    location_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StockChanged(StockEvent):
    """Goods came, went or changed their bucket. `free` is what lies there and nobody was promised; below zero: short.

    A promise alone is not told (what is promised is read where it stands); that it was the last unit is StockRanOut.
    """

    on_hand: int
    free: int
    free_before: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class StockRanOut(StockEvent):
    """The last unit that was free was promised or went."""


@dataclass(frozen=True, kw_only=True)
class ShortageOpened(StockEvent):
    """More is promised than lies there, because goods went that were promised or a count found less."""

    shortage_id: UUID
    quantity: int
