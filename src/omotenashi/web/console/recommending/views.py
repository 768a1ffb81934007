# SPDX-License-Identifier: Apache-2.0
"""レコメンド: the methods compared, the run that goes on, and the products with what goes with them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.insight import actions
from omotenashi.insight import queries as insight
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console import nights
from omotenashi.web.console.access import needs
from omotenashi.web.console.figures.exports import csv_response
from omotenashi.web.console.recommending import page, pairs


@require_GET
@needs("measures.view")
def show(request: HttpRequest) -> HttpResponse:
    """The page: also that nothing was compared yet."""
    model = insight.newest_recommending()
    context: dict[str, Any] = {"has_data": insight.span()[1] is not None, "model": None, **_running()}
    if model is not None:
        found = pairs.context_of(q=request.GET.get("q", ""), product=request.GET.get("product", ""), now=clock.now())
        context |= {**page.context_of(model), **found}
        context["may_export"] = may(request.user, "measures.export")
    return render(request, "console/recommending/page.html", context)


@require_GET
@needs("measures.view")
def export_products(request: HttpRequest) -> HttpResponseBase:
    """Every product with what goes with it, as CSV."""
    if not staff.audit(request.user, "measures.export", subject="recommend"):
        raise PermissionDenied
    heading, rows = pairs.as_rows()
    answer = csv_response([heading], rows)
    answer["Content-Disposition"] = 'attachment; filename="recommendations.csv"'
    return answer


@require_POST
@needs("measures.view")
def create_run(request: HttpRequest) -> HttpResponse:
    """Let the worker compare and rank anew."""
    return nights.ask(
        request, actions.RECOMMENDATIONS, said=_("The methods will be compared."), page="console:recommend"
    )


@require_POST
@needs("measures.view")
def create_cancellation(request: HttpRequest) -> HttpResponse:
    """Stop the run that goes on; what was kept before stays."""
    return nights.stop(request, actions.RECOMMENDATIONS, page="console:recommend")


@require_GET
@needs("measures.view")
def show_run(request: HttpRequest) -> HttpResponse:
    """How far it is; at its end the page is loaded again."""
    return nights.show(request, _running(), page="console:recommend")


def _running() -> dict[str, Any]:
    stages = {
        "reading": _("Reading the purchases"),
        "comparing": _("Comparing the methods"),
        "ranking": _("Ranking for every customer"),
        "keeping": _("Keeping the recommendations"),
    }
    return nights.context(insight.running_recommending(), stages=stages)
