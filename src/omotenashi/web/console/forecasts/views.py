# SPDX-License-Identifier: Apache-2.0
"""LTV予測: the model in words, how it did, and the customers by what they will be worth."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.insight import actions
from omotenashi.insight import queries as insight
from omotenashi.people.staff import queries as staff
from omotenashi.places.locations import queries as places
from omotenashi.web.console import exporting
from omotenashi.web.console import listing as pages
from omotenashi.web.console.access import needs
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.forecasts import listing, page
from omotenashi.web.ui import toasts

STAGES = ("checking", "forecasting", "keeping")


@require_GET
@needs("measures.view")
def show_forecast(request: HttpRequest) -> HttpResponse:
    """The page: also why the model does not answer, or that none was fitted yet."""
    model = insight.newest_model()
    context: dict[str, Any] = {"has_data": insight.span()[1] is not None, "model": None, **_running()}
    if model is not None:
        context |= page.context_of(model, currency=places.retailer().currency)
        may_see = staff.may(request.user, "customers.view")
        context["page"] = pages.page(request, _listed(request)) if model.answers and may_see else None
    return render(request, "console/forecasts/ltv.html", context)


@require_http_methods(["GET", "POST"])
@needs("customers.export")
def export_forecast(request: HttpRequest) -> HttpResponseBase:
    """The customers that match, with their forecasts, as a file."""
    return exporting.export(request, _listed(request))


@require_POST
@needs("measures.view")
def create_run(request: HttpRequest) -> HttpResponse:
    """Let the worker fit anew."""
    asked = actions.ask_to_foresee()
    toasts.add(request, _("The models will be fitted.") if asked else _("Somebody has asked for it already."))
    return redirect("console:ltv-forecast")


@require_GET
@needs("measures.view")
def show_run(request: HttpRequest) -> HttpResponse:
    """How far the fit is; at its end the page is loaded again."""
    context = _running()
    answer = render(request, "console/forecasts/run.html", context)
    if not context["running"]:
        answer["HX-Refresh"] = "true"
    return answer


def _running() -> dict[str, Any]:
    """The fit that goes on, and the one that failed last."""
    newest = insight.running_model()
    going = newest is not None and newest.finished_at is None and newest.failed_at is None
    names = {
        "checking": _("Checking on kept-back weeks"),
        "forecasting": _("Fitting"),
        "keeping": _("Keeping the forecasts"),
    }
    stage = newest.stage if newest and going else ""
    return {
        "running": newest if going else None,
        "stage": names.get(stage, _("Starting")),
        "stage_done": STAGES.index(stage) if stage in STAGES else 0,
        "stages": len(STAGES),
        "failed": newest if newest and newest.failed_at else None,
    }


def _listed(request: HttpRequest) -> pages.Listing:
    return listing.listing(currency=places.retailer().currency, sight=Sight.of(request.user))
