# SPDX-License-Identifier: Apache-2.0
"""決済: the list, one payment with every word of the provider, and what a person may do about it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.orders.actions import undoing
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import Intent
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console import wording as names
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.payments import listing as everything
from omotenashi.web.console.payments import reconciling, words
from omotenashi.web.console.returns.page import OFFICE
from omotenashi.web.ui import toasts


@require_GET
@needs("payments.view")
def show_payments(request: HttpRequest) -> HttpResponse:
    """決済一覧."""
    page = listing.page(request, everything.listing(zone=zone()))
    return render(request, "console/payments/list.html", {"page": page, "tabs": tabs("payments")})


@require_http_methods(["GET", "POST"])
@needs("payments.export")
def export_payments(request: HttpRequest) -> HttpResponseBase:
    """The payments that match, as a file."""
    return exporting.export(request, everything.listing(zone=zone()))


@require_GET
@needs("payments.view")
def show_reconciliation(request: HttpRequest) -> HttpResponse:
    """入金照合."""
    page = listing.page(request, reconciling.listing(zone=zone()))
    return render(request, "console/payments/list.html", {"page": page, "tabs": tabs("reconciliation")})


@require_http_methods(["GET", "POST"])
@needs("payments.export")
def export_reconciliation(request: HttpRequest) -> HttpResponseBase:
    """The messages that match, as a file to be laid beside the provider's statement."""
    return exporting.export(request, reconciling.listing(zone=zone()))


@require_GET
@needs("payments.view")
def show_payment(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """One payment: tenders, what we asked, what the provider said, what went back."""
    one = get_object_or_404(Intent, pk=intent_id)
    return render(request, "console/payments/detail.html", _told(one, request))


def _told(one: Intent, request: HttpRequest) -> dict[str, Any]:
    order = Order.objects.filter(pk=one.order_id).first()
    left = one.captured_amount - sum(row.amount for row in one.refunds.exclude(state="failed"))
    return {
        "one": one,
        "order": order,
        "state": everything.state_of(one),
        "provider": words.said(words.PROVIDERS, one.provider),
        "tenders": [(names.said(names.KINDS, row.kind), row) for row in one.tenders.order_by("id")],
        "refunds": [_refund(row) for row in one.refunds.order_by("asked_at")],
        "calls": [(words.said(words.OPERATIONS, row.operation), row) for row in one.calls.order_by("asked_at")],
        "events": [(words.said(words.EVENTS, row.kind), row) for row in queries.events_of(one.pk)],
        "left": left,
        "may_refund": left > 0 and order is not None and order.key is not None and may(request.user, "payments.refund"),
        "may_void": one.state in ("created", "requires_action", "authorised") and may(request.user, "payments.refund"),
        "may_ask": bool(one.provider_ref) and may(request.user, "payments.refund"),
        "key": new_id(),
    }


@require_POST
@needs("payments.refund")
def create_refund(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """Pay money back without goods: for goodwill, or what failed before. The form carries the key."""
    one = get_object_or_404(Intent, pk=intent_id)
    said, amount = request.POST, request.POST.get("amount", "")
    reason = said.get("reason", "").strip()[:200]
    if not amount.isdecimal() or not int(amount) or not reason:
        toasts.add(request, _("Say how much, and why."), state="bad")
        return redirect("console:payment", intent_id)
    try:
        undoing.refund(
            one.order_id, amount=int(amount), points=0, reason=reason, key=f"console:{said.get('key') or intent_id}",
            now=clock.now(), counter=OFFICE,
        )  # fmt: skip
    except payments.TooMuch as more:
        toasts.add(request, _("No more than %(left)s is left to go back.") % {"left": f"{more.left:,}"}, state="bad")
    except payments.NotPaid:
        toasts.add(request, _("Nothing was paid, so nothing can go back."), state="bad")
    else:
        _noted(request, one, {"refund": int(amount), "reason": reason})
        toasts.add(
            request, _("%(amount)s goes back; a card takes some days to show it.") % {"amount": f"{int(amount):,}"}
        )
    return redirect("console:payment", intent_id)


@require_POST
@needs("payments.refund")
def create_void(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """Give up a payment that is not taken yet."""
    one = get_object_or_404(Intent, pk=intent_id)
    try:
        payments.void(intent_id=one.pk, reason="console", key=f"console:{one.pk}:void", now=clock.now())
    except payments.NotVoidable:
        toasts.add(request, _("It is paid meanwhile; it can only be paid back."), state="bad")
    else:
        _noted(request, one, {"void": True})
        toasts.add(request, _("The payment is given up."))
    return redirect("console:payment", intent_id)


@require_POST
@needs("payments.refund")
def create_look(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """Ask the provider how the charge stands."""
    payments.look(intent_id=get_object_or_404(Intent, pk=intent_id).pk, now=clock.now())
    toasts.add(request, _("The provider was asked; what it says stands below."), state="info")
    return redirect("console:payment", intent_id)


def _noted(request: HttpRequest, one: Intent, details: dict[str, Any]) -> None:
    staff.audit(who(request), "payments.refund", subject=f"payment:{one.pk}", details=details)


def _refund(row: Any) -> tuple[str, str, str, Any]:
    colour, name = names.REFUNDS.get(row.state, ("quiet", row.state))
    return names.said(names.KINDS, row.to_kind), colour, str(name), row


def tabs(here: str) -> list[dict[str, object]]:
    """Give the two ways to look at payments."""
    named = (("payments", _("Payments")), ("reconciliation", _("Reconciliation")))
    return [{"label": label, "href": reverse(f"console:{name}"), "active": name == here} for name, label in named]
