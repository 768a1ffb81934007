# SPDX-License-Identifier: Apache-2.0
"""商品一覧: its columns, filters and views, and where its rows come from."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.near import near
from omotenashi.web.ui.tags.formats import money

MOST_CHOICES = 40
STATES = {
    "sold": Q(withdrawn_at=None) & ~Q(published_at=None),
    "draft": Q(withdrawn_at=None, published_at=None),
    "withdrawn": ~Q(withdrawn_at=None),
}


def listing(*, currency: str) -> Listing:
    """Describe the list, with prices in a currency."""
    finder = Finder()
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=partial(rows, currency=currency),
        noun=_("products"),
        export=reverse("console:products-export"),
        export_permission="products.export",
        empty={
            "title": _("No products yet"),
            "text": _("Bring a product file; products that appear in orders are added by themselves."),
            "action": _("Import a file"),
            "href": "/console/imports/",
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    known = _known_values()
    return lists.ListSpec(
        name="products",
        search=_("Name, code, SKU, barcode, brand"),
        sort="code",
        columns=[
            Column("name", _("Product"), fixed=True, wide=True, sort=True),
            Column("code", _("Code"), sort=True),
            Column("brand", _("Brand"), shown=bool(known["brand"])),
            Column("category", _("Category")),
            Column("variants", _("Variants"), kind="number"),
            Column("price", _("Price")),
            Column("stock", _("In stock"), kind="number"),
            Column("state", _("State"), kind="badge"),
        ],
        filters=[
            Filter("category", _("Category"), choices=[(value, value) for value in known["category"]]),
            Filter("brand", _("Brand"), choices=[(value, value) for value in known["brand"]]),
            Filter("state", _("State"), choices=[(key, state_name(key)[1]) for key in STATES]),
            Filter("stock", _("Stock"), choices=[("in", _("In stock")), ("out", _("Nowhere in stock"))]),
        ],
        views=[
            View("", _("All")),
            View("sold", _("On sale"), query="state=sold"),
            View("out", _("Nowhere in stock"), query="stock=out"),
        ],
    )


def _known_values() -> dict[str, list[str]]:
    def read() -> dict[str, list[str]]:
        pairs = set(Product.objects.values_list("category", "brand").distinct().order_by())
        return {
            "category": sorted({category for category, _brand in pairs if category})[:MOST_CHOICES],
            "brand": sorted({brand for _category, brand in pairs if brand})[:MOST_CHOICES],
        }

    found: dict[str, list[str]] = near.get_or_set("console.products.values", read, 300) or {}
    return found


class Finder:
    """The conditions of one state, built once."""

    state: lists.ListState

    def parts(self, state: lists.ListState) -> list[Part]:
        """Give the rows in their order."""
        self.state = state
        down = state.descending
        if state.sort_key == "code":
            return [Part(self.products, "code", down=down, key_down=down)]
        named = Part(self.products.exclude(name=""), "name", down=down, key_down=down)
        return [named, Part(self.products.filter(name=""), "code", down=down, key_down=down)]

    def matching(self, state: lists.ListState) -> QuerySet[Any]:
        """Give all that match."""
        self.state = state
        return self.products

    @cached_property
    def products(self) -> QuerySet[Product]:
        """Products that match."""
        state, found = self.state, catalogue.search_products(self.state.q)
        for key, column in (("category", "category__in"), ("brand", "brand__in")):
            if values := state.values.get(key):
                found = found.filter(**{column: values})
        if states := [STATES[name] for name in state.values.get("state", ()) if name in STATES]:
            condition = states[0]
            for other in states[1:]:
                condition |= other
            found = found.filter(condition)
        if len(stock := state.values.get("stock", ())) == 1:
            held = Exists(StockLevel.objects.filter(variant__product=OuterRef("pk"), on_hand__gt=0))
            found = found.filter(held if stock == ("in",) else ~held)
        return found


def rows(keys: Sequence[UUID], *, currency: str) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    found = Product.objects.in_bulk(list(keys))
    sums: Any = Variant.objects.filter(product_id__in=list(keys)).values("product_id").order_by()
    sums = {row["product_id"]: row for row in sums.annotate(n=Count("id"), low=Min("price"), high=Max("price"))}
    held: Any = StockLevel.objects.filter(variant__product_id__in=list(keys)).values("variant__product_id").order_by()
    stock = {row["variant__product_id"]: row["pieces"] for row in held.annotate(pieces=Sum("on_hand"))}
    return [_row(found[key], sums.get(key, {}), stock.get(key), currency) for key in keys if key in found]


def _row(product: Product, sums: dict[str, Any], pieces: int | None, currency: str) -> lists.Row:
    low, high = sums.get("low"), sums.get("high")
    price = (
        None
        if low is None
        else money(low, currency)
        if low == high
        else f"{money(low, currency)} – {money(high, currency)}"
    )
    return lists.Row(
        id=str(product.id),
        href=reverse("console:product", args=[product.id]),
        label=str(product),
        cells={
            "name": str(product),
            "code": product.code,
            "brand": product.brand,
            "category": product.category,
            "variants": sums.get("n", 0),
            "price": price,
            "stock": pieces,
            "state": state_name(state_of(product)),
        },
    )


def state_of(product: Product) -> str:
    """Give the key of a product's state."""
    if product.withdrawn_at:
        return "withdrawn"
    return "sold" if product.published_at else "draft"


def state_name(key: str) -> tuple[str, str]:
    """Give colour and name of a state."""
    names = {
        "sold": ("good", _("On sale")),
        "draft": ("quiet", _("Not published")),
        "withdrawn": ("warn", _("No longer sold")),
    }
    return names[key]
