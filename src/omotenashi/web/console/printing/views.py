# SPDX-License-Identifier: Apache-2.0
"""店頭POP: choose goods, look at the cards, take the file for the shop's own printer or for a print house."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.places import own_place
from omotenashi.web.console.printing import asked, goods, sheets, words
from omotenashi.web.console.printing.answering import origin_of, pdf, picked, png, unprintable, with_added
from omotenashi.web.ui import prints

SHOWN = 4


@require_GET
@needs("prints.make")
def show_cards(request: HttpRequest) -> HttpResponse:
    """The cards of the goods that were chosen, as they will look."""
    wanted = _wanted(request)
    if added := request.GET.get("add", "").strip():
        return with_added(request, wanted, added, page=reverse("console:printing"), most=asked.MOST_CARDS)
    found = _goods(wanted)
    context = {
        **words.choices(), "wanted": wanted, "goods": found, "picked": picked(wanted, found), "count": len(found),
        "shown": _shown(wanted, found[:SHOWN]),
        "query": wanted.url(), "shops": Location.objects.filter(kind=Location.Kind.STORE, closed_at=None),
        "categories": catalogue.choices(clock.now())["category"], "troubles": words.troubles(found, wanted),
        "may_flyers": may(request.user, "prints.flyers"), "most": asked.MOST_CARDS,
    }  # fmt: skip
    return render(request, "console/printing/cards.html", context)


@require_POST
@needs("prints.make")
def create_choice(request: HttpRequest) -> HttpResponse:
    """Take what was ticked in the list of products."""
    keys = [key for text in request.POST.getlist("ids")[: asked.MOST_CARDS] if (key := _key(text))]
    codes = dict(Product.objects.filter(pk__in=keys).values_list("pk", "code"))
    chosen = tuple((codes[key], "") for key in keys if key in codes)
    if request.GET.get("for") == "flyer":
        own = urlencode([("p", code) for code, _word in chosen[: asked.MOST_ON_FLYER]])
        return redirect(f"{reverse('console:flyer')}?{own}")
    return redirect(reverse("console:printing") + _wanted(request).url(picked=chosen))


@require_GET
@needs("prints.make")
def show_card(request: HttpRequest) -> HttpResponse:
    """One card as a picture."""
    wanted = _wanted(request)
    found = _goods(wanted)
    number = request.GET.get("n", "0")
    if not number.isdigit() or int(number) >= len(found):
        raise Http404
    return png(lambda: sheets.picture(found[int(number)], wanted, origin=origin_of(request)))


@require_POST
@needs("prints.make")
def create_pdf(request: HttpRequest) -> HttpResponse:
    """The cards for the shop's own printer, or with bleed and trim marks for a print house."""
    wanted, marks = _wanted(request), request.POST.get("for") == "house"
    found = _goods(wanted)
    try:
        body = sheets.pdf(found, wanted, origin=origin_of(request), marks=marks) if found else b""
    except prints.Unprintable as failure:
        return unprintable(request, failure, back=reverse("console:printing") + wanted.url())
    if not found:
        return redirect("console:printing")
    _audit(request, "pdf", len(found), wanted.medium)
    return pdf(body, f"pop-{wanted.size}")


@require_POST
@needs("prints.make")
def create_csv(request: HttpRequest) -> HttpResponse:
    """What the cards say, as a table for the print house."""
    wanted = _wanted(request)
    found = _goods(wanted)
    _audit(request, "csv", len(found), wanted.medium)
    rows = sheets.table(found, wanted, origin=origin_of(request))
    return exporting.sheet("pop", rows, encoding=request.POST.get("encoding", "cp932"))


def _wanted(request: HttpRequest) -> asked.Cards:
    place = own_place(request.user)
    own = Location.objects.filter(pk=place).values_list("code", flat=True).first() if place else ""
    today = clock.day_of(clock.now(), zone=zone())
    return asked.cards(request.GET, medium=f"POP{today:%y%m}", shop=own or "")


def _goods(wanted: asked.Cards) -> list[goods.Good]:
    """Give what the cards show: what was picked, then the category, each once."""
    now, codes = clock.now(), wanted.codes
    if wanted.category:
        codes = list(dict.fromkeys([*codes, *goods.of_category(wanted.category, at=now, most=asked.MOST_CARDS)]))
    found = goods.read(codes, at=now, shop=wanted.shop, each=wanted.each, words=dict(wanted.picked)) if codes else []
    return found[: asked.MOST_CARDS]


def _shown(wanted: asked.Cards, found: list[goods.Good]) -> list[tuple[goods.Good, str]]:
    """Give the address of the picture of each card: it reads no more goods than its own."""
    own = [wanted.url(picked=((one.code, one.word),), category="") for one in found]
    return [(one, f"{own[at]}&n={[each.code for each in found[:at]].count(one.code)}") for at, one in enumerate(found)]


def _audit(request: HttpRequest, file: str, count: int, medium: str) -> None:
    staff.audit(
        who(request), "prints.make", subject="shelf-cards", details={"file": file, "cards": count, "medium": medium}
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
