# SPDX-License-Identifier: Apache-2.0
"""What the page of one product shows: variants with stock by place, and twelve months of sales."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.stock import queries as stock
from omotenashi.places.locations.models import Location, Retailer
from omotenashi.web.console.customers.using import completion
from omotenashi.web.console.products.listing import state_name, state_of
from omotenashi.web.ui.tags.formats import day, number

MONTHS = 12


def context_of(product: Product, *, retailer: Retailer, now: datetime) -> dict[str, Any]:
    """Give everything the template needs: six reads."""
    variants = list(product.variants.order_by("sku"))
    places, held = _stock([variant.id for variant in variants])
    sales = _sales(variants, zone=ZoneInfo(retailer.zone), now=now)
    used = completion(product.pk, buyers=sales["buyers"])
    return {
        "product": product,
        "state": state_name(state_of(product)),
        "currency": retailer.currency,
        "buyers_url": f"{reverse('console:customers')}?{urlencode({'product': product.code})}",
        "places": places,
        "variants": [
            (one, [held.get((one.id, place.id)) for place in places], _on_hand(held, one.id)) for one in variants
        ],
        "on_hand": sum(held.values()) if held else None,
        "facts": _facts(product, variants),
        "completion": used,
        **sales,
    }


def _stock(variant_ids: list[UUID]) -> tuple[list[Location], dict[tuple[UUID, UUID], int]]:
    levels = list(stock.levels_of(variant_ids))
    places = {level.location_id: level.location for level in levels}
    held = {(level.variant_id, level.location_id): level.on_hand for level in levels}
    return sorted(places.values(), key=lambda place: place.code), held


def _on_hand(held: dict[tuple[UUID, UUID], int], variant_id: UUID) -> int | None:
    own = [pieces for (variant, _place), pieces in held.items() if variant == variant_id]
    return sum(own) if own else None


def _sales(variants: list[Variant], *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    months = months_until(clock.day_of(now, zone=zone))
    start = datetime(months[0].year, months[0].month, 1, tzinfo=zone)
    lines = OrderLine.objects.filter(variant__in=variants, order__cancelled_at=None, order__placed_at__gte=start)
    found: Any = lines.order_by().values(month=TruncMonth("order__placed_at", tzinfo=zone), code=F("order__channel_id"))
    sums: dict[tuple[str, date], int] = defaultdict(int)
    amount = pieces = 0
    for row in found.annotate(sold=Sum("amount"), n=Sum("quantity")):
        sums[row["code"], row["month"].date()] += row["sold"]
        amount, pieces = amount + row["sold"], pieces + row["n"]
    buyers = lines.aggregate(n=Count("order__node_id", distinct=True))["n"]
    codes = sorted({code for code, _month in sums})
    chart = {
        "kind": "stacked",
        "title": _("Sales by month and channel"),
        "x": {"label": _("Month"), "values": [f"{month:%Y-%m}" for month in months]},
        "y": {"label": _("Sales"), "format": "money"},
        "series": [
            {"channel": code, "values": [sums[code, month] for month in months], "immature_from": MONTHS - 1}
            for code in codes
        ],
    }
    return {"chart": chart if codes else None, "sold": amount, "pieces": pieces, "buyers": buyers}


def months_until(today: date) -> list[date]:
    """Give the first days of the last twelve months, the current one last."""
    first = today.year * 12 + today.month - MONTHS
    return [date(at // 12, at % 12 + 1, 1) for at in range(first, first + MONTHS)]


def _facts(product: Product, variants: list[Variant]) -> list[tuple[str, object]]:
    return [
        (_("Code"), product.code),
        (_("Brand"), product.brand),
        (_("Category"), product.category),
        (_("Variants"), number(len(variants))),
        (_("Published"), day(product.published_at)),
        (_("No longer sold since"), day(product.withdrawn_at)),
    ]
