# SPDX-License-Identifier: Apache-2.0
"""物語: everything a person did on one line of time, from the record of orders and from the entries.

Orders and returns are read from their own record, so the entries that repeat them are left out. The line is read a
piece at a time by a cursor, so the ten-thousandth fact costs what the first does.
"""

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import OrderLine, Return, ReturnLine
from omotenashi.people.timeline import queries as timeline
from omotenashi.people.timeline.models import Entry
from omotenashi.web.console.customers import telling, words
from omotenashi.web.console.reading import day as read_day
from omotenashi.web.ui.tags.formats import day

SIZE, NEXT_SIZE = 30, 60
# Facts of one second are cut apart by their id; more of one second than this are not expected of one person.
SLACK = 20
OWN = ("orders.", "loyalty.", "consent.", "customers.")
KINDS = {
    "points": ("loyalty.PointsPosted",),
    "consent": ("consent.ConsentChanged",),
    "identity": ("customers.CustomerRegistered", "Identified", "Aliased"),
}
REPEATED = frozenset(
    {
        "orders.OrderPlaced",
        "orders.OrderCorrected",
        "orders.OrderCancelled",
        "orders.GoodsReturned",
        "orders.OrderWithdrawn",
        "orders.ReturnWithdrawn",
    }
)


@dataclass(frozen=True)
class Asked:
    """How the line is narrowed, as the address says it. `day` opens it at a day; `shown` is the day already headed."""

    kind: str = ""
    channel: str = ""
    q: str = ""
    day: str = ""
    before: str = ""
    shown: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """Read the address; nonsense narrows nothing."""
        return cls(**{name: query.get(name, "").replace("\x00", "").strip()[:200] for name in cls.__match_args__})

    def url(self, **changes: str) -> str:
        """Give the query string after a change."""
        state = replace(self, **{"before": "", "shown": "", **changes})
        pairs = [(name, getattr(state, name)) for name in self.__match_args__]
        return "?" + urlencode([(name, value) for name, value in pairs if value])

    @property
    def narrowed(self) -> bool:
        """Say whether something is left out."""
        return bool(self.kind or self.channel or self.q)


@dataclass(frozen=True)
class Fact:
    """One thing on the line: what it is, its moment, an id that orders facts of one moment, and its source."""

    kind: str
    at: datetime
    id: str
    source: Any

    @property
    def place(self) -> tuple[datetime, str]:
        """Where it stands on the line."""
        return (self.at, self.id)


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
    node_ids: Sequence[UUID], asked: Asked | None = None, *, returns: Sequence[Return] | None = None, size: int = SIZE
) -> Strip:
    """Give the newest facts before a cursor: at most five reads. `returns` are those of the person, if known."""
    asked = asked or Asked()
    start = _read(asked.before) or _end_of(asked.day)
    found = sorted(_facts(node_ids, asked, start, size, returns), key=lambda fact: fact.place, reverse=True)
    found = [fact for fact in found if start is None or fact.place < start]
    shown = found[:size]
    days = _days(entries := _written(shown), asked.shown)
    if len(found) <= size:
        return Strip(entries=entries, next="", days=days)
    cursor = _write(shown[-1].place)
    return Strip(entries=entries, next=cursor, days=days, more=asked.url(before=cursor, shown=days[-1].iso))


def _facts(
    node_ids: Sequence[UUID],
    asked: Asked,
    start: tuple[datetime, str] | None,
    size: int,
    returns: Sequence[Return] | None,
) -> Iterable[Fact]:
    limit = size + 1 + SLACK
    if asked.kind in ("", "orders"):
        sold, back = _sold(node_ids, asked), _back(node_ids, asked, returns)
        if start:
            sold = sold.filter(placed_at__lte=start[0])
            back = [one for one in back if one.returned_at <= start[0]]
        yield from (Fact("order", order.placed_at, str(order.id), order) for order in sold[:limit])
        yield from (Fact("return", one.returned_at, str(one.id), one) for one in back[:limit])
    if asked.kind == "orders":
        return
    entries = _entries(node_ids, asked)
    if start:
        entries = entries.filter(at__lte=start[0])
    yield from (Fact(entry.name, entry.at, f"e{entry.seq:020}", entry) for entry in entries[:limit])


def _sold(node_ids: Sequence[UUID], asked: Asked) -> QuerySet[Any]:
    found = orders.orders_of(node_ids)
    if asked.channel:
        found = found.filter(channel_id=asked.channel)
    if asked.q:
        lines = OrderLine.objects.filter(order_id=OuterRef("pk"))
        named = lines.filter(Q(name__icontains=asked.q) | Q(sku__istartswith=asked.q))
        found = found.filter(Q(number__icontains=asked.q) | Exists(named))
    return found


def _back(node_ids: Sequence[UUID], asked: Asked, known: Sequence[Return] | None) -> list[Return]:
    found = list(orders.returns_of(node_ids)) if known is None else known
    word = asked.q.casefold()
    return [
        one
        for one in found
        if (not asked.channel or one.channel_id == asked.channel) and (not word or word in one.number.casefold())
    ]


def _entries(node_ids: Sequence[UUID], asked: Asked) -> QuerySet[Entry]:
    entries = timeline.entries_of(node_ids, names=KINDS.get(asked.kind, ())).exclude(name__in=REPEATED)
    if asked.kind == "behaviour":
        for start in OWN:
            entries = entries.exclude(name__startswith=start)
    if asked.channel:
        kinds = [kind for kind, code in words.SOURCE_KIND_CHANNELS.items() if code == asked.channel]
        entries = entries.filter(source__kind__in=kinds)
    if asked.q:
        entries = entries.annotate(said=Cast("props", TextField()))
        entries = entries.filter(Q(name__icontains=asked.q) | Q(said__icontains=asked.q))
    return entries.select_related("source").defer("context", "others")


def _written(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    bought = _lines_of(OrderLine, "order_id", [fact.source.id for fact in facts if fact.kind == "order"])
    back = _lines_of(ReturnLine, "of_id", [fact.source.id for fact in facts if fact.kind == "return"])
    return [_tell(fact, bought, back) for fact in facts]


def _tell(fact: Fact, bought: dict[UUID, list[Any]], back: dict[UUID, list[Any]]) -> dict[str, Any]:
    if fact.kind == "order":
        return telling.order(fact.source, bought[fact.source.id])
    if fact.kind == "return":
        return telling.returned(fact.source, back[fact.source.id])
    return telling.entry(fact.source)


def _lines_of(model: type[Any], key: str, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for line in model.objects.filter(**{f"{key}__in": ids}).order_by("id") if ids else ():
        found[getattr(line, key)].append(line)
    return found


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
