# SPDX-License-Identifier: Apache-2.0
"""Whether a place is open at a moment, and when it opens next. Times are those of the clock on its wall."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jpholiday

HOLIDAY = 7
_DAYS_AHEAD = 366
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?")


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


def shortened(calendar: Calendar, by: timedelta) -> Calendar:
    """Give a calendar whose spans end so much earlier; a span that would be over before it begins is none."""
    if not by:
        return calendar
    week = {day: _shorter(spans, by) for day, spans in calendar.week.items()}
    return Calendar(week, {day: _shorter(spans, by) for day, spans in calendar.exceptions.items()})


def spans_from(text: str) -> list[Span]:
    """Read spans as people write them: 10:00-13:00, 14:00〜20:00; empty is closed. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found: list[Span] = []
    for part in re.split(r"[,、;\s]+(?=\d)", re.sub(r"\s*[-–—〜~ー]\s*", "-", plain)) if plain else []:
        read = _SPAN.fullmatch(part.strip())
        if not read:
            raise ValueError(text)
        span = Span(time(int(read[1]), int(read[2] or 0)), _closing(int(read[3]), int(read[4] or 0)))
        if span.closes <= span.opens or (found and span.opens < found[-1].closes):
            raise ValueError(text)
        found.append(span)
    return found


def text_of(spans: Sequence[Span]) -> str:
    """Write spans as `spans_from` reads them."""
    return ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans)


def _closing(hour: int, minute: int) -> time:
    """A day ends at 24:00, which no clock shows: a minute before is as late as a place closes."""
    return time(23, 59) if (hour, minute) == (24, 0) else time(hour, minute)


def _shorter(spans: Sequence[Span], by: timedelta) -> list[Span]:
    kept = []
    for span in spans:
        ends = datetime.combine(date.min, span.closes) - min(
            by, timedelta(hours=span.closes.hour, minutes=span.closes.minute)
        )
        if ends.time() > span.opens:
            kept.append(Span(span.opens, ends.time()))
    return kept


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
