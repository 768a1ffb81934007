# SPDX-License-Identifier: Apache-2.0
"""注文一覧: its columns, filters and views, and where its rows come from."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.places.locations.queries import channel_names, location_names
from omotenashi.web.console import finding
from omotenashi.web.console.buyers import buyers_of, nodes_found
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.finding import numbers
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import narrowed
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.tags.icons import channel_name

SORTS = {"placed": "placed_at", "total": "goods_total", "number": "number"}
STATES = {
    "unpaid": Q(cancelled_at=None, completed_at=None, confirmed_at=None, key__isnull=False),
    "paid": Q(cancelled_at=None, completed_at=None, confirmed_at__isnull=False),
    "open": Q(cancelled_at=None, completed_at=None),
    "completed": Q(cancelled_at=None) & ~Q(completed_at=None),
    "returned": Q(returned_total__gt=0),
    "cancelled": ~Q(cancelled_at=None),
}


def listing(*, zone: ZoneInfo) -> Listing:
    """Describe the list; days begin and end in a zone."""
    finder = Finder(zone)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("orders"),
        export=reverse("console:orders-export"),
        export_permission="orders.export",
        empty={
            "title": _("No orders yet"),
            "text": _("Bring an order file from your EC site or your till; sales and repeat figures follow from it."),
            "action": _("Import a file"),
            "href": "/console/imports/",
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    states = [
        ("unpaid", _("Awaiting payment")),
        ("paid", _("Paid, not handed over")),
        ("open", _("Not completed")),
        ("completed", _("Completed")),
        ("returned", _("Returned")),
        ("cancelled", _("Cancelled")),
    ]
    return lists.ListSpec(
        name="orders",
        search=_("Order number, or the customer's name, phone, mail"),
        sort="-placed",
        columns=_columns(),
        filters=[
            Filter("state", _("State"), choices=states),
            Filter("channel", _("Channel"), choices=[(code, channel_name(code)) for code in channel_names()]),
            Filter("location", _("Shop"), choices=list(location_names().items())),
            Filter("placed", _("Order placed"), kind="day"),
            Filter("total", _("Amount"), kind="number"),
            Filter("medium", _("Medium code"), kind="text"),
        ],
        views=[
            View("", _("All")),
            View("open", _("Not completed"), query="state=open"),
            View("paid", _("Paid, not handed over"), query="state=paid"),
            View("returned", _("Returned"), query="state=returned"),
            View("cancelled", _("Cancelled"), query="state=cancelled"),
        ],
    )


def _columns() -> list[Column]:
    return [
        Column("number", _("Number"), fixed=True, sort=True),
        Column("placed", _("Order placed"), kind="moment", sort=True),
        Column("who", _("Customer"), kind="link", wide=True),
        Column("channel", _("Channel"), kind="channel"),
        Column("location", _("Shop")),
        Column("lines", _("Lines"), kind="number"),
        Column("total", _("Amount"), kind="money", sort=True),
        Column("returned", _("Returned amount"), kind="money", shown=False),
        Column("shipping", _("Shipping"), kind="money", shown=False),
        Column("points", _("Points used"), kind="number", shown=False),
        Column("medium", _("Medium code"), shown=False),
        Column("origin", _("Source"), shown=False),
        Column("state", _("State"), kind="badge"),
    ]


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = SORTS
    # The index of the newest orders breaks ties by the smallest id.
    ties_against = True

    @cached_property
    def found(self) -> QuerySet[Order]:
        """Orders that match."""
        state, found = self.state, Order.objects.all()
        if states := [STATES[name] for name in state.values.get("state", ()) if name in STATES]:
            condition = states[0]
            for other in states[1:]:
                condition |= other
            found = found.filter(condition)
        for key, column in (
            ("channel", "channel_id__in"),
            ("location", "location__code__in"),
            ("medium", "medium__in"),
        ):
            if values := state.values.get(key):
                found = found.filter(**{column: values})
        found = found.filter(**self.days("placed", "placed_at"), **numbers(state, "total", "goods_total"))
        return narrowed(found.filter(_said(state.q))) if state.q else found


def _said(text: str) -> Q:
    # `starts with` as a range, which the index on numbers can serve under any collation that is binary.
    return Q(number__startswith=text.upper()) | Q(number__startswith=text) | Q(node_id__in=nodes_found(text))


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: four reads, however many rows."""
    found = Order.objects.select_related("location").in_bulk(list(keys))
    buyers = buyers_of(order.node_id for order in found.values())
    progress = orders.progress_of(found)
    return [_row(found[key], buyers.get(found[key].node_id), progress.get(key)) for key in keys if key in found]


def _row(order: Order, buyer: Any, progress: orders.Progress | None) -> lists.Row:
    return lists.Row(
        id=str(order.id),
        href=reverse("console:order", args=[order.id]),
        label=order.number,
        cells={
            "number": order.number,
            "placed": order.placed_at,
            "who": (reverse("console:customer", args=[buyer.pk]), label(buyer)) if buyer else None,
            "channel": order.channel_id,
            "location": order.location.name if order.location else "",
            "lines": order.line_count,
            "total": (order.goods_total, order.currency),
            "returned": (order.returned_total, order.currency) if order.returned_total else None,
            "shipping": (order.shipping_total, order.currency),
            "points": order.points_used,
            "medium": order.medium,
            "origin": order.origin,
            "state": state_of(order, progress),
        },
    )


def state_of(order: Order, progress: orders.Progress | None = None) -> tuple[str, str]:
    """Give colour and name of an order's state: what matters most comes first.

    Of orders that were made here more is known: whether they are paid, and, with `progress`, what was handed over.
    """
    if order.cancelled_at:
        return ("bad", _("Cancelled"))
    if order.returned_total:
        whole_back = order.returned_total >= order.goods_total
        return ("warn", _("Returned") if whole_back else _("Partly returned"))
    if order.completed_at:
        return ("good", _("Completed"))
    if order.key is None:
        return ("quiet", _("Placed"))
    if order.confirmed_at is None:
        return ("info", _("Awaiting payment"))
    return ("accent", _("Partly handed over") if progress and progress.handed == "part" else _("Payment received"))
