# SPDX-License-Identifier: Apache-2.0
"""After how long something comes again: so many days, or so many months of the calendar; as a text "P30D" or "P2M" (ISO 8601)."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from omotenashi.base.text.forms import nfkc

# Days and months of a unit.
_UNITS = {
    "年": (0, 12), "year": (0, 12), "annual": (0, 12), "月": (0, 1), "month": (0, 1),
    "週": (7, 0), "week": (7, 0), "日": (1, 0), "day": (1, 0),
}  # fmt: skip
_UNIT = "|".join(_UNITS)
_TIMES = re.compile(rf"(\d{{1,5}})\s*[ヶケカか箇個]?\s*({_UNIT})")
_WORD = re.compile(_UNIT)
_EVERY_OTHER = re.compile(r"隔|^bi|every other")
_TEXT = re.compile(r"P(\d+)([DM])")
MOST_DAYS = 3660
# Calendars end with the year 9999; deliveries that a file only counts could go beyond.
_FAR = datetime(9990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Interval:
    """So many days or so many months; never both."""

    days: int = 0
    months: int = 0

    def __str__(self) -> str:
        return f"P{self.months}M" if self.months else f"P{self.days}D"

    @property
    def in_days(self) -> int:
        """About so many days, where only days can be told: a month is thirty of them, a year 365."""
        years, months = divmod(self.months, 12)
        return self.days + years * 365 + months * 30

    def after(self, moment: datetime, times: int, *, began: datetime, zone: tzinfo) -> datetime:
        """The moment so many intervals later, in the calendar of a zone.

        What began on the 31st comes on the last day of a shorter month, and on the 31st again in the next long one.
        """
        if moment.year + self.in_days * times // 365 >= _FAR.year:
            return _FAR
        if not self.months:
            return moment + timedelta(days=self.days * times)
        here = moment.astimezone(zone)
        wished = began.astimezone(zone).day
        day = wished if here.day == min(wished, _last_day(here.year, here.month)) else here.day
        years, month = divmod(here.year * 12 + here.month - 1 + self.months * times, 12)
        found = date(years, month + 1, min(day, _last_day(years, month + 1)))
        return datetime.combine(found, here.timetz()).astimezone(moment.tzinfo)


def said(text: str) -> Interval | None:
    """30, 30日ごと, 2ヶ月, 毎月, 隔週, every 4 weeks; None for what is no interval."""
    word = nfkc(text).strip().casefold()
    if told := _TIMES.search(word):
        found = _times(told[2], int(told[1]))
    elif unit := _WORD.search(word):
        found = _times(unit[0], 2 if _EVERY_OTHER.search(word) else 1)
    else:
        found = Interval(days=int(word) if word.isdecimal() and word.isascii() and len(word) < 6 else 0)
    return found if 0 < found.in_days <= MOST_DAYS else None


def of(text: str) -> Interval:
    """An interval from its own text."""
    told = _TEXT.fullmatch(text)
    if told is None:
        raise ValueError(text)
    number = int(told[1])
    return Interval(months=number) if told[2] == "M" else Interval(days=number)


def _times(unit: str, number: int) -> Interval:
    days, months = _UNITS[unit]
    return Interval(days * number, months * number)


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
