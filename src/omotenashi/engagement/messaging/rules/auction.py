# SPDX-License-Identifier: Apache-2.0
"""Who goes first where there is not room for all: what somebody's own act set off before broadcasts, then the priority that was
given, then what it is expected to bring, then what waited longest.

Advertising waits one tick before it is judged, broadcasts longer, so that what matters more can overtake it; the first of a
person whose tick is over brings all that wait for the same person into one auction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

BROADCAST = 2


@dataclass(frozen=True, slots=True)
class Ticks:
    """How many seconds advertising waits for what may overtake it, and how many broadcasts do."""

    triggered: int
    broadcast: int

    def opens(self, at: datetime, *, weight: int) -> datetime:
        """Give when something that was wished for at a moment is judged."""
        return at + timedelta(seconds=self.broadcast if weight >= BROADCAST else self.triggered)


@dataclass(frozen=True, slots=True)
class Bid:
    """A message that would go to a person, what it is ranked by, and the day there on which it is counted."""

    message: object
    person: object
    channel: str
    weight: int
    priority: int
    margin: int
    planned_at: datetime
    day: date

    @property
    def rank(self) -> tuple[int, int, int, datetime, str]:
        """Give what it is sorted by, the first first."""
        return self.weight, -self.priority, -self.margin, self.planned_at, str(self.message)


def ranked(bids: Iterable[Bid]) -> list[Bid]:
    """Put those in order who ask for the same room."""
    return sorted(bids, key=lambda one: one.rank)


def spare(window: str, most: int, *, weight: int) -> int:
    """Give how much of a cap somebody must leave: broadcasts the last of a day, where a day has more than one."""
    return 1 if weight >= BROADCAST and window == "day" and most > 1 else 0
