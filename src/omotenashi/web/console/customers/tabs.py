# SPDX-License-Identifier: Apache-2.0
"""The main column of 顧客カルテ: each tab reads only what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.http import QueryDict
from django.utils.translation import gettext as _

from omotenashi.base.prepared import Any as Among
from omotenashi.base.prepared import Prepared
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.web.console.customers import journey_page, links, timeline, words
from omotenashi.web.console.customers.asking import Asked
from omotenashi.web.console.customers.consents import acts_of
from omotenashi.web.console.customers.glance import glance_of
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.record import Record
from omotenashi.web.console.customers.sales import Line, lines_of
from omotenashi.web.ui.tags.icons import channel_name


@dataclass(frozen=True)
class Opening:
    """How a tab was opened: the address, what the reader may see, and when."""

    query: QueryDict
    sight: Sight
    now: datetime


MOST_ORDERS, MOST_POINTS, MOST_GOODS = 50, 100, 5
_BOUGHT_MOST = Prepared(
    lambda: (
        OrderLine.objects.filter(order__node_id=Among("nodes"), order__cancelled_at=None, kind="goods")
        .values_list("sku", "name")
        .annotate(pieces=Sum("quantity"), spent=Sum("amount"))
        .order_by("-pieces", "-spent", "sku")[:MOST_GOODS]
    )
)


def story(record: Record, opening: Opening) -> dict[str, Any]:
    """物語: everything on one line of time, narrowed by channel, kind, words and day."""
    asked = Asked.read(opening.query)
    lines: dict[UUID, list[Line]] = {}
    kinds = {
        "": _("Everything"),
        "orders": _("Purchases"),
        "behaviour": _("Behaviour"),
        "points": _("Points"),
        "consent": _("Consent"),
    }
    return {
        "strip": timeline.strip(record.node_ids, asked, known=record.known, lines=lines),
        "asked": asked,
        "kinds": [(name, asked.url(kind=key), key == asked.kind) for key, name in kinds.items()],
        "places": [
            (code, channel_name(code), asked.url(channel="" if code == asked.channel else code), code == asked.channel)
            for code in _channels(record)
        ],
        "glance": glance_of(record, read=lines),
    }


def _channels(record: Record) -> list[str]:
    """Give the channels in which this person was met: bought in, or known by a key of."""
    bought = [one.channel for one in sorted(record.facts.channels, key=lambda one: (-one.orders, one.channel))]
    keys = [words.key_channel(node.type) for node in record.nodes if node.type in words.BEHAVING]
    return list(dict.fromkeys([*bought, *keys]))


def purchases(record: Record, opening: Opening) -> dict[str, Any]:  # noqa: ARG001  # one shape for all tabs
    """購入: the newest orders with their lines, and what was bought most."""
    shown = record.known.sales[:MOST_ORDERS]
    lines = lines_of([one.id for one in shown])
    columns = ("sku", "name", "pieces", "spent")
    return {
        "orders": [(one, lines.get(one.id, ())) for one in shown],
        "all_orders": record.facts.orders,
        "most": [dict(zip(columns, row, strict=True)) for row in _BOUGHT_MOST.rows(nodes=record.node_ids)],
    }


def behaviour(record: Record, opening: Opening) -> dict[str, Any]:
    """行動と比較: how they came, and what they looked at before each purchase."""
    return journey_page.parts(record.node_ids, now=opening.now)


def points(record: Record, opening: Opening) -> dict[str, Any]:  # noqa: ARG001  # one shape for all tabs
    """ポイント: the balance and the newest postings."""
    found = loyalty.entries_of(record.node_ids)[:MOST_POINTS]
    return {"postings": [(one, words.POINT_TYPES.get(one.type, one.type)) for one in found]}


def consents(record: Record, opening: Opening) -> dict[str, Any]:
    """同意: every answer with its proof."""
    return acts_of(record, sight=opening.sight)


def messages(record: Record, opening: Opening) -> dict[str, Any]:
    """配信: every message to this person, and why it came or did not; read by the tag that shows them."""
    return {"message_nodes": record.node_ids, "may_open": opening.sight.contacts}


def scenarios(record: Record, opening: Opening) -> dict[str, Any]:
    """シナリオ: where somebody stands and what comes next; read by the tag that shows them."""
    return {"message_nodes": record.node_ids, "may_open": opening.sight.contacts}


def keys(record: Record, opening: Opening) -> dict[str, Any]:
    """つながり: the keys and why they are one person."""
    return {"drawing": links.drawing(record.nodes, sight=opening.sight)}


TABS: dict[str, Callable[[Record, Opening], dict[str, Any]]] = {
    "": story,
    "purchases": purchases,
    "behaviour": behaviour,
    "points": points,
    "scenarios": scenarios,
    "messages": messages,
    "consent": consents,
    "keys": keys,
}
