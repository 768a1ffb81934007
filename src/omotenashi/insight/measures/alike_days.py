# SPDX-License-Identifier: Apache-2.0
"""Which day of the year before is like a day of this year, in Japan: the same feast, else the same weekday.

Golden Week, お盆 and the turn of the year lie on fixed dates, and trade follows the date, not the weekday. A public
holiday is compared with the same holiday. Any other day is compared with its weekday; where that day was a feast, with
the nearest week that had none. So a day of the year before may be used twice, and another not at all.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import jpholiday

type Why = Literal["weekday", "season", "holiday", "moved"]

# 52 weeks: the same weekday of the year before.
WEEKS = timedelta(days=364)
_NEAREST = tuple(timedelta(days=days) for days in (0, -7, 7, -14, 14))
# Name, first and last day (month, day).
_SEASONS = (
    ("new-year", (1, 1), (1, 3)),
    ("golden-week", (4, 29), (5, 6)),
    ("obon", (8, 13), (8, 16)),
    ("new-year", (12, 29), (12, 31)),
)


@dataclass(frozen=True)
class Alike:
    """A day, the day before that is like it, and why. `name`: the season or the holiday."""

    day: date
    before: date
    why: Why
    name: str = ""


def alike(day: date) -> Alike:
    """The day of the year before that is like a day."""
    if season := season_of(day):
        return Alike(day, day.replace(year=day.year - 1), "season", season)
    name = holiday_of(day)
    if name and (same := _holidays(day.year - 1).get(name)):
        return Alike(day, same, "holiday", name)
    usual = day - WEEKS
    plain = next((found for step in _NEAREST if _is_plain(found := usual + step)), usual)
    return Alike(day, plain, "weekday" if plain == usual else "moved", feast_of(usual) if plain != usual else "")


def pairs(first: date, last: date) -> tuple[Alike, ...]:
    """Every day from `first` to `last` with the day that is like it."""
    return tuple(alike(first + timedelta(days=n)) for n in range((last - first).days + 1))


def season_of(day: date) -> str:
    """golden-week, obon or new-year; empty for all other days."""
    at = (day.month, day.day)
    return next((name for name, first, last in _SEASONS if first <= at <= last), "")


def holiday_of(day: date) -> str:
    """The name of a public holiday; empty for all other days."""
    return _names(day.year).get(day, "")


def feast_of(day: date) -> str:
    """The season or the holiday that a day lies in; empty for all other days."""
    return season_of(day) or holiday_of(day)


def _is_plain(day: date) -> bool:
    return not feast_of(day)


@lru_cache(maxsize=64)
def _names(year: int) -> dict[date, str]:
    return dict(jpholiday.year_holidays(year))


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[str, date]:
    """Holiday → its day. One that a year has twice (国民の休日) is the first."""
    found: dict[str, date] = {}
    for day, name in sorted(_names(year).items()):
        found.setdefault(name, day)
    return found
