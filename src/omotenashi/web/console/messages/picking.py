# SPDX-License-Identifier: Apache-2.0
"""What is picked rather than typed: products by name, code or barcode, and pictures, also new ones."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.engagement.journeys.actions import posting
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who

SHOWN, LONGEST_ALT = 24, 200


@require_GET
@needs("messages.edit")
def show_goods(request: HttpRequest) -> HttpResponse:
    """Products on sale as pictures, the best hits first."""
    text, now = request.GET.get("q", "").strip(), clock.now()
    category = request.GET.get("category", "")
    hits, count = catalogue.find(
        catalogue.Wanted(text=text, category=category, order="merit" if text else "newest"), channel="EC", at=now, limit=SHOWN
    )  # fmt: skip
    known = Product.objects.in_bulk([hit.product_id for hit in hits])
    goods = [{"product": known[hit.product_id], "price": hit.price_from} for hit in hits if hit.product_id in known]
    context = {"goods": goods, "count": count, "categories": catalogue.choices(now)["category"], "text": text}
    return render(request, "console/messages/goods.html", context)


@require_GET
@needs("messages.edit")
def show_pictures(request: HttpRequest) -> HttpResponse:
    """The pictures that the house keeps, the newest first."""
    text = request.GET.get("q", "").strip()
    return render(request, "console/messages/pictures.html", {"pictures": queries.pictures(text)[:SHOWN], "text": text})


@require_POST
@needs("messages.edit")
def create_picture(request: HttpRequest) -> JsonResponse:
    """Keep a picture. The browser made it no larger than a mail needs; what is larger or no picture is refused."""
    file, alt = request.FILES.get("picture"), request.POST.get("alt", "")[:LONGEST_ALT]
    if file is None:
        return JsonResponse({"words": _("Please choose a PNG, JPEG or WebP.")}, status=422)
    return _kept(request, file.read(messaging.MOST_BYTES + 1), alt)


@require_POST
@needs("messages.edit")
def create_taken(request: HttpRequest) -> JsonResponse:
    """Keep a picture that stands at an address elsewhere: from here it is printed, too, and goes on being shown."""
    source, alt = request.POST.get("src", "").strip(), request.POST.get("alt", "")[:LONGEST_ALT]
    try:
        data = posting.fetch(source, inside=journeys.inside(), most=messaging.MOST_BYTES)
    except posting.NotFetched:
        return JsonResponse({"words": _("No picture could be fetched from this address. Save it and choose it from this device.")}, status=422)  # fmt: skip
    staff.audit(who(request), "messages.edit", subject="message:picture", details={"from": source})
    return _kept(request, data, alt)


def _kept(request: HttpRequest, data: bytes, alt: str) -> JsonResponse:
    try:
        kept = messaging.keep_picture(data, alt=alt, now=clock.now(), by=who(request).pk)
    except messaging.BadImage as bad:
        words = {"big": _("This picture is too large."), "kind": _("Please choose a PNG, JPEG or WebP.")}
        return JsonResponse({"words": words[bad.reason]}, status=422)
    src = reverse("message-picture", args=[kept.digest])
    return JsonResponse({"src": src, "alt": kept.alt, "size": f"{kept.width} × {kept.height}"})
