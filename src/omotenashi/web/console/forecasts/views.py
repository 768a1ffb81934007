# SPDX-License-Identifier: Apache-2.0
"""LTV予測: the model in words, how it did, and the customers by what they will be worth."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.insight import actions
from omotenashi.insight import queries as insight
from omotenashi.people.staff import queries as staff
from omotenashi.places.locations import queries as places
from omotenashi.web.console import exporting, nights
from omotenashi.web.console import listing as pages
from omotenashi.web.console.access import demand, needs
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.forecasts import listing, page
from omotenashi.web.console.patience import patient
from omotenashi.web.console.segments import keeping
from omotenashi.web.ui import errors, lists


@require_GET
@needs("measures.view")
@patient
def show_forecast(request: HttpRequest) -> HttpResponse:
    """The page: also why the model does not answer, or that none was fitted yet."""
    model = insight.newest_model()
    context: dict[str, Any] = {"has_data": insight.span()[1] is not None, "model": None, **_running()}
    if model is not None:
        context |= page.context_of(model, currency=places.retailer().currency)
        may_see = staff.may(request.user, "customers.view")
        context["page"] = pages.page(request, _listed(request)) if model.answers and may_see else None
        if context["page"]:
            context["keep_key"] = keeping.offer(request, hidden=False, count=context["page"].count)
            context["keep_url"] = f"{reverse('console:ltv-forecast-segment')}?{request.GET.urlencode()}"
    return render(request, "console/forecasts/ltv.html", context)


@require_POST
@needs("segments.edit")
def create_segment(request: HttpRequest) -> HttpResponse:
    """The customers that match, as a segment of today. The list they come from is drawn anew every night."""
    if not demand(request, "customers.view"):
        return errors.forbidden(request)
    listed = _listed(request)
    state = lists.ListState.read(listed.spec, request.GET)
    shown = next((one for one in listed.spec.views if one.key == state.view), listed.spec.views[0])
    persons = list(listed.matching(state).values_list("person_id", flat=True))
    name = _("LTV forecast: %(view)s") % {"view": shown.label}
    return keeping.keep(request, name=name, persons=persons, subject=f"ltv-forecast{state.url()}")


@require_http_methods(["GET", "POST"])
@needs("customers.export")
def export_forecast(request: HttpRequest) -> HttpResponseBase:
    """The customers that match, with their forecasts, as a file."""
    return exporting.export(request, _listed(request))


@require_POST
@needs("measures.view")
def create_run(request: HttpRequest) -> HttpResponse:
    """Let the worker fit anew."""
    return nights.ask(request, actions.VALUES, said=_("The models will be fitted."), page="console:ltv-forecast")


@require_POST
@needs("measures.view")
def create_cancellation(request: HttpRequest) -> HttpResponse:
    """Stop the fit that goes on; what was kept before stays."""
    return nights.stop(request, actions.VALUES, page="console:ltv-forecast")


@require_GET
@needs("measures.view")
def show_run(request: HttpRequest) -> HttpResponse:
    """How far the fit is; at its end the page is loaded again."""
    return nights.show(request, _running(), page="console:ltv-forecast")


def _running() -> dict[str, Any]:
    stages = {
        "checking": _("Checking on kept-back weeks"),
        "forecasting": _("Fitting"),
        "keeping": _("Keeping the forecasts"),
    }
    return nights.context(insight.running_model(), stages=stages)


def _listed(request: HttpRequest) -> pages.Listing:
    return listing.listing(currency=places.retailer().currency, sight=Sight.of(request.user))
