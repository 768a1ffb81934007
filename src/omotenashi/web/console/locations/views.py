# SPDX-License-Identifier: Apache-2.0
"""店舗一覧 and one place."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.locations import listing as places
from omotenashi.web.console.locations.page import context_of


@require_GET
@needs("locations.view")
def show_shops(request: HttpRequest) -> HttpResponse:
    """店舗一覧."""
    return render(request, "console/locations/list.html", {"page": listing.page(request, _places())})


@require_http_methods(["GET", "POST"])
@needs("locations.view")
def export_shops(request: HttpRequest) -> HttpResponseBase:
    """The places that match, as a file."""
    return exporting.export(request, _places())


@require_GET
@needs("locations.view")
def show_shop(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """One place: sales by month, newest orders, stock."""
    place = get_object_or_404(Location, pk=location_id)
    return render(request, "console/locations/detail.html", context_of(place, retailer=retailer(), now=clock.now()))


def _places() -> Listing:
    return places.listing(now=clock.now(), currency=retailer().currency)
