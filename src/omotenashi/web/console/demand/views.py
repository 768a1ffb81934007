# SPDX-License-Identifier: Apache-2.0
"""発注提案: the list by shop, one SKU with its picture, the run that goes on, and transfers planned from proposals."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.insight import actions
from omotenashi.insight import queries as insight
from omotenashi.insight.models import DemandForecast
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting, nights
from omotenashi.web.console import listing as lists
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.demand import listing, sku, summary, words
from omotenashi.web.console.demand.scope import visible
from omotenashi.web.console.places import may_at
from omotenashi.web.ui import toasts


@require_GET
@needs("products.view")
def show(request: HttpRequest) -> HttpResponse:
    """The page: also that nothing was foretold yet, or that the record does not carry it."""
    model, person = insight.newest_demand(), who(request)
    context: dict[str, Any] = {"has_data": insight.span()[1] is not None, "model": model, **_running()}
    context["may_run"], context["may_set"] = may(person, "stock.approve"), may(person, "settings.edit")
    if model is not None and model.refused:
        context["refused"] = words.said(words.REFUSED, model.refused)
    elif model is not None:
        shops = summary.shops(person)
        context |= {"shops": shops, "figures": summary.figures(shops, model), **summary.contest(model)}
        context |= {"at_stake": sum(one.at_stake for one in shops), "basis": summary.basis(shops, model)}
        context["page"] = lists.page(request, listing.listing(person))
    return render(request, "console/demand/page.html", context)


@require_http_methods(["GET", "POST"])
@needs("products.export")
def export(request: HttpRequest) -> HttpResponseBase:
    """The proposals that match, as a file: what a purchase is made from."""
    return exporting.export(request, listing.listing(who(request)))


@require_GET
@needs("products.view")
def show_sku(request: HttpRequest, variant_id: UUID, location_id: UUID) -> HttpResponse:
    """One SKU in one place: what it sold, what it will sell, and why so many are proposed."""
    found = get_object_or_404(visible(who(request)), variant_id=variant_id, location_id=location_id)
    context = sku.context_of(found, who(request))
    context["may_send"] = _sendable(found) and may_at(request.user, "stock.work", location_id)
    return render(request, "console/demand/sku.html", context)


@require_POST
@needs("stock.work")
def create_transfers(request: HttpRequest) -> HttpResponse:
    """Plan transfers of one proposal, or of all that a place may be sent now."""
    person, posted = who(request), request.POST
    found = visible(person).filter(quantity__gt=0, accepted_at=None, source_id__isnull=False)
    name, column = ("proposal", "pk") if "proposal" in posted else ("place", "location_id")
    found = found.filter(**{column: _id(posted.get(name, ""))})
    keys = list(found.values_list("pk", flat=True))
    staff.audit(person, "stock.work", subject="demand", details={"proposals": len(keys)})
    made = actions.take_up(keys, actor=f"staff:{person.pk}", now=clock.now())
    said = ngettext("%(n)s transfer planned.", "%(n)s transfers planned.", len(made)) % {"n": len(made)}
    toasts.add(request, said if made else _("It was planned already."))
    back = str(posted.get("back", ""))
    return redirect(back if back.startswith("/console/demand/") else "console:demand")


@require_POST
@needs("stock.approve")
def create_run(request: HttpRequest) -> HttpResponse:
    """Let the worker foretell anew."""
    return nights.ask(request, actions.DEMAND, said=_("Demand will be foretold."), page="console:demand")


@require_POST
@needs("stock.approve")
def create_cancellation(request: HttpRequest) -> HttpResponse:
    """Stop the run that goes on; what was kept before stays."""
    return nights.stop(request, actions.DEMAND, page="console:demand")


@require_GET
@needs("products.view")
def show_run(request: HttpRequest) -> HttpResponse:
    """How far it is; at its end the page is loaded again."""
    return nights.show(request, _running(), page="console:demand")


def _sendable(one: DemandForecast) -> bool:
    return one.quantity > 0 and one.accepted_at is None and one.source_id is not None


def _id(text: str) -> UUID:
    """Read an id; what is none is that of nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _running() -> dict[str, Any]:
    stages = {
        "reading": _("Reading sales and stock"),
        "comparing": _("Comparing the methods"),
        "forecasting": _("Foretelling every SKU in every place"),
        "keeping": _("Keeping the proposals"),
    }
    return nights.context(insight.running_demand(), stages=stages)
