# SPDX-License-Identifier: Apache-2.0
"""When shops are open, in the words of a flyer: 10:00〜20:00（土・日 10:00〜21:00、水定休）. Two reads for all shops."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from uuid import UUID

from omotenashi.places.locations.models import OpeningHours

# Paper is read in Japanese, whoever prints it.
WEEKDAYS = "月火水木金土日"


def words_of(location_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the hours of each shop that said when it is open."""
    weeks: dict[UUID, dict[int, list[tuple[time, time]]]] = defaultdict(lambda: defaultdict(list))
    for span in OpeningHours.objects.filter(location_id__in=list(location_ids)):
        weeks[span.location_id][span.weekday].append((span.opens, span.closes))
    return {place: hours(week) for place, week in weeks.items()}


def hours(week: Mapping[int, Sequence[tuple[time, time]]]) -> str:
    """Give a week in words: the usual hours, then the days that differ, then those on which it is closed. Pure."""
    days: dict[str, list[int]] = defaultdict(list)
    for day in range(len(WEEKDAYS)):
        days["・".join(f"{one:%-H:%M}〜{other:%-H:%M}" for one, other in sorted(week.get(day, ())))].append(day)
    closed = days.pop("", [])
    usual = sorted(days, key=lambda text: (-len(days[text]), days[text]))
    if not usual:
        return ""
    more = [f"{_named(days[text])} {text}" for text in usual[1:]]
    if closed:
        more.append(f"{_named(closed)}定休")
    return f"{usual[0]}（{'、'.join(more)}）" if more else usual[0]


def _named(days: Sequence[int]) -> str:
    return "・".join(WEEKDAYS[day] for day in days)
