# SPDX-License-Identifier: Apache-2.0
"""When places are open, in sets: three reads for however many places."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from omotenashi.places.locations.models import HoursException, OpeningHours
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
    """Give for each place when something is ready there that takes so long: while it is open, else at its next opening."""
    moment = at.astimezone(zone())
    return {place: _ready(calendar, moment, after) for place, calendar in _calendars(location_ids).items()}


def week_of(location_id: UUID, *, at: datetime) -> list[tuple[date, tuple[Span, ...] | None]]:
    """Give the next seven days with the hours of each, holidays and days of their own told; None: it never closes."""
    [calendar] = _calendars([location_id]).values()
    today = at.astimezone(zone()).date()
    found: list[tuple[date, tuple[Span, ...] | None]] = []
    for ahead in range(7):
        spans = hours.spans_on(calendar, today + timedelta(days=ahead))
        found.append((today + timedelta(days=ahead), None if spans is None else tuple(spans)))
    return found


def _ready(calendar: Calendar, moment: datetime, after: timedelta) -> datetime | None:
    opens = hours.opens_next(calendar, moment)
    return hours.opens_next(calendar, opens + after) if opens else None


def _calendars(location_ids: Iterable[UUID]) -> dict[UUID, Calendar]:
    wanted = list(location_ids)
    weeks: dict[UUID, dict[int, list[Span]]] = {place: {} for place in wanted}
    days: dict[UUID, dict[date, list[Span]]] = {place: {} for place in wanted}
    for span in OpeningHours.objects.filter(location_id__in=wanted):
        weeks[span.location_id].setdefault(span.weekday, []).append(Span(span.opens, span.closes))
    for day in HoursException.objects.filter(location_id__in=wanted):
        days[day.location_id][day.date] = [Span(day.opens, day.closes)] if day.opens and day.closes else []
    return {place: Calendar(weeks[place], days[place]) for place in wanted}
