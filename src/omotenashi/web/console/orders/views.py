# SPDX-License-Identifier: Apache-2.0
"""注文一覧, one order, its cancellation, 返品一覧."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import records
from omotenashi.commerce.orders.actions.cancelling import NotOpen, NotPossible
from omotenashi.commerce.orders.models import Order
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console import wording as words
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.orders import listing as everything
from omotenashi.web.console.orders import parts, returns, taking
from omotenashi.web.console.orders.page import context_of
from omotenashi.web.console.orders.shares import shared
from omotenashi.web.console.returns.views import tabs
from omotenashi.web.ui import toasts


@require_GET
@needs("orders.view")
def show_orders(request: HttpRequest) -> HttpResponse:
    """注文一覧."""
    page = listing.page(request, everything.listing(zone=zone()))
    return render(request, "console/orders/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@needs("orders.export")
def export_orders(request: HttpRequest) -> HttpResponseBase:
    """The orders that match, as a file."""
    return exporting.export(request, everything.listing(zone=zone()))


@require_GET
@needs("orders.view")
def show_returns(request: HttpRequest) -> HttpResponse:
    """返品一覧."""
    page = listing.page(request, returns.listing(zone=zone()))
    return render(request, "console/returns/list.html", {"page": page, "tabs": tabs("returns-recorded")})


@require_http_methods(["GET", "POST"])
@needs("orders.export")
def export_returns(request: HttpRequest) -> HttpResponseBase:
    """The returns that match, as a file."""
    return exporting.export(request, returns.listing(zone=zone()))


@require_GET
@needs("orders.view")
def show_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: lines, totals, returns, who."""
    order = get_object_or_404(Order.objects.select_related("channel", "location", "node"), pk=order_id)
    context = context_of(order, lines=list(orders.lines_of(order_id)))
    context["may_cancel"] = order.cancelled_at is None and may(request.user, "orders.cancel")
    context |= parts.context_of(order, request.user, now=clock.now())
    context["shares"] = shared(order_id) if may(request.user, "credits.view") else []
    return render(request, "console/orders/detail.html", context)


@require_http_methods(["GET", "POST"])
@needs("orders.cancel")
def create_cancellation(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancel an order, or pieces of one that was made here. A second press changes nothing."""
    order = get_object_or_404(Order, pk=order_id)
    if order.key is not None:
        return _cancellation(request, order)
    if request.method == "POST" and records.cancel(order_id=order_id, now=clock.now()):
        staff.audit(who(request), "orders.cancel", subject=f"order:{order.origin}:{order.number}")
        toasts.add(request, _("Order %(number)s is cancelled.") % {"number": order.number})
    elif request.method == "POST":
        toasts.add(request, _("Order %(number)s was cancelled before.") % {"number": order.number}, state="info")
    return redirect("console:order", order_id)


@require_GET
@needs("orders.view")
def show_document(request: HttpRequest, order_id: UUID, document_id: UUID) -> HttpResponse:
    """One tax document as it was issued, to be printed."""
    found = orders.receipt(document_id)
    if found is None or not orders.documents_of([order_id]).filter(pk=document_id).exists():
        raise Http404
    name = words.said(words.DOCUMENTS, found.kind)
    context = {"receipt": found, "kind": name, "order": get_object_or_404(Order, pk=order_id)}
    return render(request, "console/orders/document.html", context)


def _cancellation(request: HttpRequest, order: Order) -> HttpResponse:
    """Show what goes back, then do it: the form carries the key, so that a second press is the first one."""
    said = {name: str(value) for name, value in (request.POST or request.GET).items()}
    choices = taking.choices_of(list(orders.lines_of(order.pk)), given=said)
    whole = all(one.chosen == one.line.quantity for one in choices) and not any(one.line.handed for one in choices)
    if request.method == "POST":
        return _cancelled(request, order, lines=None if whole else taking.wanted(choices), said=said)
    back = taking.back_of(order, choices, whole=whole) if any(one.chosen for one in choices) else None
    context = {"order": order, "choices": choices, "back": back, "key": new_id(), "reasons": words.REASONS.items()}
    return render(request, "console/orders/cancellation.html", context)


def _cancelled(
    request: HttpRequest, order: Order, *, lines: dict[UUID, int] | None, said: Mapping[str, str]
) -> HttpResponse:
    reason = said.get("reason", "") or "other"
    try:
        checkout.cancel(
            order.pk, lines=lines, reason=reason, key=f"console:{said.get('key') or order.pk}", now=clock.now(),
            actor=f"staff:{who(request).pk}",
        )  # fmt: skip
    except (NotOpen, NotPossible, Settlement.DoesNotExist):
        toasts.add(request, _("Nothing was cancelled: the goods have left, or it was cancelled before."), state="bad")
        return redirect("console:order", order.pk)
    pieces = sum(lines.values()) if lines else None
    staff.audit(
        who(request), "orders.cancel", subject=f"order:{order.origin}:{order.number}",
        details={"reason": reason, "pieces": pieces},
    )  # fmt: skip
    done = _("Pieces of order %(number)s are cancelled.") if lines else _("Order %(number)s is cancelled.")
    toasts.add(request, done % {"number": order.number})
    return redirect("console:order", order.pk)
