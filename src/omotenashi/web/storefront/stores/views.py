# SPDX-License-Identifier: Apache-2.0
"""The shops: by postal code, by position, or by name; one of them may be chosen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from omotenashi.base.text import postal
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.places.locations import queries as places
from omotenashi.places.locations.models import Location
from omotenashi.web.storefront.visits import Visit, in_shop


@require_GET
@in_shop
def show_stores(visit: Visit) -> HttpResponse:
    """List the shops where goods can be collected, the nearest first; nothing of where one is is kept."""
    asked = visit.request.GET.get("postal", "").strip()[:20]
    code = postal.postal_code(asked) or ""
    here = postal.lookup(code) if code else None
    latitude, longitude = _degrees(visit.request.GET.get("lat", "")), _degrees(visit.request.GET.get("lng", ""))
    near = places.nearest(
        latitude=latitude, longitude=longitude, postal_code=code, able=["can_pickup"], channel=visit.channel, limit=30
    )
    keys = [place.location_id for place in near]
    rows = Location.objects.in_bulk(keys)
    is_open, opens = places.is_open(keys, at=visit.now), places.opens_next(keys, at=visit.now)
    shops = [(place, rows[place.location_id], is_open[place.location_id], opens[place.location_id]) for place in near]
    after = visit.request.GET.get("next", "")
    return visit.page(
        "stores", shops=shops, asked=asked, here=here, is_wrong=bool(asked and not code), by_position=latitude is not None,
        after=after if after.startswith("/shop/") else "",
    )  # fmt: skip


@require_GET
@in_shop
def show_store(visit: Visit, code: str) -> HttpResponse:
    """One shop: its hours this week, how to reach it, what can be done there, when an order would be ready."""
    found = Location.objects.filter(code=code[:100], closed_at=None).exclude(kind="virtual").first()
    if found is None:
        raise Http404
    return visit.page(
        "store", place=found, week=places.week_of(found.pk, at=visit.now), is_open=places.is_open([found.pk], at=visit.now)[found.pk],
        opens=places.opens_next([found.pk], at=visit.now)[found.pk],
        ready=fulfilment.pickup_ready([found.pk], now=visit.now)[found.pk], page=places.shop_page(found.pk),
    )  # fmt: skip


@require_GET
def show_picture(_request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a shop; its address changes with it."""
    found = Location.objects.filter(code=code[:100], closed_at=None).values_list("pk", flat=True).first()
    picture = places.shop_picture(found) if found else None
    if picture is None:
        raise Http404
    kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture[0], content_type=picture[1], headers=kept)


def _degrees(text: str) -> float | None:
    try:
        return max(-180.0, min(180.0, float(text)))
    except ValueError:
        return None
