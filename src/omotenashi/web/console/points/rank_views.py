# SPDX-License-Identifier: Apache-2.0
"""ランク: the ladder, what other thresholds would change, its history, and the members on it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.base.jobs import ask_once
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.queries import ranks
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.points import rank_listing, rank_page
from omotenashi.web.console.points.forms import RanksForm, ladder_of
from omotenashi.web.ui import toasts


@require_GET
@needs("points.view")
def show_ranks(request: HttpRequest) -> HttpResponse:
    """The ladder, who stands on it, who moved, and what held before."""
    return _page(request, RanksForm(initial=ladder_of(queries.programme(clock.now()))))


@require_POST
@needs("points.edit")
def save_ladder(request: HttpRequest) -> HttpResponse:
    """Let another ladder hold from now on."""
    form = RanksForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _save(request, form.settings(), said=_("The new ladder holds from now on. Ranks are being decided anew."))


@require_POST
@needs("points.edit")
def preview_ranks(request: HttpRequest) -> HttpResponse:
    """What the ladder in the form would change; nothing is kept."""
    now, form = clock.now(), RanksForm(request.POST)
    valid = queries.programme(now)
    found = None
    if form.is_valid():
        wanted = queries.read_programme(form.settings(), version=0)
        found = rank_page.preview(wanted, valid=valid, now=now)
    return render(request, "console/points/ranks_preview.html", {"found": found, "errors": form.errors})


@require_POST
@needs("points.edit")
def restore_ranks(request: HttpRequest, version: int) -> HttpResponse:
    """Let a ladder of before hold again."""
    known = next((one.programme for one in ranks.versions(200) if one.programme.version == version), None)
    if known is None:
        raise Http404
    tiers = [{"code": t.code, "name": t.name, "threshold": t.threshold} for t in known.tiers]
    return _save(
        request, {"tiers": tiers, "window_days": known.window_days}, said=_("The ladder of before holds again.")
    )


@require_GET
@needs("points.view")
def show_members(request: HttpRequest) -> HttpResponse:
    """Members by rank."""
    return render(request, "console/points/rank_members.html", {"page": listing.page(request, _members())})


@require_http_methods(["GET", "POST"])
@needs("customers.export")
def export_members(request: HttpRequest) -> HttpResponseBase:
    """The members that match, as a file."""
    return exporting.export(request, _members())


def _save(request: HttpRequest, settings: dict[str, Any], *, said: str) -> HttpResponse:
    version = loyalty.change_programme(settings, by=who(request).name, now=clock.now())
    staff.audit(who(request), "points.edit", subject=f"programme:{version}", details=settings)
    ask_once("loyalty.decide_tiers", timestamp=0)
    toasts.add(request, said)
    return redirect("console:ranks")


def _page(request: HttpRequest, form: RanksForm, *, status: int = 200) -> HttpResponse:
    now = clock.now()
    valid = queries.programme(now)
    context: dict[str, Any] = {
        "steps": rank_page.ladder(valid, now=now), "valid": valid, "form": form, "history": rank_page.history(),
        "may_edit": may(request.user, "points.edit"), "days": rank_listing.MOVED_DAYS, "currency": retailer().currency,
    }  # fmt: skip
    return render(request, "console/points/ranks.html", context, status=status)


def _members() -> Listing:
    now = clock.now()
    return rank_listing.listing(queries.programme(now), now=now, currency=retailer().currency)
