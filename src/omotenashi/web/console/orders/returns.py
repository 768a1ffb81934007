# SPDX-License-Identifier: Apache-2.0
"""返品一覧: what came back, with the order it belongs to where the source said so."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.orders.models import Return
from omotenashi.places.locations.queries import channel_names
from omotenashi.web.console import finding
from omotenashi.web.console.buyers import buyers_of, nodes_found
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import narrowed
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.tags.icons import channel_name

SORTS = {"returned": "returned_at", "amount": "amount", "number": "number"}


def listing(*, zone: ZoneInfo) -> Listing:
    """Describe the list; days begin and end in a zone."""
    finder = Finder(zone)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("returns"),
        export=reverse("console:returns-recorded-export"),
        export_permission="orders.export",
        empty={
            "title": _("No returns yet"),
            "text": _(
                "Rows with negative quantities in an order file become returns and lower the sales of their order."
            ),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="returns",
        search=_("Return number, or the customer's name, phone, mail"),
        sort="-returned",
        columns=[
            Column("number", _("Number"), fixed=True, sort=True),
            Column("returned", _("Returned on"), kind="moment", sort=True),
            Column("who", _("Customer"), kind="link", wide=True),
            Column("order", _("Order"), kind="link"),
            Column("channel", _("Channel"), kind="channel"),
            Column("location", _("Shop")),
            Column("amount", _("Amount"), kind="money", sort=True),
        ],
        filters=[
            Filter("channel", _("Channel"), choices=[(code, channel_name(code)) for code in channel_names()]),
            Filter("returned", _("Returned on"), kind="day"),
            Filter("known", _("Original order"), choices=[("yes", _("Known")), ("no", _("Unknown"))]),
        ],
        views=[View("", _("All")), View("stray", _("Original order unknown"), query="known=no")],
    )


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = SORTS

    @cached_property
    def found(self) -> QuerySet[Return]:
        """Returns that match."""
        state, found = self.state, Return.objects.all()
        if channels := state.values.get("channel"):
            found = found.filter(channel_id__in=channels)
        if len(known := state.values.get("known", ())) == 1:
            found = found.filter(order__isnull=known == ("no",))
        found = found.filter(**self.days("returned", "returned_at"))
        if not state.q:
            return found
        return narrowed(found.filter(Q(number__startswith=state.q) | Q(node_id__in=nodes_found(state.q))))


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    found = Return.objects.select_related("location", "order").in_bulk(list(keys))
    buyers = buyers_of(one.node_id for one in found.values())
    return [_row(found[key], buyers.get(found[key].node_id)) for key in keys if key in found]


def _row(back: Return, buyer: Any) -> lists.Row:
    order = reverse("console:order", args=[back.order_id]) if back.order_id else ""
    return lists.Row(
        id=str(back.id),
        href=order,
        label=back.number,
        cells={
            "number": back.number,
            "returned": back.returned_at,
            "who": (reverse("console:customer", args=[buyer.pk]), label(buyer)) if buyer else None,
            "order": (order, back.order.number) if back.order else None,
            "channel": back.channel_id,
            "location": back.location.name if back.location else "",
            "amount": (back.amount, back.order.currency) if back.order else back.amount,
        },
    )
