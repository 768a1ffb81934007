# SPDX-License-Identifier: Apache-2.0
"""Goods as the till shows them, and where else they lie."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.base.text import search
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.stock import queries as stock
from omotenashi.places.locations import queries as locations
from omotenashi.places.locations.models import Location
from omotenashi.web.register.access import Till, at_till_json, refusal

CHANNEL, MOST, TILES, LATELY = "STORE", 24, 24, timedelta(days=60)


@require_GET
@at_till_json("sales.make")
def show_tiles(_request: HttpRequest, till: Till) -> HttpResponseBase:
    """Give what this shop sold most lately, for the grid one taps."""
    now = clock.now()
    recent: Any = OrderLine.objects.filter(
        order__location=till.shop, order__placed_at__gte=now - LATELY, order__cancelled_at=None, variant__isnull=False
    )
    best = recent.values_list("variant").annotate(n=Sum("quantity")).order_by("-n", "variant")[:TILES]
    ids = [key for key, _n in best]
    found = Variant.objects.select_related("product").in_bulk(ids)
    goods = [found[key] for key in ids if key in found] or list(on_sale(now)[:TILES])
    return JsonResponse({"products": said(goods, till=till, now=now)})


@require_GET
@at_till_json("sales.make")
def search_goods(request: HttpRequest, till: Till) -> HttpResponseBase:
    """Find goods by words, folded as Japanese searchers expect."""
    now = clock.now()
    return JsonResponse({"products": found(request.GET.get("q", ""), till=till, now=now)})


@require_GET
@at_till_json("sales.make")
def show_elsewhere(request: HttpRequest, till: Till) -> HttpResponseBase:
    """他店在庫検索: where a variant lies, how many of it may be sold there, and how far that is."""
    variant = Variant.objects.select_related("product").filter(sku=request.GET.get("sku", "")).first()
    if variant is None:
        return refusal(404, "unknown", _("Nobody knows this code."))
    free = stock.available([variant.pk], channel=CHANNEL)[variant.pk]
    here = till.shop
    near = locations.nearest(latitude=here.latitude, longitude=here.longitude, postal_code=here.postal_code)
    rows = Location.objects.in_bulk([place.location_id for place in near])
    open_now = locations.is_open(list(rows), at=clock.now())
    places = [
        {
            "code": place.code, "name": place.name, "kind": rows[place.location_id].kind,
            "kilometres": None if place.kilometres is None else round(place.kilometres, 1),
            "free": free[place.location_id].quantity, "mark": free[place.location_id].mark,
            "pickup": rows[place.location_id].can_pickup, "ship": rows[place.location_id].can_ship,
            "open": open_now[place.location_id], "phone": rows[place.location_id].phone, "here": place.code == here.code,
        }
        for place in near if place.location_id in free
    ]  # fmt: skip
    places.sort(key=lambda each: (not each["here"], each["free"] == 0))
    product = said([variant], till=till, now=clock.now())[0]
    return JsonResponse({"product": product, "places": places, "ships": sum(x["free"] for x in places if x["ship"])})


def found(text: str, *, till: Till, now: datetime) -> list[dict[str, Any]]:
    """Give goods by words, the best first."""
    if not text.strip():
        return []
    hits, _count = catalogue.find(catalogue.Wanted(text=text), channel=CHANNEL, at=now, limit=MOST)
    ids = [key for hit in hits for key in hit.variants][:MOST]
    variants = Variant.objects.select_related("product").in_bulk(ids)
    goods = [variants[key] for key in ids if key in variants]
    return said(catalogue.meant(goods, text), till=till, now=now)


def on_sale(now: datetime) -> Any:
    """Give the variants that are offered at a moment."""
    products = catalogue.on_sale(now)
    return Variant.objects.filter(product__in=products).select_related("product").order_by("sku")


def said(goods: Sequence[Variant], *, till: Till, now: datetime) -> list[dict[str, Any]]:
    """Say goods as the till shows them (Product in frontend/register/ports.ts): two reads, however many."""
    ids = [variant.pk for variant in goods]
    prices = catalogue.prices_of(ids, channel=CHANNEL, at=now)
    free = stock.available(ids, channel=CHANNEL, location_ids=[till.shop.pk])
    return [
        _said(variant, prices.get(variant.pk), sum(level.quantity for level in free[variant.pk].values()))
        for variant in goods
    ]


def _said(variant: Variant, price: catalogue.Priced | None, here: int) -> dict[str, Any]:
    product, options = variant.product, _options(variant.options.values())
    rate = price.tax_rate if price else variant.tax_rate
    amount = price.amount if price else None
    if price and amount is not None and not price.tax_included:
        amount = amount * (100 + rate) // 100
    words = (str(variant), variant.sku, *variant.barcodes, product.category, product.brand)
    return {
        "sku": variant.sku, "product": product.code, "name": str(variant), "options": options,
        "category": product.category, "brand": product.brand, "barcodes": variant.barcodes, "price": amount,
        "tax_rate": rate, "tax_included": True, "here": here,
        "folded": search.folded_text(" ".join(word for word in words if word)),
    }  # fmt: skip


def _options(values: Iterable[object]) -> str:
    return " / ".join(str(value) for value in values)
