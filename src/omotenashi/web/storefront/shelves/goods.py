# SPDX-License-Identifier: Apache-2.0
"""Products as they are shown: on a shelf with a price and a mark, and one alone with its sizes and shops.

However many there are, a shelf costs the same number of reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.commerce.stock.queries import Available
from omotenashi.places.locations import queries as places

# The mark of a shelf or a size, as one sees it in a shop window.
SIGNS: Final = {"in_stock": "○", "few": "△", "none": "×", "ask": "?"}
_RANK = {"in_stock": 0, "few": 1, "ask": 2, "none": 3}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A product among others: its price from, and whether there is any."""

    product: Product
    price: int | None
    has_more: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Size:
    """One variant of a product with its price with tax and its mark, in the chosen shop or anywhere."""

    variant: Variant
    label: str
    price: int | None
    tax_rate: int
    mark: str
    is_chosen: bool

    @property
    def sign(self) -> str:
        """○, △, × or ?."""
        return SIGNS[self.mark]


@dataclass(frozen=True, slots=True)
class Counter:
    """A shop where the chosen size can be collected, or not; `ready` is when, if it is ordered now."""

    location_id: UUID
    code: str
    name: str
    kilometres: float | None
    mark: str
    quantity: int
    is_open: bool
    opens: datetime | None
    is_chosen: bool
    ready: datetime | None = None
    can_try_on: bool = False

    @property
    def sign(self) -> str:
        """○, △, × or ?."""
        return SIGNS[self.mark]


def found(
    wanted: catalogue.Wanted, *, channel: str, now: datetime, limit: int = 24, offset: int = 0
) -> tuple[list[Shelf], int]:
    """Give a page of shelves and how many products there are in all."""
    hits, count = catalogue.find(wanted, channel=channel, at=now, limit=limit, offset=offset)
    products = Product.objects.in_bulk([hit.product_id for hit in hits])
    totals = stock.totals([key for hit in hits for key in hit.variants], channel=channel) if hits else {}
    shelves = [
        Shelf(
            products[hit.product_id], hit.price_from, hit.price_from != hit.price_to,
            any(totals.get(key, 0) > 0 for key in hit.variants),
        )
        for hit in hits
    ]  # fmt: skip
    return shelves, count


def named(product_ids: Sequence[UUID], *, channel: str, now: datetime) -> list[Shelf]:
    """Give the shelves of these products in their order; what the channel does not sell is left out."""
    variants = list(Variant.objects.filter(product_id__in=product_ids).values_list("pk", flat=True))
    if not variants:
        return []
    shelves, _count = found(catalogue.Wanted(variants=variants), channel=channel, now=now, limit=len(product_ids))
    return sorted(shelves, key=lambda one: product_ids.index(one.product.pk))


def in_store(location_id: UUID) -> list[UUID]:
    """Give the variants that lie free in a shop."""
    free = StockLevel.objects.filter(location_id=location_id, on_hand__gt=F("reserved") + F("allocated"))
    return list(free.values_list("variant_id", flat=True))


def product_of(code: str, *, now: datetime) -> tuple[Product, str] | None:
    """Give the product of a code, a stock keeping unit or a barcode, and the variant that was meant, if one was."""
    offered = catalogue.on_sale(now)
    if product := offered.filter(code=code).first():
        return product, ""
    for variant in catalogue.scanned(code):
        if product := offered.filter(pk=variant.product_id).first():
            return product, variant.sku
    return None


def sizes(
    variants: Sequence[Variant], free: dict[UUID, dict[UUID, Available]], *, wanted: str, store: UUID | None,
    channel: str, now: datetime,
) -> list[Size]:  # fmt: skip
    """Give the sizes of a product. Without a wanted one the first that is there is chosen."""
    prices = catalogue.prices_of([variant.pk for variant in variants], channel=channel, at=now)
    marks = {variant.pk: _mark(free.get(variant.pk, {}), store) for variant in variants}
    chosen = next((v for v in variants if v.sku == wanted), None) or min(
        variants, key=lambda v: _RANK[marks[v.pk]], default=None
    )
    return [
        Size(
            variant, variant.name or variant.sku, _with_tax(prices.get(variant.pk)), variant.tax_rate,
            marks[variant.pk], variant == chosen,
        )
        for variant in variants
    ]  # fmt: skip


def counters(
    levels: dict[UUID, Available], *, channel: str, now: datetime, store: UUID | None, postal_code: str = ""
) -> list[Counter]:
    """Give the shops where goods can be collected, the nearest first, with what each has."""
    near = places.nearest(able=["can_pickup"], channel=channel, postal_code=postal_code)
    keys = [place.location_id for place in near]
    is_open, opens = places.is_open(keys, at=now), places.opens_next(keys, at=now)
    ready = fulfilment.pickup_ready(keys, now=now)
    able = {place.location_id for place in places.selling_at(channel) if place.can_try_on}
    shown = [
        Counter(
            place.location_id, place.code, place.name, place.kilometres, _at(levels, place.location_id),
            levels[place.location_id].quantity if place.location_id in levels else 0, is_open[place.location_id],
            opens[place.location_id], place.location_id == store, ready[place.location_id],
            place.location_id in able,
        )
        for place in near
    ]  # fmt: skip
    return sorted(shown, key=lambda one: not one.is_chosen)


def promise(shops: Sequence[Counter]) -> Counter | None:
    """Give the shop that has it ready first: the chosen one where it has any."""
    able = [one for one in shops if one.quantity > 0 and one.ready is not None]
    return next((one for one in able if one.is_chosen), None) or min(
        able, key=lambda one: (one.ready is None, one.ready), default=None
    )


def _mark(levels: dict[UUID, Available], store: UUID | None) -> str:
    if store is not None:
        return _at(levels, store)
    return min((level.mark for level in levels.values()), key=_RANK.__getitem__, default="none")


def _at(levels: dict[UUID, Available], place: UUID) -> str:
    return levels[place].mark if place in levels else "none"


def _with_tax(price: catalogue.Priced | None) -> int | None:
    if price is None or price.tax_included:
        return price.amount if price else None
    return price.amount * (100 + price.tax_rate) // 100
