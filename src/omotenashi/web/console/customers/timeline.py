# SPDX-License-Identifier: Apache-2.0
"""物語: everything a person did on one line of time, from the record of orders and from the entries.

Orders and returns are read from their own record, so the entries that repeat them are left out.
"""

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order, OrderLine, Return, ReturnLine
from omotenashi.people.timeline import queries as timeline
from omotenashi.people.timeline.models import Entry
from omotenashi.web.console.customers import words
from omotenashi.web.ui.tags.formats import money, number

SIZE = 30
# Facts of one second are cut apart by their id; more of one second than this are not expected of one person.
SLACK = 20
KINDS = {
    "orders": frozenset({"order", "return"}),
    "points": frozenset({"loyalty.PointsPosted"}),
    "consent": frozenset({"consent.ConsentChanged"}),
    "identity": frozenset({"customers.CustomerRegistered"}),
}
_TABLE = '<table class="o-table"><tbody>{}</tbody></table><p class="mt-2"><a href="{}">{}</a></p>'
_ROW = '<tr><td>{} <small class="o-quiet">{}</small></td><td class="o-right o-num">{}</td><td class="o-right o-num">{}</td></tr>'
_NO_ROW = '<tr><td class="o-quiet">{}</td></tr>'
REPEATED = frozenset({"orders.OrderPlaced", "orders.OrderCorrected", "orders.OrderCancelled", "orders.GoodsReturned"})


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
class Strip:
    """A piece of the line, ready for the component, and the cursor of the next piece."""

    entries: list[dict[str, Any]]
    next: str


def strip(node_ids: Sequence[UUID], *, kind: str = "", channel: str = "", before: str = "", size: int = SIZE) -> Strip:
    """Give the newest facts before a cursor: at most five reads."""
    start = _read(before)
    found = sorted(_facts(node_ids, kind, channel, start, size), key=lambda fact: fact.place, reverse=True)
    found = [fact for fact in found if start is None or fact.place < start]
    shown = found[:size]
    return Strip(entries=_written(shown), next=_write(shown[-1].place) if len(found) > size else "")


def _facts(
    node_ids: Sequence[UUID], kind: str, channel: str, start: tuple[datetime, str] | None, size: int
) -> Iterable[Fact]:
    limit, wanted = size + 1 + SLACK, KINDS.get(kind)
    if wanted is None or "order" in wanted:
        found: Any = orders.orders_of(node_ids)
        back: Any = orders.returns_of(node_ids)
        if channel:
            found, back = found.filter(channel_id=channel), back.filter(channel_id=channel)
        if start:
            found, back = found.filter(placed_at__lte=start[0]), back.filter(returned_at__lte=start[0])
        yield from (Fact("order", order.placed_at, str(order.id), order) for order in found[:limit])
        yield from (Fact("return", one.returned_at, str(one.id), one) for one in back[:limit])
    # Only orders and returns happen in a channel of sale.
    if channel or (wanted is not None and "order" in wanted):
        return
    entries = timeline.entries_of(node_ids, names=wanted or ()).exclude(name__in=REPEATED)
    if start:
        entries = entries.filter(at__lte=start[0])
    yield from (Fact(entry.name, entry.at, f"e{entry.seq:020}", entry) for entry in entries[:limit])


def _written(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    bought: dict[UUID, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=[f.source.id for f in facts if f.kind == "order"]).order_by("id"):
        bought[line.order_id].append(line)
    back: dict[UUID, list[ReturnLine]] = defaultdict(list)
    for back_line in ReturnLine.objects.filter(of_id__in=[f.source.id for f in facts if f.kind == "return"]).order_by(
        "id"
    ):
        back[back_line.of_id].append(back_line)
    return [
        _order(fact.source, bought[fact.source.id])
        if fact.kind == "order"
        else _return(fact.source, back[fact.source.id])
        if fact.kind == "return"
        else _entry(fact.source)
        for fact in facts
    ]


def _order(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    where = order.location.name if order.location else ""
    state = _("cancelled") if order.cancelled_at else _("partly returned") if order.returned_total else ""
    return {
        "at": order.placed_at,
        "channel": order.channel_id,
        "title": goods([line.name or line.sku for line in lines if line.kind == "goods"]) or _("Order"),
        "detail": " · ".join(part for part in (where, order.number, state) if part),
        "amount": order.goods_total,
        "currency": order.currency,
        "body": _lines(order, lines),
        "state": "bad" if order.cancelled_at else "",
    }


def _lines(order: Order, lines: Sequence[OrderLine]) -> SafeString:
    # Built here and not by a template: thirty of them open in place on every page.
    cells = (
        (line.name or line.sku, line.sku, number(line.quantity), money(line.amount, order.currency)) for line in lines
    )
    rows = format_html_join("", _ROW, cells) or format_html(_NO_ROW, _("The source named no lines."))
    return format_html(_TABLE, rows, reverse("console:order", args=[order.id]), _("Open the order"))


def _return(back: Return, lines: Sequence[ReturnLine]) -> dict[str, Any]:
    names = goods([line.name or line.sku for line in lines])
    return {
        "at": back.returned_at,
        "channel": back.channel_id,
        "title": _("Returned: %(goods)s") % {"goods": names} if names else _("Returned goods"),
        "detail": " · ".join(part for part in (back.location.name if back.location else "", back.number) if part),
        "amount": -back.amount,
        "href": reverse("console:order", args=[back.order_id]) if back.order_id else "",
        "state": "warn",
    }


def _entry(entry: Entry) -> dict[str, Any]:
    props: dict[str, Any] = entry.props
    told = {"at": entry.at, "channel": "", "amount": None, "detail": ""}
    if entry.name == "loyalty.PointsPosted":
        points = int(props.get("amount") or 0)
        kind = str(words.POINT_TYPES.get(str(props.get("type")), _("Points")))
        return told | {"title": f"{kind} {number(abs(points))}", "state": ""}
    if entry.name == "consent.ConsentChanged":
        mood, state = words.CONSENT_STATES.get(str(props.get("state")), ("", str(props.get("state"))))
        purpose = words.PURPOSES.get(str(props.get("purpose")), str(props.get("purpose")))
        contact = str(props.get("channel"))
        return told | {
            "title": f"{purpose}: {state}",
            "channel": words.CONTACT_CHANNELS.get(contact, ""),
            "state": "" if mood == "good" else "warn",
        }
    if entry.name == "customers.CustomerRegistered":
        source = str(props.get("source") or "")
        channel = words.SOURCE_CHANNELS.get(source, "")
        # The channel's own name stands beside its mark already.
        detail = "" if channel else words.source_name(source)
        return told | {"title": _("Became known to us"), "channel": channel, "detail": detail}
    return told | {"title": str(props.get("title") or entry.name), "channel": str(props.get("channel") or "")}


def goods(names: Sequence[str]) -> str:
    """Name what was bought: the first thing, and how many more."""
    if len(names) < 2:
        return names[0] if names else ""
    more = len(names) - 1
    return ngettext("%(first)s and %(more)d more", "%(first)s and %(more)d more", more) % {
        "first": names[0],
        "more": more,
    }


def _write(place: tuple[datetime, str]) -> str:
    text = json.dumps([place[0].isoformat(), place[1]])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, str] | None:
    try:
        at, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
        return (moment, str(key)) if moment.tzinfo else None
    except (ValueError, TypeError, binascii.Error):
        return None
