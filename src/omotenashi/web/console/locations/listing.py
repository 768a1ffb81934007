# SPDX-License-Identifier: Apache-2.0
"""店舗一覧: its columns, filters and views, and where its rows come from."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.places.locations.models import Location
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

MONTH = timedelta(days=30)


def listing(*, now: datetime, currency: str) -> Listing:
    """Describe the list as of a moment, with sales in a currency."""
    return Listing(
        spec=spec(),
        parts=_parts,
        matching=_matching,
        rows=partial(rows, now=now, currency=currency),
        noun=_("shops"),
        export=reverse("console:shops-export"),
        export_permission="locations.view",
        empty={
            "title": _("No shops yet"),
            "text": _("Shops, warehouses and the web shop appear here with the first orders or stock that name them."),
            "action": _("Import a file"),
            "href": "/console/imports/",
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="shops",
        search=_("Name, code, prefecture"),
        sort="code",
        columns=[
            Column("name", _("Name"), fixed=True, wide=True, sort=True),
            Column("code", _("Code"), sort=True),
            Column("kind", _("Kind"), kind="badge"),
            Column("prefecture", _("Prefecture")),
            Column("orders", _("Orders in 30 days"), kind="number"),
            Column("sales", _("Sales in 30 days"), kind="money"),
            Column("stock", _("In stock"), kind="number"),
            Column("phone", _("Phone number"), shown=False),
        ],
        filters=[Filter("kind", _("Kind"), choices=[(kind, kind_name(kind)) for kind in Location.Kind.values])],
        views=[
            View("", _("All")),
            View("stores", kind_name("store"), query="kind=store"),
            View("dc", kind_name("dc"), query="kind=dc"),
        ],
    )


def kind_name(kind: str) -> str:
    """Name a kind of place."""
    names = {
        "store": _("Shop"),
        "dc": _("Warehouse"),
        "showroom": _("Showroom"),
        "partner": _("Partner"),
        "virtual": _("Virtual place"),
    }
    return names.get(kind, kind)


def _parts(state: lists.ListState) -> list[Part]:
    return [Part(_matching(state), state.sort_key, down=state.descending, key_down=state.descending)]


def _matching(state: lists.ListState) -> QuerySet[Any]:
    found = Location.objects.all()
    if kinds := state.values.get("kind"):
        found = found.filter(kind__in=kinds)
    if state.q:
        found = found.filter(Q(name__icontains=state.q) | Q(code__icontains=state.q) | Q(prefecture__icontains=state.q))
    return found


def rows(keys: Sequence[UUID], *, now: datetime, currency: str) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    found = Location.objects.in_bulk(list(keys))
    recent = Order.objects.filter(location_id__in=list(keys), cancelled_at=None, placed_at__gte=now - MONTH)
    sums: Any = recent.values("location_id").order_by()
    sums = sums.annotate(n=Count("id"), sold=Sum(F("goods_total") - F("returned_total")))
    by_place = {row["location_id"]: row for row in sums}
    held: Any = StockLevel.objects.filter(location_id__in=list(keys)).values("location_id").order_by()
    stock = {row["location_id"]: row["pieces"] for row in held.annotate(pieces=Sum("on_hand"))}
    return [_row(found[key], by_place.get(key, {}), stock.get(key), currency) for key in keys if key in found]


def _row(place: Location, sums: dict[str, Any], pieces: int | None, currency: str) -> lists.Row:
    return lists.Row(
        id=str(place.id),
        href=reverse("console:shop", args=[place.id]),
        label=place.name,
        cells={
            "name": place.name,
            "code": place.code,
            "kind": ("quiet", kind_name(place.kind)),
            "prefecture": place.prefecture,
            "orders": sums.get("n", 0),
            "sales": (sums.get("sold", 0), currency),
            "stock": pieces,
            "phone": place.phone,
        },
    )
