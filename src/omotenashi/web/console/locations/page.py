# SPDX-License-Identifier: Apache-2.0
"""What the page of one place shows: twelve months of sales, the newest orders, what it holds."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.places.locations.models import Location, Retailer
from omotenashi.web.console.buyers import buyers_of
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.locations.listing import kind_name
from omotenashi.web.console.orders.listing import state_of
from omotenashi.web.console.products.page import months_until

NEWEST, MOST_HELD = 10, 10


def context_of(place: Location, *, retailer: Retailer, now: datetime) -> dict[str, Any]:
    """Give everything the template needs: seven reads."""
    zone = ZoneInfo(retailer.zone)
    placed = Order.objects.filter(location=place)
    newest = list(placed.order_by("-placed_at", "-id")[:NEWEST])
    buyers = buyers_of(order.node_id for order in newest)
    held = StockLevel.objects.filter(location=place, on_hand__gt=0)
    found = [(order, buyers.get(order.node_id), state_of(order)) for order in newest]
    return {
        "place": place,
        "kind": kind_name(place.kind),
        "currency": retailer.currency,
        "newest": [(order, buyer, label(buyer) if buyer else "", state) for order, buyer, state in found],
        "orders_url": f"{reverse('console:orders')}?{urlencode({'location': place.code})}",
        "held": list(held.select_related("variant__product").order_by("-on_hand", "variant_id")[:MOST_HELD]),
        "stock": held.aggregate(skus=Count("id"), pieces=Sum("on_hand")),
        "facts": _facts(place),
        **_sales(placed, zone=zone, now=now),
    }


def _sales(placed: Any, *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    months = months_until(clock.day_of(now, zone=zone))
    start = datetime(months[0].year, months[0].month, 1, tzinfo=zone)
    valid = placed.filter(cancelled_at=None).order_by()
    sums: dict[date, int] = defaultdict(int)
    by_month = valid.filter(placed_at__gte=start).values(month=TruncMonth("placed_at", tzinfo=zone))
    for row in by_month.annotate(sold=Sum(F("goods_total") - F("returned_total"))):
        sums[row["month"].date()] = row["sold"]
    recent = valid.filter(placed_at__gte=now - timedelta(days=30))
    month = recent.aggregate(n=Count("id"), sold=Sum(F("goods_total") - F("returned_total")))
    chart = {
        "kind": "bar",
        "title": _("Sales by month"),
        "x": {"label": _("Month"), "values": [f"{one:%Y-%m}" for one in months]},
        "y": {"label": _("Sales"), "format": "money"},
        "series": [{"name": _("Sales"), "values": [sums[one] for one in months], "immature_from": len(months) - 1}],
    }
    average = round(month["sold"] / month["n"]) if month["n"] else None
    return {"chart": chart if sums else None, "month": month, "average": average}


def _facts(place: Location) -> list[tuple[str, object]]:
    return [
        (_("Code"), place.code),
        (_("Kind"), kind_name(place.kind)),
        (_("Prefecture"), place.prefecture),
        (_("Address"), place.address),
        (_("Phone number"), place.phone),
    ]
