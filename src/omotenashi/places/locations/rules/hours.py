# SPDX-License-Identifier: Apache-2.0
"""Whether a place is open at a moment, and when it opens next. Times are those of the clock on its wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jpholiday

HOLIDAY = 7
_DAYS_AHEAD = 366


@dataclass(frozen=True, slots=True)
class Span:
    """From one time to another of one day; the end is no longer open."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """A week by weekday (0 Monday … 6, and 7 for national holidays) and days of their own; an empty one is closed."""

    week: Mapping[int, Sequence[Span]]
    exceptions: Mapping[date, Sequence[Span]]


def spans_on(calendar: Calendar, day: date) -> Sequence[Span] | None:
    """Give the spans of a day; None for a place that never said when it is open, and so is taken to be."""
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    if not calendar.week:
        return None
    if HOLIDAY in calendar.week and jpholiday.is_holiday(day):
        return calendar.week[HOLIDAY]
    return calendar.week.get(day.weekday(), ())


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Say whether the place is open; `moment` is in its zone."""
    spans = spans_on(calendar, moment.date())
    return spans is None or any(span.opens <= moment.time() < span.closes for span in spans)


def opens_next(calendar: Calendar, moment: datetime) -> datetime | None:
    """Give the moment itself while open, else the next opening; None when none comes within a year."""
    if is_open(calendar, moment):
        return moment
    for ahead in range(_DAYS_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        spans = spans_on(calendar, day)
        if spans is None:
            return datetime.combine(day, time(), moment.tzinfo)
        starts = [datetime.combine(day, span.opens, moment.tzinfo) for span in spans]
        if later := sorted(start for start in starts if start > moment):
            return later[0]
    return None
