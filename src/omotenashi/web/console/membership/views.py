# SPDX-License-Identifier: Apache-2.0
"""店頭QR: the shops with their QRs, and one poster to print."""

import re
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from omotenashi.commerce.orders import queries as orders
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.access import needs

SIZES = {"a4": _("A4, for the wall"), "a6": _("A6, for the till")}
DISPUTES = 20
_MEDIUM = re.compile(r"[^\x00-\x1f\x7f]{0,40}")


@require_GET
@needs("locations.view")
def show_posters(request: HttpRequest) -> HttpResponse:
    """Each shop with its poster, and the receipts that two members want."""
    shops = Location.objects.filter(kind=Location.Kind.STORE, closed_at=None)
    tries = orders.disputed_claims(DISPUTES)
    persons = customers.persons_of([one.member_id for one in tries])
    context = {"shops": shops, "disputes": [(one, persons.get(one.member_id)) for one in tries]}
    return render(request, "console/membership/list.html", context)


@require_GET
@needs("locations.view")
def show_poster(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """One poster: as it will be printed, with the media code that its visitors bring."""
    shop = get_object_or_404(Location, pk=location_id)
    size = request.GET.get("size", "a4")
    medium = _MEDIUM.match(request.GET.get("medium", "store").strip())
    code = cards.poster_code(shop.code, medium=medium[0] if medium else "")
    address = request.build_absolute_uri(reverse("portal:link-code", args=[code]))
    context = {
        "shop": shop,
        "house": retailer().name,
        "sheet": size if size in SIZES else "a4",
        "sizes": SIZES,
        "medium": medium[0] if medium else "",
        "address": address,
        "picture": segno.make_qr(address, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None),
    }
    return render(request, "console/membership/poster.html", context)
