# SPDX-License-Identifier: Apache-2.0
"""What happened to a person, read for one piece of 物語: orders, returns, and the entries that do not repeat them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any as Anything
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from omotenashi.base.prepared import Any, Gap, Prepared
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.people.timeline import queries as timeline
from omotenashi.people.timeline.models import Entry, Source
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.asking import Asked
from omotenashi.web.console.customers.sales import SALE, Back, Sale, backs_of

OWN = ("orders.", "loyalty.", "consent.", "customers.")
KINDS = {
    "points": ("loyalty.PointsPosted",),
    "consent": ("consent.ConsentChanged", "consent.AddressStopped", "consent.AddressFreed"),
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
_SOURCES = Prepared(lambda: Source.objects.filter(pk=Any("ids")))


@dataclass(frozen=True)
class Fact:
    """One thing on the line: what it is, its moment, an id that orders facts of one moment, and its source."""

    kind: str
    at: datetime
    id: str
    source: Anything

    @property
    def place(self) -> tuple[datetime, str]:
        """Where it stands on the line."""
        return (self.at, self.id)


@dataclass(frozen=True)
class Known:
    """What the page has read already: all orders and returns of the person, the newest first."""

    sales: Sequence[Sale]
    backs: Sequence[Back]


def facts(
    node_ids: Sequence[UUID], asked: Asked, *, until: datetime | None, limit: int, known: Known | None
) -> Iterator[Fact]:
    """Give the newest facts up to a moment, `limit` of each sort."""
    if asked.kind in ("", "orders"):
        sold = _sold(node_ids, asked, until=until, limit=limit, known=known)
        yield from (Fact("order", one.placed_at, str(one.id), one) for one in sold)
        back = _back(known.backs if known else backs_of(node_ids), asked, until=until)
        yield from (Fact("return", one.returned_at, str(one.id), one) for one in back[:limit])
    if asked.kind != "orders":
        entries = _entries(node_ids, asked, until=until, limit=limit)
        yield from (Fact(entry.name, entry.at, f"e{entry.seq:020}", entry) for entry in entries)


def _sold(
    node_ids: Sequence[UUID], asked: Asked, *, until: datetime | None, limit: int, known: Known | None
) -> list[Sale]:
    if known and not asked.q:
        kept = (one for one in known.sales if not asked.channel or one.channel == asked.channel)
        return [one for one in kept if until is None or one.placed_at <= until][:limit]
    found = Order.objects.filter(node_id__in=node_ids).order_by("-placed_at", "-seq")
    if until:
        found = found.filter(placed_at__lte=until)
    if asked.channel:
        found = found.filter(channel_id=asked.channel)
    if asked.q:
        lines = OrderLine.objects.filter(order_id=OuterRef("pk"))
        named = lines.filter(Q(name__icontains=asked.q) | Q(sku__istartswith=asked.q))
        found = found.filter(Q(number__icontains=asked.q) | Exists(named))
    return [Sale(*row) for row in found.values_list(*SALE)[:limit]]


def _back(backs: Sequence[Back], asked: Asked, *, until: datetime | None) -> list[Back]:
    word = asked.q.casefold()
    return [
        one
        for one in backs
        if (not asked.channel or one.channel == asked.channel)
        and (not word or word in one.number.casefold())
        and (until is None or one.returned_at <= until)
    ]


def _entries(node_ids: Sequence[UUID], asked: Asked, *, until: datetime | None, limit: int) -> list[Entry]:
    if not asked.narrowed:
        given = {"nodes": list(node_ids)} | ({"until": until} if until else {})
        found = _plain(limit, until is not None).found(**given)
    else:
        found = list(_narrowed(node_ids, asked, until=until)[:limit])
    sources = {source.pk: source for source in _SOURCES.found(ids=list({entry.source_id for entry in found}))}
    for entry in found:
        entry.source = sources[entry.source_id]
    return found


@cache
def _plain(limit: int, up_to: bool) -> Prepared[Entry]:
    found = Entry.objects.filter(node_id=Any("nodes")).exclude(name__in=REPEATED).defer("context", "others")
    if up_to:
        found = found.filter(at__lte=Gap("until"))
    return Prepared(lambda: found.order_by("-at", "-seq")[:limit])


def _narrowed(node_ids: Sequence[UUID], asked: Asked, *, until: datetime | None) -> QuerySet[Entry]:
    entries = timeline.entries_of(node_ids, names=KINDS.get(asked.kind, ())).exclude(name__in=REPEATED)
    if until:
        entries = entries.filter(at__lte=until)
    if asked.kind == "behaviour":
        for start in OWN:
            entries = entries.exclude(name__startswith=start)
    if asked.channel:
        kinds = [kind for kind, code in words.SOURCE_KIND_CHANNELS.items() if code == asked.channel]
        entries = entries.filter(source__kind__in=kinds)
    if asked.q:
        entries = entries.annotate(said=Cast("props", TextField()))
        entries = entries.filter(Q(name__icontains=asked.q) | Q(said__icontains=asked.q))
    return entries.defer("context", "others")
