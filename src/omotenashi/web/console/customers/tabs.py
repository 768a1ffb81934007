# SPDX-License-Identifier: Apache-2.0
"""The main column of 顧客カルテ: each tab reads only what it shows."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.http import QueryDict
from django.utils.translation import gettext as _

from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.web.console.customers import links, timeline, words
from omotenashi.web.console.customers.record import Record

MOST_ORDERS, MOST_POINTS, MOST_GOODS = 50, 100, 5


def story(record: Record, query: QueryDict) -> dict[str, Any]:
    """物語: everything on one line of time, narrowed by channel and kind."""
    asked = {"kind": query.get("kind", ""), "channel": query.get("channel", ""), "before": ""}
    strip = timeline.strip(record.node_ids, kind=asked["kind"], channel=asked["channel"])
    kinds = {"": _("Everything"), "orders": _("Purchases"), "points": _("Points"), "consent": _("Consent")}
    return {"strip": strip, "asked": asked, "kinds": kinds, "person_id": record.profile.pk}


def purchases(record: Record, query: QueryDict) -> dict[str, Any]:  # noqa: ARG001  # one shape for all tabs
    """購入: the newest orders with their lines, and what was bought most."""
    found = list(orders.orders_of(record.node_ids)[:MOST_ORDERS])
    lines: dict[UUID, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=[one.id for one in found]).order_by("id"):
        lines[line.order_id].append(line)
    bought = OrderLine.objects.filter(order__node_id__in=record.node_ids, order__cancelled_at=None, kind="goods")
    most = bought.values("sku", "name").annotate(pieces=Sum("quantity"), spent=Sum("amount"))
    return {
        "orders": [(one, lines[one.id]) for one in found],
        "all_orders": record.facts.orders,
        "most": list(most.order_by("-pieces", "-spent", "sku")[:MOST_GOODS]),
    }


def points(record: Record, query: QueryDict) -> dict[str, Any]:  # noqa: ARG001  # one shape for all tabs
    """ポイント: the balance and the newest postings."""
    found = loyalty.entries_of(record.node_ids)[:MOST_POINTS]
    return {"postings": [(one, words.POINT_TYPES.get(one.type, one.type)) for one in found]}


def keys(record: Record, query: QueryDict) -> dict[str, Any]:  # noqa: ARG001  # one shape for all tabs
    """つながり: the keys and why they are one person."""
    return {"drawing": links.drawing(record.nodes)}


TABS: dict[str, Callable[[Record, QueryDict], dict[str, Any]]] = {
    "": story,
    "purchases": purchases,
    "points": points,
    "keys": keys,
}
