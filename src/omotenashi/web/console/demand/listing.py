# SPDX-License-Identifier: Apache-2.0
"""発注提案 as a list: one line for each product in a place, what costs most if nothing is done on top."""

from collections.abc import Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.insight.models import DemandForecast
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.demand import words
from omotenashi.web.console.demand.scope import visible
from omotenashi.web.console.finding import Finder, numbers
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.places import serving
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

STATES: dict[str, tuple[str | Promise, Q]] = {
    "order": (gettext_lazy("To be ordered"), Q(wanted__gt=0, accepted_at=None)),
    "send": (gettext_lazy("Warehouse can send"), Q(quantity__gt=0, source_id__isnull=False, accepted_at=None)),
    "wait": (gettext_lazy("Warehouse has too few"), Q(wanted__gt=F("quantity"), source_id__isnull=False)),
    "buy": (gettext_lazy("Order from the supplier"), Q(wanted__gt=0, source_id=None)),
    "gone": (gettext_lazy("Sold out now"), Q(held__lte=0)),
    "planned": (gettext_lazy("Transfer planned"), Q(accepted_at__isnull=False)),
    "any": (gettext_lazy("All SKUs"), Q()),
}


def listing(person: Staff) -> Listing:
    """Describe the list as somebody may see it."""
    finder = Proposals(person)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("SKUs"),
        export=reverse("console:demand-export"),
        export_permission="products.export",
        empty={
            "title": _("Nothing was proposed yet"),
            "text": _("Every night demand is foretold from your own sales."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="demand",
        search=_("Name, code, SKU, barcode, brand"),
        sort="-at_stake",
        columns=columns(),
        filters=[
            Filter("place", _("Place"), choices=[(one.code, one.name) for one in serving()]),
            Filter("state", _("State"), choices=[(key, str(name)) for key, (name, _where) in STATES.items()]),
            Filter("kind", _("Rhythm"), choices=[(key, str(name)) for key, name in words.KINDS.items()]),
            Filter("wanted", _("Proposal"), kind="number"),
            Filter("held", _("Stock and on its way"), kind="number"),
        ],
        views=[
            View("", _("To be ordered")),
            View("send", _("Warehouse can send"), query="state=send"),
            View("buy", _("Order from the supplier"), query="state=buy"),
            View("gone", _("Sold out now"), query="state=gone"),
            View("planned", _("Transfer planned"), query="state=planned"),
            View("all", _("All SKUs"), query="state=any"),
        ],
    )


def columns() -> list[Column]:
    """Say what a line can show."""
    return [
        Column("product", _("Product"), wide=True, fixed=True),
        Column("sku", "SKU", shown=False),
        Column("place", _("Place")),
        Column("held", _("Stock and on its way"), kind="number", sort=True),
        Column("expected", _("Expected until the next delivery"), kind="decimal", sort=True),
        Column("reorder_point", _("Reorder point"), kind="number", shown=False),
        Column("out_on", _("Sold out on"), kind="day", sort=True),
        Column("risk", _("Risk of a gap"), kind="percent", sort=True),
        Column("wanted", _("Proposal"), kind="number", sort=True),
        Column("quantity", _("Can be sent"), kind="number", sort=True, shown=False),
        Column("state", _("Next step"), kind="badge"),
        Column("at_stake", _("Sales at risk"), kind="money", sort=True),
        Column("free", _("Free stock"), kind="number", shown=False),
        Column("coming", _("On its way"), kind="number", shown=False),
        Column("sold_28", _("Sold in 28 days"), kind="number", shown=False),
        Column("out_days", _("Days without stock (91)"), kind="number", shown=False),
        Column("kind", _("Rhythm"), shown=False),
        Column("method", _("Method"), shown=False),
        Column("lead_days", _("Lead time (days)"), kind="number", shown=False),
    ]


class Proposals(Finder):
    """The conditions of one state, built once."""

    sorts: ClassVar[Mapping[str, str]] = {
        name: name for name in ("held", "expected", "out_on", "risk", "wanted", "quantity", "at_stake")
    }

    def __init__(self, person: Staff) -> None:
        """What somebody may see."""
        super().__init__(zone())
        self.person = person

    @cached_property
    def found(self) -> QuerySet[Any]:
        """Rows that match."""
        state, found = self.state, visible(self.person)
        if state.sort_key == "out_on":
            found = found.filter(out_on__isnull=False)
        if places := state.values.get("place"):
            found = found.filter(location_id__in=Location.objects.filter(code__in=places).values("pk"))
        # Nobody said what they look for: what is to be done. A search looks everywhere.
        wanted = state.values.get("state", () if state.q else ("order",))
        if chosen := [STATES[key][1] for key in wanted if key in STATES]:
            found = found.filter(reduce(or_, chosen))
        if kinds := state.values.get("kind"):
            found = found.filter(kind__in=kinds)
        found = found.filter(**numbers(state, "wanted", "wanted"), **numbers(state, "held", "held"))
        if state.q:
            products = catalogue.search_products(state.q)
            found = found.filter(variant_id__in=Variant.objects.filter(product__in=products).values("pk"))
        return found


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    found = DemandForecast.objects.in_bulk(list(keys))
    variants = Variant.objects.select_related("product").in_bulk({one.variant_id for one in found.values()})
    places = dict(Location.objects.values_list("pk", "name"))
    return [_row(found[key], variants, places) for key in keys if key in found]


def state_of(one: DemandForecast) -> str:
    """Say what comes next of a proposal."""
    if one.accepted_at is not None:
        return "planned"
    if not one.wanted:
        return "enough"
    if one.source_id is None:
        return "buy"
    return "send" if one.quantity >= one.wanted else "part" if one.quantity else "wait"


def _row(one: DemandForecast, variants: Mapping[UUID, Variant], places: Mapping[UUID, str]) -> lists.Row:
    colour, name = words.STATES[state_of(one)]
    variant = variants.get(one.variant_id)
    figures = ("held", "out_on", "risk", "quantity", "at_stake", "free", "coming", "sold_28", "out_days", "lead_days")
    return lists.Row(
        id=str(one.pk),
        href=reverse("console:demand-sku", args=[one.variant_id, one.location_id]),
        label=str(variant or one.variant_id),
        cells={
            **{key: getattr(one, key) for key in figures},
            "product": str(variant or one.variant_id),
            "sku": variant.sku if variant else "",
            "place": places.get(one.location_id, ""),
            "expected": round(one.expected, 1),
            "reorder_point": one.reorder_point,
            "wanted": one.wanted or None,
            "state": (colour, str(name)),
            "kind": words.said(words.KINDS, one.kind),
            "method": words.said(words.METHODS, one.method),
        },
    )
