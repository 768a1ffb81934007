# SPDX-License-Identifier: Apache-2.0
"""What is asked of the shares: a span of days, by whom they are added up, and the shop that whoever asks may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.commerce.orders.queries.credits import Split
from omotenashi.people.staff.queries import Role
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.access import who
from omotenashi.web.console.places import own_place
from omotenashi.web.console.reading import day

SPLITS: Final = ("staff", "location", "channel")
# Nothing has this id: a manager who belongs to no shop sees nobody's credit.
_NO_SHOP: Final = UUID(int=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The first and the last day, both included, and what the shares are added up by."""

    first: date
    last: date
    by: Split
    place: UUID | None
    words: str
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """Give the first moment of it."""
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """Give the first moment after it."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    def url(self, **other: object) -> str:
        """Give the address that asks the same, or something else of it."""
        said = {"from": self.first.isoformat(), "to": self.last.isoformat(), "by": self.by, "q": self.words} | other
        return f"?{urlencode({name: value for name, value in said.items() if value})}"


def asked(request: HttpRequest, *, now: datetime) -> Asked:
    """Read an address kindly: without days it is this month, and days in the wrong order are put right."""
    today = clock.day_of(now, zone=zone())
    first = day(request.GET.get("from", "")) or today.replace(day=1)
    last = day(request.GET.get("to", "")) or max(first, today)
    by = request.GET.get("by", "staff")
    person = who(request)
    place = (own_place(person) or _NO_SHOP) if person.role == Role.MANAGER else None
    return Asked(
        first=min(first, last), last=max(first, last), by=cast("Split", by if by in SPLITS else "staff"),
        place=place, words=request.GET.get("q", "").strip(), zone=zone(),
    )  # fmt: skip


def spans(asked: Asked, *, now: datetime) -> list[dict[str, object]]:
    """Give the spans that are asked most: this month, the one before, and three months."""
    today = clock.day_of(now, zone=asked.zone)
    this = today.replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    third = ((before - timedelta(days=1)).replace(day=1) - timedelta(days=1)).replace(day=1)
    known = [
        (_("This month"), this, today), (_("Last month"), before, this - timedelta(days=1)),
        (_("Last three months"), third, this - timedelta(days=1)),
    ]  # fmt: skip
    return [
        {"label": label, "href": asked.url(**{"from": a, "to": b}), "here": (a, b) == (asked.first, asked.last)}
        for label, a, b in known
    ]


def _midnight(of: date, zone: ZoneInfo) -> datetime:
    return datetime(of.year, of.month, of.day, tzinfo=zone)
