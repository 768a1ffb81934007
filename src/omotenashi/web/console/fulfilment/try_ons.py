# SPDX-License-Identifier: Apache-2.0
"""試着・取り置き: what shops lay aside for somebody, unpaid; as a list."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.places.locations.queries import location_names
from omotenashi.web.console import finding
from omotenashi.web.console.buyers import buyers_of, nodes_found
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.fulfilment import words
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import narrowed
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

OPEN = ("requested", "confirmed", "ready", "visited")
SORTS = {"until": "expires_at", "asked": "requested_at"}


def listing(*, zone: ZoneInfo) -> Listing:
    """Describe the list; days begin and end in a zone."""
    finder = Finder(zone)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("try-ons"),
        export=reverse("console:try-ons-export"),
        export_permission="orders.export",
        empty={
            "title": _("Nobody asked to try something on"),
            "text": _("A customer asks on the product page; the shop looks, lays the goods aside, and says so here."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="try-ons",
        search=_("The customer's name, phone, mail"),
        sort="until",
        columns=[
            Column("goods", _("Goods"), fixed=True, wide=True),
            Column("who", _("Customer"), kind="link"),
            Column("location", _("Shop")),
            Column("pieces", _("Pieces"), kind="number"),
            Column("until", _("Waits until"), kind="moment", sort=True),
            Column("asked", _("Asked for"), kind="moment", sort=True, shown=False),
            Column("state", _("State"), kind="badge"),
        ],
        filters=[
            Filter("state", _("State"), choices=[(word, str(name)) for word, (_c, name) in words.TRY_ONS.items()]),
            Filter("location", _("Shop"), choices=list(location_names().items())),
            Filter("until", _("Waits until"), kind="day"),
        ],
        views=[
            View("", _("All"), query="sort=-asked"),
            View("open", _("Waiting"), query="state=requested&state=confirmed&state=ready&state=visited"),
            View("new", _("To be looked for"), query="state=requested"),
            View("missed", _("Nobody came"), query="state=no_show&sort=-asked"),
        ],
    )


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = SORTS

    @cached_property
    def found(self) -> QuerySet[TryOnHold]:
        """Holds that match."""
        state, found = self.state, TryOnHold.objects.all()
        if states := state.values.get("state"):
            found = found.filter(state__in=states)
        if places := state.values.get("location"):
            found = found.filter(location__code__in=places)
        found = found.filter(**self.days("until", "expires_at"))
        return narrowed(found.filter(node_id__in=nodes_found(state.q))) if state.q else found


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: four reads, however many rows."""
    wanted = TryOnHold.objects.select_related("location").prefetch_related("lines__variant__product")
    found = wanted.in_bulk(list(keys))
    buyers = buyers_of(one.node_id for one in found.values())
    return [_row(found[key], buyers.get(found[key].node_id)) for key in keys if key in found]


def goods_of(hold: TryOnHold) -> str:
    """Name what is laid aside."""
    return ", ".join(f"{x.variant} × {x.quantity}" if x.quantity > 1 else str(x.variant) for x in hold.lines.all())


def _row(hold: TryOnHold, buyer: Any) -> lists.Row:
    return lists.Row(
        id=str(hold.pk),
        href=reverse("console:try-on", args=[hold.pk]),
        label=goods_of(hold),
        cells={
            "goods": goods_of(hold),
            "who": (reverse("console:customer", args=[buyer.pk]), label(buyer)) if buyer else None,
            "location": hold.location.name,
            "pieces": sum(line.quantity for line in hold.lines.all()),
            "until": hold.expires_at,
            "asked": hold.requested_at,
            "state": words.state_of(words.TRY_ONS, hold.state),
        },
    )
