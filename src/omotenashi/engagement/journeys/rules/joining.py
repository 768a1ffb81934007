# SPDX-License-Identifier: Apache-2.0
"""Where somebody joins who comes late: a series that began two weeks before a birthday is taken up where it stands today."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import LONGEST_WAIT_DAYS, Graph, Step, minutes

# A step that was due longer ago than this is not made good: a greeting of last week is none.
GRACE = timedelta(days=1)
_LEAP_DAY, _DAY_BEFORE = (2, 29), (2, 28)


def place(graph: Graph, *, began: datetime, now: datetime, zone: ZoneInfo) -> tuple[str, datetime] | None:
    """Give the step on which somebody stands whose way began then, and since when; None when all is over.

    Waits that are over are passed, and so are steps whose moment was missed. A question is asked now, not then.
    """
    name, at = graph.first, began
    while name:
        step = graph.steps[name]
        if step.kind == "task" and now - at < GRACE:
            # It is given by whoever stands there, however long it is waited for.
            return name, at
        until = moves.waits(step, now=at, zone=zone)
        if until is not None and until > now:
            return name, at
        if until is not None:
            at = until
        elif set(step.to) != {"next"} or step.kind == "rate" or now - at < GRACE:
            return (name, at) if step.to else None
        branch = moves.left_by(step) if until is not None else "next"
        name = step.to.get(branch, "")
    return None


def span(graph: Graph) -> timedelta:
    """Give how long the longest way through a drawing takes at most, and the grace at its end."""
    longest: dict[str, timedelta] = {"": timedelta(0)}

    def walk(name: str) -> timedelta:
        if name not in longest:
            step = graph.steps[name]
            longest[name] = _longest(step) + max((walk(to) for to in step.to.values()), default=timedelta(0))
        return longest[name]

    return walk(graph.first) + GRACE


def _longest(step: Step) -> timedelta:
    if step.kind == "until":
        return timedelta(days=7 if step["weekdays"] else 1)
    return timedelta(days=LONGEST_WAIT_DAYS) if step.kind == "until_day" else timedelta(minutes=minutes(step))


def begins(day: date, *, days: int, at: str, zone: ZoneInfo) -> datetime:
    """Give when a way begins that begins so many days after (below zero: before) a day, at an hour."""
    hour, _, minute = at.partition(":")
    return datetime.combine(day + timedelta(days=days), time(int(hour), int(minute)), tzinfo=zone).astimezone(UTC)


def slot(now: datetime, *, at: str, zone: ZoneInfo) -> datetime:
    """Give the latest moment, now included, at which the clock on the wall showed an hour."""
    today = begins(now.astimezone(zone).date(), days=0, at=at, zone=zone)
    return today if today <= now else begins(now.astimezone(zone).date(), days=-1, at=at, zone=zone)


def birthdays(first: date, last: date) -> dict[tuple[int, int], list[date]]:
    """Give for month and day of birth the days of a span on which they are kept.

    Who was born on a leap day keeps it on 28 February in other years, the day on which the law lets them grow older.
    """
    found: dict[tuple[int, int], list[date]] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        found.setdefault((day.month, day.day), []).append(day)
        if (day.month, day.day) == _DAY_BEFORE and (day + timedelta(days=1)).month != _LEAP_DAY[0]:
            found.setdefault(_LEAP_DAY, []).append(day)
    return found
