# SPDX-License-Identifier: Apache-2.0
"""What a new price does to the periods of a slot: the past stays as it was, what lies under the new price gives way.

A price without an end runs until the next one that is planned; one with an end lets the running price come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class PriceInThePast(ValueError):
    """A price can begin now or later; what was true stays true."""


class EmptyPeriod(ValueError):
    """A price ends before it begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceChange:
    """A price to be set: `start` None means now, `end` None until the next planned price."""

    sku: str
    amount: int
    list: str = "standard"
    start: datetime | None = None
    end: datetime | None = None
    min_quantity: int = 1


@dataclass(frozen=True, slots=True)
class Period:
    """An amount from a moment (None: since ever) until before another (None: for good)."""

    start: datetime | None
    end: datetime | None
    amount: int


def changed(periods: Sequence[Period], new: Period) -> list[Period]:
    """Give the periods of a slot, in order, once a new price has been put over them. Raises EmptyPeriod."""
    if new.start is None:
        raise EmptyPeriod("a new price begins at a moment")
    starts = [p.start for p in periods if p.start is not None and p.start > new.start]
    end = min(starts, default=None) if new.end is None else new.end
    if end is not None and end <= new.start:
        raise EmptyPeriod(f"{new.start} to {end}")
    put = Period(new.start, end, new.amount)
    rest = [left for p in periods for left in _without(p, put)]
    return sorted([*rest, put], key=lambda p: (p.start is not None, p.start or put.start))


def _without(old: Period, new: Period) -> list[Period]:
    """Give what is left of a period beside another."""
    assert new.start is not None  # noqa: S101  # `changed` has seen to it
    left = []
    if old.start is None or old.start < new.start:
        before = new.start if old.end is None else min(old.end, new.start)
        left.append(Period(old.start, before, old.amount))
    if new.end is not None and (old.end is None or old.end > new.end):
        after = new.end if old.start is None else max(old.start, new.end)
        left.append(Period(after, old.end, old.amount))
    return left
