# SPDX-License-Identifier: Apache-2.0
"""When conditions are asked and when they may turn. Days are those of the retailer's zone and turn at its midnight.

A window of N days is half open: of day D it holds the days after D - N, up to D. What may turn within `AHEAD` days is set
down as a timer; the computation of each day looks further.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AHEAD = 2
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """A moment with the day it is asked as of. A record that has fallen asleep is asked as of its last day: `awake` is
    False, and no clock turns anything in it.
    """

    now: datetime
    day: date
    zone: ZoneInfo
    awake: bool = True

    def coming(self) -> Iterator[date]:
        """Give the days ahead, within which turns are set down."""
        return (self.day + n * _DAY for n in range(1, AHEAD + 1)) if self.awake else iter(())

    def turn(self, day: date) -> datetime:
        """Give the moment a day begins."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """Up to when turns are set down."""
        return self.turn(self.day + (AHEAD + 1) * _DAY)


def windows(*days: int) -> list[int]:
    """Give after how many days what happened on a day makes a difference: on its own day, and where it leaves."""
    return sorted({0, *(each for each in days if each)})


def next_turn(days: Iterable[date], offsets: Iterable[int], moment: Moment) -> datetime | None:
    """Give when what happened on these days may next make a difference, if that is soon."""
    ahead = set(moment.coming())
    if not ahead:
        return None
    gone = list(offsets)
    found = [turn for day in days for off in gone if (turn := day + off * _DAY) in ahead]
    return moment.turn(min(found)) if found else None


def birthdays(days: Iterable[date]) -> list[str]:
    """Give the births (month and day) that are celebrated on these days; those of 29 February on 1 March where it is none."""
    found = set()
    for day in days:
        found.add(f"{day:%m%d}")
        if (day.month, day.day) == (3, 1) and (day - _DAY).day == 28:
            found.add("0229")
    return sorted(found)


def around(day: date, *, before: int, after: int) -> list[date]:
    """Give the birthdays of those for whom a day lies in `before` days before or `after` days after it."""
    return [day + n * _DAY for n in range(-after, before + 1)]


def age_on(born: date, day: date) -> int:
    """Give the age in full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def first(*turns: datetime | None) -> datetime | None:
    """Give the earliest of those that are."""
    return min((each for each in turns if each), default=None)
