# SPDX-License-Identifier: Apache-2.0
"""ポイント: the report at a date, the rules, and gift cards."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console import exporting, listing, reading
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.points import cards, report
from omotenashi.web.console.points.forms import ProgrammeForm, initial_of
from omotenashi.web.ui import toasts


@require_GET
@needs("points.view")
def show_points(request: HttpRequest) -> HttpResponse:
    """What points amount to at a date."""
    shop, now = retailer(), clock.now()
    zone = ZoneInfo(shop.zone)
    today = clock.day_of(now, zone=zone)
    day = min(reading.day(request.GET.get("on", "")) or today, today)
    context = report.context_of(day=day, today=today, now=now, zone=zone)
    context |= {"currency": shop.currency, "today": today, "programme": queries.programme(now)}
    context["may_edit"] = may(request.user, "points.edit")
    return render(request, "console/points/report.html", context)


@require_http_methods(["GET", "POST"])
@needs("points.edit")
def edit_programme(request: HttpRequest) -> HttpResponse:
    """Change the rules of points and ranks from now on; what was earned before keeps its own end."""
    now = clock.now()
    form = ProgrammeForm(request.POST or None, initial=initial_of(queries.programme(now)))
    if request.method == "POST" and form.is_valid():
        version = loyalty.change_programme(form.settings(), by=who(request).name, now=now)
        staff.audit(who(request), "points.edit", subject=f"programme:{version}", details=form.settings())
        toasts.add(request, _("The new rules hold from now on."))
        return redirect("console:points")
    status = 422 if request.method == "POST" else 200
    return render(request, "console/points/programme.html", {"form": form}, status=status)


@require_GET
@needs("points.view")
def show_cards(request: HttpRequest) -> HttpResponse:
    """ギフトカード一覧."""
    context = {"page": listing.page(request, _cards()), "may_edit": may(request.user, "points.edit")}
    return render(request, "console/points/cards.html", context)


@require_http_methods(["GET", "POST"])
@needs("points.edit")
def export_cards(request: HttpRequest) -> HttpResponseBase:
    """The cards that match, as a file."""
    return exporting.export(request, _cards())


def _cards() -> Listing:
    return cards.listing(now=clock.now(), currency=retailer().currency)
