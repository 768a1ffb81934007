# SPDX-License-Identifier: Apache-2.0
"""When places are open and how fast they are, in sets: as many reads for one place as for many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from omotenashi.places.locations.models import HoursException, Location, OpeningHours
from omotenashi.places.locations.queries.retailer import zone
from omotenashi.places.locations.rules import hours
from omotenashi.places.locations.rules.hours import Calendar, Span


def is_open(location_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, bool]:
    """Say of each place whether it is open at a moment."""
    moment = at.astimezone(zone())
    return {place: hours.is_open(calendar, moment) for place, calendar in _calendars(location_ids).items()}


def opens_next(location_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, datetime | None]:
    """Give for each place the moment itself if it is open then, or its next opening."""
    moment = at.astimezone(zone())
    return {place: hours.opens_next(calendar, moment) for place, calendar in _calendars(location_ids).items()}


def ready_at(location_ids: Iterable[UUID], *, at: datetime, after: timedelta) -> dict[UUID, datetime | None]:
    """Give for each place when something is ready there: while it is open, else at its next opening.

    It takes `after`, or as long as the place says of itself; what would be ready too near its closing waits for the next.
    """
    moment, wanted = at.astimezone(zone()), list(location_ids)
    paces = paces_of(wanted)
    return {
        place: _ready(calendar, moment, paces[place].pickup or after, paces[place].margin)
        for place, calendar in _calendars(wanted).items()
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How fast a place is where it differs from the house's, and how long before closing it makes nothing ready."""

    pickup: timedelta | None = None
    ship: timedelta | None = None
    margin: timedelta = timedelta(0)


def paces_of(location_ids: Iterable[UUID]) -> dict[UUID, Pace]:
    """Give the pace of places: one read."""
    wanted = list(location_ids)
    said = Location.objects.filter(pk__in=wanted).values_list(
        "id", "pickup_minutes", "ship_hours", "last_pickup_minutes"
    )
    found = {
        place: Pace(
            pickup=None if minutes is None else timedelta(minutes=minutes),
            ship=None if hours is None else timedelta(hours=hours), margin=timedelta(minutes=margin),
        )
        for place, minutes, hours, margin in said
    }  # fmt: skip
    return {place: found.get(place, Pace()) for place in wanted}


def week_of(location_id: UUID, *, at: datetime) -> list[tuple[date, tuple[Span, ...] | None]]:
    """Give the next seven days with the hours of each, holidays and days of their own told; None: it never closes."""
    [calendar] = _calendars([location_id]).values()
    today = at.astimezone(zone()).date()
    found: list[tuple[date, tuple[Span, ...] | None]] = []
    for ahead in range(7):
        spans = hours.spans_on(calendar, today + timedelta(days=ahead))
        found.append((today + timedelta(days=ahead), None if spans is None else tuple(spans)))
    return found


def _ready(calendar: Calendar, moment: datetime, after: timedelta, margin: timedelta) -> datetime | None:
    opens = hours.opens_next(calendar, moment)
    return hours.opens_next(hours.shortened(calendar, margin), opens + after) if opens else None


def _calendars(location_ids: Iterable[UUID]) -> dict[UUID, Calendar]:
    wanted = list(location_ids)
    weeks: dict[UUID, dict[int, list[Span]]] = {place: {} for place in wanted}
    days: dict[UUID, dict[date, list[Span]]] = {place: {} for place in wanted}
    for span in OpeningHours.objects.filter(location_id__in=wanted):
        weeks[span.location_id].setdefault(span.weekday, []).append(Span(span.opens, span.closes))
    for day in HoursException.objects.filter(location_id__in=wanted):
        days[day.location_id][day.date] = [Span(day.opens, day.closes)] if day.opens and day.closes else []
    return {place: Calendar(weeks[place], days[place]) for place in wanted}
