# SPDX-License-Identifier: Apache-2.0
"""When all of a segment come in again and again: every day, on days of the week, or on a day of each month. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules import joining

EVERY = ("", "day", "week", "month")
LAST_OF_MONTH = 31
# Runs of one person, journey and day have one id, whoever writes them and however often.
_RUNS = UUID("6f1d7c52-6a0e-5d53-9a1c-0f7b0c5a6e21")
_MOMENT = timedelta(microseconds=1)
# The longest way from one turn to the next, from 31 to 31.
_FARTHEST = 32


def every_of(entry: Mapping[str, Any]) -> str:
    """Give how often people come in: empty for once, or for an entry of another kind."""
    return str(entry.get("every") or "") if entry.get("kind") == "list" else ""


def hour_of(entry: Mapping[str, Any]) -> str:
    """Give at which hour."""
    return str(entry.get("hour") or "10:00")


def is_sound(entry: Mapping[str, Any]) -> bool:
    """Say whether the days and the hour of an entry can be told."""
    every, days, number = every_of(entry), entry.get("weekdays") or [], entry.get("month_day") or 1
    hour, _, minute = hour_of(entry).partition(":")
    if every not in EVERY or not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        return False
    if every == "week":
        return isinstance(days, list) and bool(days) and all(str(day) in "0123456" for day in days)
    return every != "month" or (isinstance(number, int) and 1 <= number <= LAST_OF_MONTH)


def times(entry: Mapping[str, Any], *, first: date, last: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the turns of a span of days, each once also where the clock is changed: an hour that is left out is an hour later."""
    hour, _, minute = hour_of(entry).partition(":")
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if _is_day(entry, day):
            yield datetime.combine(day, time(int(hour), int(minute)), tzinfo=zone)


def due(entry: Mapping[str, Any], *, since: datetime, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Give the turn that is to be taken now: the latest after `since`. One that was missed by a day is not made good."""
    today = now.astimezone(zone).date()
    missed = times(entry, first=today - timedelta(days=2), last=today, zone=zone)
    # Two moments of one zone are told apart by the wall, others by the instant.
    found = [at for at in missed if since.timestamp() < at.timestamp() <= now.timestamp()]
    return found[-1] if found and now.timestamp() - found[-1].timestamp() < joining.GRACE.total_seconds() else None


def following(entry: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Give the next turn after now."""
    today = now.astimezone(zone).date()
    ahead = times(entry, first=today, last=today + timedelta(days=_FARTHEST), zone=zone)
    return next((at for at in ahead if at.timestamp() > now.timestamp()), None)


def again_within(again_days: int | None, *, at: datetime, zone: ZoneInfo) -> timedelta | None:
    """Give how far back from a turn somebody may not have come in: by days of the calendar, not by hours; None for ever."""
    if again_days is None:
        return None
    day = at.astimezone(zone).date() - timedelta(days=again_days - 1)
    begins = datetime.combine(day, time(), tzinfo=zone)
    return timedelta(seconds=at.timestamp() - begins.timestamp()) + _MOMENT


def run_of(journey: UUID, person: UUID, *, at: datetime, zone: ZoneInfo) -> UUID:
    """Give the id of the run by which somebody comes in on the day of a turn."""
    return uuid5(_RUNS, f"{journey}:{person}:{at.astimezone(zone).date().isoformat()}")


def _is_day(entry: Mapping[str, Any], day: date) -> bool:
    match every_of(entry):
        case "day":
            return True
        case "week":
            return str(day.weekday()) in {str(one) for one in entry.get("weekdays") or ()}
        case "month":
            return day.day == min(int(entry.get("month_day") or 1), monthrange(day.year, day.month)[1])
        case _:
            return False
