# SPDX-License-Identifier: Apache-2.0
"""施策一覧, one campaign, its editor with the sample basket, and its end."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.promotions import listing as everything
from omotenashi.web.console.promotions import words
from omotenashi.web.console.promotions.forms import BatchForm, CampaignForm, initial_of
from omotenashi.web.console.promotions.trying import tried
from omotenashi.web.ui import toasts


@require_GET
@needs("promotions.view")
def show_campaigns(request: HttpRequest) -> HttpResponse:
    """施策一覧."""
    context = {"page": listing.page(request, _campaigns(request)), "may_edit": may(request.user, "promotions.edit")}
    return render(request, "console/promotions/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def export_campaigns(request: HttpRequest) -> HttpResponseBase:
    """The campaigns that match, as a file."""
    return exporting.export(request, _campaigns(request))


@require_GET
@needs("promotions.view")
def show_campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign: what it does, how it goes, its codes."""
    row = get_object_or_404(Campaign, pk=campaign_id)
    currency = retailer().currency
    context: dict[str, Any] = {
        "row": row, "currency": currency, "may_edit": may(request.user, "promotions.edit"),
        "state": words.state_of(row, now=clock.now()), "effect": words.effect_of(row, currency=currency),
        "channels": queries.figures_of(row.pk), "batches": list(row.batches.order_by("-asked_at")),
        "batch_form": BatchForm(initial={"key": str(new_id())}),
    }  # fmt: skip
    context["sums"] = {
        name: sum(getattr(one, name) for one in context["channels"])
        for name in ("issued", "viewed", "redeemed", "amount")
    }
    return render(request, "console/promotions/detail.html", context)


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def edit_campaign(request: HttpRequest, campaign_id: UUID | None = None) -> HttpResponse:
    """Write a new campaign, or change one."""
    row = get_object_or_404(Campaign, pk=campaign_id) if campaign_id else None
    code = row.code if row else ""
    if request.method != "POST":
        return _editor(request, CampaignForm(initial=initial_of(row) if row else None, fixed_code=code), row)
    form = CampaignForm(request.POST, fixed_code=code)
    if form.is_valid() and row is None and Campaign.objects.filter(code=form.cleaned_data["code"]).exists():
        form.add_error("code", _("Another campaign has this code."))
    if not form.is_valid():
        return _editor(request, form, row, status=422)
    record = form.record()
    saved = loyalty.save_campaign(record, now=clock.now())
    staff.audit(
        who(request), "promotions.edit", subject=f"campaign:{record.code}", details={"terms": dict(record.terms)}
    )
    toasts.add(request, _("Saved"))
    return redirect("console:promotion", saved)


@require_POST
@needs("promotions.edit")
def try_campaign(request: HttpRequest) -> HttpResponse:
    """What the campaign in the form would do to a sample basket; nothing is kept."""
    form = CampaignForm(request.POST, fixed_code=request.POST.get("fixed_code") or "try")
    found = tried(form.record(), at=clock.now()) if form.is_valid() else None
    context = {"tried": found, "errors": form.errors, "currency": retailer().currency}
    return render(request, "console/promotions/tried.html", context)


@require_POST
@needs("promotions.edit")
def create_stop(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Stop a campaign at once, and offer to take it back."""
    row = get_object_or_404(Campaign, pk=campaign_id)
    if loyalty.stop_campaign(code=row.code, now=clock.now()):
        staff.audit(who(request), "promotions.edit", subject=f"campaign:{row.code}", details={"stopped": True})
        undo = reverse("console:promotion-start", args=[row.pk])
        toasts.add(request, _("“%(name)s” is stopped.") % {"name": row.name}, undo=undo)
    return redirect("console:promotion", row.pk)


@require_POST
@needs("promotions.edit")
def create_start(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Let a stopped campaign run again."""
    row = get_object_or_404(Campaign, pk=campaign_id)
    if loyalty.resume_campaign(code=row.code, now=clock.now()):
        staff.audit(who(request), "promotions.edit", subject=f"campaign:{row.code}", details={"stopped": False})
        toasts.add(request, _("“%(name)s” runs again.") % {"name": row.name})
    return redirect("console:promotion", row.pk)


def _editor(request: HttpRequest, form: CampaignForm, row: Campaign | None, *, status: int = 200) -> HttpResponse:
    groups = [
        (_("What it does"), ["kind", "value", "buy", "get", "gift_sku", "most"]),
        (_("For which goods"), ["skus", "products", "categories", "excluded", "min_spend", "min_quantity"]),
        (_("For whom"), ["by_coupon", "members_only", "first_order", "birthday", "ranks"]),
        (_("Where and when"), ["modes", "channels", "locations", "begins_at", "ends_at"]),
        (_("How much of it"), ["cap_amount", "cap_count", "per_customer", "priority", "stack_group"]),
    ]
    shown = [(title, [form[name] for name in names]) for title, names in groups]
    context = {"form": form, "row": row, "groups": shown}
    return render(request, "console/promotions/edit.html", context, status=status)


def _campaigns(request: HttpRequest) -> Listing:
    may_edit = may(request.user, "promotions.edit")
    return everything.listing(now=clock.now(), currency=retailer().currency, may_edit=may_edit)
