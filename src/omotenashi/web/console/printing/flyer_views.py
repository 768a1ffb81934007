# SPDX-License-Identifier: Apache-2.0
"""チラシ: words, picture, goods, period and shops; look at the page, take the file for a print house."""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.queries import paper
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.places import own_place
from omotenashi.web.console.printing import asked, flyers, goods, words
from omotenashi.web.console.printing.answering import origin_of, pdf, picked, png, unprintable, with_added
from omotenashi.web.ui import prints, toasts

PICTURES = 11


@require_GET
@needs("prints.flyers")
def show_flyer(request: HttpRequest) -> HttpResponse:
    """The flyer as it will look, beside what it says."""
    wanted = _wanted(request)
    if added := request.GET.get("add", "").strip():
        return with_added(request, wanted, added, page=reverse("console:flyer"), most=asked.MOST_ON_FLYER)
    found, own = _goods(wanted), "" if not wanted.picture else wanted.picture
    kept = paper.kept([own]) if own else {}
    context = {
        "wanted": wanted, "goods": found, "query": wanted.url(), "picked": picked(wanted, found), "shops": _open_shops(),
        "pictures": [(reverse("message-picture", args=[one.digest]), one) for one in queries.pictures("")[:PICTURES]],
        "coarse": own in kept and kept[own].width < flyers.ENOUGH_DOTS, "may_flyers": True, "most": asked.MOST_ON_FLYER,
        "is_full": len(wanted.picked) >= asked.MOST_ON_FLYER, "lost": words.lost(found, wanted.headline + wanted.text),
        "is_begun": bool(wanted.headline or found),
    }  # fmt: skip
    return render(request, "console/printing/flyer.html", context)


@require_GET
@needs("prints.flyers")
def show_page(request: HttpRequest) -> HttpResponse:
    """The flyer as a picture."""
    wanted = _wanted(request)
    return png(lambda: flyers.picture(wanted, _goods(wanted), _shops(wanted), origin=origin_of(request)))


@require_POST
@needs("prints.flyers")
def create_picture(request: HttpRequest) -> HttpResponse:
    """Keep a picture of one's own and put it on the flyer."""
    wanted, file = _wanted(request), request.FILES.get("picture")
    try:
        kept = messaging.keep_picture(
            file.read(messaging.MOST_BYTES + 1) if file else b"", alt="", now=clock.now(), by=who(request).pk
        )
    except messaging.BadImage as bad:
        said = {"big": _("This picture is too large."), "kind": _("Please choose a PNG, JPEG or WebP.")}
        toasts.add(request, said[bad.reason], state="bad")
        return redirect(reverse("console:flyer") + wanted.url())
    return redirect(reverse("console:flyer") + wanted.url(picture=reverse("message-picture", args=[kept.digest])))


@require_POST
@needs("prints.flyers")
def create_pdf(request: HttpRequest) -> HttpResponse:
    """The flyer for a print house: A4, bleed, trim marks."""
    wanted = _wanted(request)
    found = _goods(wanted)
    try:
        body = flyers.pdf(wanted, found, _shops(wanted), origin=origin_of(request))
    except prints.Unprintable as failure:
        return unprintable(request, failure, back=reverse("console:flyer") + wanted.url())
    _audit(request, "pdf", len(found), wanted.medium)
    return pdf(body, "flyer")


@require_POST
@needs("prints.flyers")
def create_csv(request: HttpRequest) -> HttpResponse:
    """What the flyer says, as a table for the print house."""
    wanted = _wanted(request)
    found = _goods(wanted)
    _audit(request, "csv", len(found), wanted.medium)
    rows = flyers.table(wanted, found, _shops(wanted), origin=origin_of(request))
    return exporting.sheet("flyer", rows, encoding=request.POST.get("encoding", "cp932"))


def _wanted(request: HttpRequest) -> asked.Flyer:
    place, today = own_place(request.user), clock.day_of(clock.now(), zone=zone())
    shops = [one.code for one in _open_shops() if place in (None, one.pk)]
    return asked.flyer(request.GET, medium=f"FLYER{today:%y%m}", shops=shops)


def _open_shops() -> list[Location]:
    return list(Location.objects.filter(kind=Location.Kind.STORE, closed_at=None))


def _shops(wanted: asked.Flyer) -> list[Location]:
    return [one for one in _open_shops() if one.code in wanted.shops]


def _goods(wanted: asked.Flyer) -> list[goods.Good]:
    """Give the goods with the prices that will hold when the period begins."""
    now = clock.now()
    noon = datetime.combine(wanted.begins, time(12), tzinfo=zone()) if wanted.begins else now
    shop = wanted.shops[0] if len(wanted.shops) == 1 else ""
    return goods.read(wanted.codes, at=max(now, noon), shop=shop, words=dict(wanted.picked)) if wanted.codes else []


def _audit(request: HttpRequest, file: str, count: int, medium: str) -> None:
    staff.audit(
        who(request), "prints.flyers", subject="flyer", details={"file": file, "goods": count, "medium": medium}
    )
