# SPDX-License-Identifier: Apache-2.0
"""在庫一覧: one line for each product at a place, what is missing on top."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.places.locations.queries import location_names, selling_at
from omotenashi.web.console.finding import numbers
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.stock import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

# Below this the book is wrong about every third time (stock/rules/confidence.py): somebody should look.
LOW = 65
# Where no channel says how sure it wants to be (places/locations, ChannelLocation).
UNSAID = 30
FIELDS = {"on_hand": "on_hand", "reserved": "reserved", "allocated": "allocated", "confidence": "confidence"}
_FREE = F("on_hand") - F("reserved") - F("allocated")
STATES: dict[str, tuple[str | Promise, Q]] = {
    "short": (gettext_lazy("Missing"), Q(short__gt=0)),
    "none": (gettext_lazy("None free"), Q(free__lte=0)),
    "unsure": (gettext_lazy("Count not sure"), Q(confidence__lt=LOW) | Q(count_wanted_at__isnull=False)),
    "promised": (gettext_lazy("Promised"), Q(reserved__gt=0) | Q(allocated__gt=0)),
}


def listing() -> Listing:
    """Describe the list."""
    finder = Finder()
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("levels"),
        export=reverse("console:stock-export"),
        export_permission="products.export",
        empty={
            "title": _("No stock yet"),
            "text": _("Bring a stock file or count a shop; every sale, return and transfer then moves these numbers."),
            "action": _("Import a file"),
            "href": "/console/imports/",
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="stock",
        search=_("Name, code, SKU, barcode, brand"),
        columns=[
            Column("sku", _("SKU"), fixed=True),
            Column("product", _("Product"), wide=True),
            Column("place", _("Place")),
            Column("on_hand", _("On hand"), kind="number", sort=True),
            Column("reserved", _("Held"), kind="number", sort=True),
            Column("allocated", _("Sold, still here"), kind="number", sort=True),
            Column("free", _("Free"), kind="number"),
            Column("short", _("Missing"), kind="number"),
            Column("mark", _("What customers see"), kind="badge"),
            Column("confidence", _("Sureness"), kind="number", sort=True),
            Column("in_transit", _("On its way"), kind="number", shown=False),
            Column("damaged", _("Damaged"), kind="number", shown=False),
            Column("display", _("On display"), kind="number", shown=False),
            Column("counted", _("Counted"), kind="ago"),
        ],
        filters=[
            Filter("place", _("Place"), choices=list(location_names().items())),
            Filter("state", _("State"), choices=[(key, str(name)) for key, (name, _where) in STATES.items()]),
            Filter("on_hand", _("On hand"), kind="number"),
        ],
        views=[
            View("", _("All")),
            View("short", _("Missing"), query="state=short"),
            View("unsure", _("Count not sure"), query="state=unsure"),
            View("promised", _("Promised"), query="state=promised"),
        ],
    )


class Finder:
    """The conditions of one state, built once."""

    state: lists.ListState

    def parts(self, state: lists.ListState) -> list[Part]:
        """Give the rows in their order: by a number, or what is missing first and then product by product."""
        self.state = state
        if state.sort_key in FIELDS:
            return [Part(self.levels, FIELDS[state.sort_key], down=state.descending, key_down=state.descending)]
        return [
            Part(self.levels.filter(short__gt=0), "short", down=True),
            Part(self.levels.filter(short=0), "variant"),
        ]

    def matching(self, state: lists.ListState) -> QuerySet[Any]:
        """Give all that match."""
        self.state = state
        return self.levels

    @cached_property
    def levels(self) -> QuerySet[StockLevel]:
        """Levels that match."""
        state, found = self.state, StockLevel.objects.annotate(free=_FREE)
        if places := state.values.get("place"):
            found = found.filter(location__code__in=places)
        if named := [STATES[name][1] for name in state.values.get("state", ()) if name in STATES]:
            condition = named[0]
            for other in named[1:]:
                condition |= other
            found = found.filter(condition)
        found = found.filter(**numbers(state, "on_hand", "on_hand"))
        return found.filter(variant__product__in=catalogue.search_products(state.q)) if state.q else found


def rows(keys: Sequence[int]) -> list[lists.Row]:
    """Give the lines of one page: two reads, however many rows."""
    found = stock.board().in_bulk(list(keys))
    sure = sureness()
    return [_row(found[key], sure) for key in keys if key in found]


def sureness(channel: str = "EC") -> dict[UUID, int]:
    """Give how sure the web shop wants to be of a place before it promises anything: one read."""
    return {place.location_id: place.min_confidence for place in selling_at(channel)}


def mark_of(level: StockLevel, sure: Mapping[UUID, int]) -> str:
    """Give what customers are told about a level."""
    return stock.mark_of(level, min_confidence=sure.get(level.location_id, UNSAID))


def _row(level: StockLevel, sure: Mapping[UUID, int]) -> lists.Row:
    return lists.Row(
        id=str(level.pk),
        href=reverse("console:stock-level", args=[level.variant_id, level.location_id]),
        label=f"{level.variant.sku} {level.location.name}",
        cells={
            "sku": level.variant.sku,
            "product": str(level.variant),
            "place": level.location.name,
            "on_hand": level.on_hand,
            "reserved": level.reserved,
            "allocated": level.allocated,
            "free": level.on_hand - level.reserved - level.allocated,
            "short": level.short or None,
            "mark": words.shown(mark_of(level, sure)),
            "confidence": level.confidence,
            "in_transit": level.in_transit,
            "damaged": level.damaged,
            "display": level.display,
            "counted": level.last_counted_at,
        },
    )
