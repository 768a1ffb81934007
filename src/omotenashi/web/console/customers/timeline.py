# SPDX-License-Identifier: Apache-2.0
"""物語: everything a person did on one line of time, from the record of orders and from the entries.

Orders and returns are read from their own record, so the entries that repeat them are left out. The line is read a
piece at a time by a cursor, so the ten-thousandth fact costs what the first does.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.places.locations import queries as places
from omotenashi.web.console.customers import telling
from omotenashi.web.console.customers.asking import Asked
from omotenashi.web.console.customers.happened import Fact, Known, facts
from omotenashi.web.console.customers.occurrences import Names
from omotenashi.web.console.customers.sales import Line, back_lines_of, lines_of
from omotenashi.web.console.reading import day as read_day
from omotenashi.web.ui.tags.formats import day

SIZE, NEXT_SIZE = 30, 60
# Facts of one second are cut apart by their id; more of one second than this are not expected of one person.
SLACK = 20
# Facts of contracts (定期), which name what they send by its code.
CONTRACTS = "orders.Subscription"


@dataclass(frozen=True)
class Day:
    """The facts of one day. `goes_on`: its heading stands above already."""

    label: str
    iso: str
    entries: list[dict[str, Any]]
    goes_on: bool = False

    @property
    def lines(self) -> SafeString:
        """All lines of the day as HTML: written here, because a template asks too much of thousands of them."""
        return telling.lines(self.entries)


@dataclass(frozen=True)
class Strip:
    """A piece of the line, ready for the template, and the cursor of the next piece."""

    entries: list[dict[str, Any]]
    next: str
    days: list[Day] = field(default_factory=list)
    more: str = ""


def strip(
    node_ids: Sequence[UUID],
    asked: Asked | None = None,
    *,
    known: Known | None = None,
    lines: dict[UUID, list[Line]] | None = None,
    size: int = SIZE,
) -> Strip:
    """Give the newest facts before a cursor: at most six reads, and three of names where entries hold codes.

    `known` is what the page has read already; the lines of orders that are read here are left in `lines`.
    """
    asked = asked or Asked()
    start = _read(asked.before) or _end_of(asked.day)
    until = start[0] if start else None
    found = facts(node_ids, asked, until=until, limit=size + 1 + SLACK, known=known)
    ordered = sorted((one for one in found if start is None or one.place < start), key=_place, reverse=True)
    days = _days(entries := _written(ordered[:size], lines if lines is not None else {}), asked.shown)
    if len(ordered) <= size:
        return Strip(entries=entries, next="", days=days)
    cursor = _write(ordered[size - 1].place)
    return Strip(entries=entries, next=cursor, days=days, more=asked.url(before=cursor, shown=days[-1].iso))


def _place(fact: Fact) -> tuple[datetime, str]:
    return fact.place


def _written(shown: Sequence[Fact], lines: dict[UUID, list[Line]]) -> list[dict[str, Any]]:
    lines |= lines_of([fact.source.id for fact in shown if fact.kind == "order" and fact.source.id not in lines])
    back = back_lines_of([fact.source.id for fact in shown if fact.kind == "return"])
    names = _names(shown)
    return [_tell(fact, lines, back, names) for fact in shown]


def _names(shown: Sequence[Fact]) -> Names:
    """Give the names of what entries hold as codes; what none of them holds is not read."""
    held = {key for fact in shown if isinstance(props := getattr(fact.source, "props", None), dict) for key in props}
    names = {"location": places.location_names()} if "location" in held else {}
    if "tier" in held:
        ranks = {one.code: one.name for one in loyalty.programme(clock.now()).tiers}
        names |= {"tier": ranks, "before": ranks}
    if contracts := [fact.source.props for fact in shown if fact.kind.startswith(CONTRACTS)]:
        codes = {str(props.get("product") or "") for props in contracts if isinstance(props, dict)}
        names |= {"product": dict(Product.objects.filter(code__in=codes).values_list("code", "name"))}
    return names


def _tell(fact: Fact, bought: dict[UUID, list[Line]], back: dict[UUID, list[Line]], names: Names) -> dict[str, Any]:
    if fact.kind == "order":
        return telling.order(fact.source, bought.get(fact.source.id, ()))
    if fact.kind == "return":
        return telling.returned(fact.source, back.get(fact.source.id, ()))
    return telling.entry(fact.source, names)


def _days(entries: Sequence[dict[str, Any]], shown: str) -> list[Day]:
    def local(told: dict[str, Any]) -> date:
        return timezone.localtime(told["at"]).date()

    found = [(one, list(group)) for one, group in groupby(entries, key=local)]
    return [Day(day(one), one.isoformat(), group, one.isoformat() == shown) for one, group in found]


def _end_of(text: str) -> tuple[datetime, str] | None:
    wanted = read_day(text)
    if wanted is None:
        return None
    zone = timezone.get_current_timezone()
    after = datetime(wanted.year, wanted.month, wanted.day, tzinfo=zone) + timedelta(days=1)
    return (after.astimezone(UTC), "")


def _write(place: tuple[datetime, str]) -> str:
    text = json.dumps([place[0].isoformat(), place[1]])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, str] | None:
    if not cursor:
        return None
    try:
        at, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
        return (moment, str(key)) if moment.tzinfo else None
    except (ValueError, TypeError, binascii.Error):
        return None
