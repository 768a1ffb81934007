# SPDX-License-Identifier: Apache-2.0
"""返品: the list of what is to come back, or did, with where each stands."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.places.locations.queries import location_names
from omotenashi.web.console import finding
from omotenashi.web.console.buyers import buyers_of, nodes_found
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import narrowed
from omotenashi.web.console.returns import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

SORTS = {"asked": "requested_at"}


def listing(*, zone: ZoneInfo) -> Listing:
    """Describe the list; days begin and end in a zone."""
    finder = Finder(zone)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("returns"),
        export=reverse("console:returns-export"),
        export_permission="orders.export",
        empty={
            "title": _("No returns yet"),
            "text": _("Customers ask on their order page; at the counter you begin one from the order."),
            "action": _("Find the order"),
            "href": "/console/orders/?view=completed",
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="returns-desk",
        search=_("Order number, or the customer's name, phone, mail"),
        sort="-asked",
        columns=[
            Column("order", _("Order"), fixed=True),
            Column("who", _("Customer"), kind="link", wide=True),
            Column("asked", _("Return asked for"), kind="moment", sort=True),
            Column("reason", _("Reason")),
            Column("pieces", _("Pieces"), kind="number"),
            Column("location", _("Received at")),
            Column("refunded", _("Paid back"), kind="money"),
            Column("number", _("Return number"), shown=False),
            Column("state", _("State"), kind="badge"),
        ],
        filters=[
            Filter("state", _("State"), choices=[(word, str(name)) for word, (_c, name) in words.STATES.items()]),
            Filter("reason", _("Reason"), choices=[(word, str(name)) for word, name in words.REASONS.items()]),
            Filter("location", _("Received at"), choices=list(location_names().items())),
            Filter("asked", _("Return asked for"), kind="day"),
        ],
        views=[
            View("", _("All")),
            View("open", _("Open"), query="state=requested&state=approved&state=received&state=inspected"),
            View("new", _("To be decided"), query="state=requested"),
            View("here", _("To be inspected"), query="state=received"),
            View("due", _("To be settled"), query="state=inspected"),
        ],
    )


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = SORTS

    @cached_property
    def found(self) -> QuerySet[GoodsReturn]:
        """Returns that match."""
        state, found = self.state, GoodsReturn.objects.all()
        for key, column in (
            ("state", "state__in"),
            ("reason", "reason__in"),
            ("location", "location__code__in"),
        ):
            if values := state.values.get(key):
                found = found.filter(**{column: values})
        found = found.filter(**self.days("asked", "requested_at"))
        if not state.q:
            return found
        said = Q(order__number__startswith=state.q.upper()) | Q(number__startswith=state.q)
        return narrowed(found.filter(said | Q(order__node_id__in=nodes_found(state.q))))


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: four reads, however many rows."""
    found = GoodsReturn.objects.select_related("location", "order").prefetch_related("lines").in_bulk(list(keys))
    buyers = buyers_of(one.order.node_id for one in found.values())
    return [_row(found[key], buyers.get(found[key].order.node_id)) for key in keys if key in found]


def state_of(one: GoodsReturn) -> tuple[str, str]:
    """Give colour and name of where a return stands."""
    colour, name = words.STATES.get(one.state, ("quiet", one.state))
    return colour, str(name)


def _row(one: GoodsReturn, buyer: Any) -> lists.Row:
    return lists.Row(
        id=str(one.pk),
        href=reverse("console:return", args=[one.pk]),
        label=one.order.number,
        cells={
            "order": one.order.number,
            "who": (reverse("console:customer", args=[buyer.pk]), label(buyer)) if buyer else None,
            "asked": one.requested_at,
            "reason": str(words.REASONS.get(one.reason, one.reason)),
            "pieces": sum(line.received or line.quantity for line in one.lines.all()),
            "location": one.location.name if one.location else "",
            "refunded": (one.refunded, one.order.currency) if one.state == "resolved" else None,
            "number": one.number,
            "state": state_of(one),
        },
    )
