# SPDX-License-Identifier: Apache-2.0
"""企画: from a need to a product that is planned, with its forecast and the draft of the first order."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.commerce.catalogue.actions import plans
from omotenashi.commerce.catalogue.models import ProductPlan
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.demand.planning import PlanForm, need_of, state_of
from omotenashi.web.console.demand.unmet_page import KINDS, Asked
from omotenashi.web.ui import toasts

PERMISSION = "settings.edit"


@require_GET
@needs("measures.view")
def show_plans(request: HttpRequest) -> HttpResponse:
    """All plans, the newest first."""
    rows = [(one, KINDS.get(one.need, one.need), state_of(one)) for one in ProductPlan.objects.all()[:200]]
    return render(request, "console/demand/plans.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(PERMISSION)
def create_plan(request: HttpRequest) -> HttpResponseBase:
    """What a need may bring as a product; another share, price or lot shows other numbers before anything is kept."""
    asked = Asked.read(request.GET)
    need = need_of(asked, request.GET, now=clock.now())
    if need is None:
        toasts.add(request, _("Nobody wanted that in vain within these days."), state="warn")
        return redirect("console:unmet")
    form = PlanForm(request.POST or None, need=need)
    is_good = request.method == "POST" and form.is_valid()
    if is_good and "keep" in request.POST:
        made = plans.plan(by=who(request).name, now=clock.now(), **form.said())
        toasts.add(request, _("The plan is kept."))
        return redirect("console:unmet-plan", made)
    context: dict[str, Any] = {
        "form": form,
        "need": need,
        "mark": KINDS[need.kind],
        "found": form.foreseen(),
        "query": request.GET.urlencode(),
    }
    return render(
        request, "console/demand/plan_new.html", context, status=200 if is_good or request.method == "GET" else 422
    )


@require_GET
@needs("measures.view")
def show_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan: who wanted it, what it may sell, the first order."""
    plan = get_object_or_404(ProductPlan, pk=plan_id)
    context = {"plan": plan, "mark": KINDS.get(plan.need, plan.need), "state": state_of(plan),
               "may_edit": may(request.user, PERMISSION) and plan.dropped_at is None,
               "sales": plan.units * plan.price, "order": plan.quantity * plan.price}  # fmt: skip
    return render(request, "console/demand/plan.html", context)


@require_POST
@needs(PERMISSION)
def create_draft(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The draft of the first order, as a file for the maker."""
    plan = get_object_or_404(ProductPlan, pk=plan_id, dropped_at=None)
    text = request.POST.get("quantity", "")
    quantity = int(text) if text.isdecimal() and 0 < int(text) <= 1_000_000 else plan.quantity
    plans.note_draft(plan.pk, quantity=quantity, now=clock.now())
    staff.audit(who(request), PERMISSION, subject=f"plan:{plan.pk}", details={"quantity": quantity})
    heading = [
        _("Product"),
        _("Pieces"),
        _("Lot"),
        _("Price"),
        _("Forecast (pieces)"),
        _("At least"),
        _("At most"),
        _("Months"),
        _("Note"),
    ]
    row = [plan.name, quantity, plan.lot, plan.price, plan.units, *("" if one is None else one for one in (plan.units_low, plan.units_high)),
           plan.months, plan.note]  # fmt: skip
    return exporting.sheet("order-draft", [heading, row])


@require_POST
@needs(PERMISSION)
def remove_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Drop a plan; it stays in the list."""
    plans.drop(get_object_or_404(ProductPlan, pk=plan_id).pk, now=clock.now())
    toasts.add(request, _("The plan was dropped."))
    return redirect("console:unmet-plans")
