# SPDX-License-Identifier: Apache-2.0
"""What a report may be called, and when its next sending is due."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

type Rhythm = Literal["daily", "weekly", "monthly"]
RHYTHMS: tuple[Rhythm, ...] = ("daily", "weekly", "monthly")
FILES = ("pdf", "csv", "xlsx")
LONGEST_NAME = 120
MOST_PINS = 12
# A mail that fails is tried again after so many minutes, and then no more.
WAITS = (2, 10, 60)


class BadReport(Exception):
    """A report or schedule that cannot be. `code`: unnamed, long, rhythm, file, when, many."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def named(name: str) -> str:
    """Give a name as it is kept. Raises BadReport."""
    tidy = " ".join(name.split())
    if not tidy:
        raise BadReport("unnamed")
    if len(tidy) > LONGEST_NAME:
        raise BadReport("long")
    return tidy


def check(*, rhythm: str, weekday: int, day: int, hour: int, file: str) -> None:
    """Refuse what no calendar has. Raises BadReport."""
    if rhythm not in RHYTHMS:
        raise BadReport("rhythm")
    if file not in FILES:
        raise BadReport("file")
    if not (0 <= weekday <= 6 and 1 <= day <= 31 and 0 <= hour <= 23):
        raise BadReport("when")


def next_at(rhythm: str, *, weekday: int, day: int, hour: int, after: datetime, zone: ZoneInfo) -> datetime:
    """Give the first moment after another at which a sending is due, in the days and hours of a zone.

    A month without the day is served on its last one; what was missed while nothing ran is not made up for.
    """
    today = after.astimezone(zone).date()
    for n in range(63):
        one = today + timedelta(days=n)
        moment = datetime(one.year, one.month, one.day, hour, tzinfo=zone)
        if moment > after and _fits(rhythm, one, weekday=weekday, day=day):
            return moment
    raise BadReport("when")


def _fits(rhythm: str, one: date, *, weekday: int, day: int) -> bool:
    if rhythm == "weekly":
        return one.weekday() == weekday
    if rhythm == "monthly":
        return one.day == min(day, monthrange(one.year, one.month)[1])
    return True


def try_again_at(tries: int, *, now: datetime) -> datetime | None:
    """Give when a mail that failed is tried again; None when it was tried often enough."""
    return now + timedelta(minutes=WAITS[tries - 1]) if tries <= len(WAITS) else None
