# SPDX-License-Identifier: Apache-2.0
"""注文一覧, one order, its cancellation, 返品一覧."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import records
from omotenashi.commerce.orders.models import Order
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.orders import listing as everything
from omotenashi.web.console.orders import returns
from omotenashi.web.console.orders.page import context_of
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
    return render(request, "console/orders/returns.html", {"page": page})


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
    return render(request, "console/orders/detail.html", context)


@require_POST
@needs("orders.cancel")
def create_cancellation(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancel an order. A second press changes nothing."""
    order = get_object_or_404(Order, pk=order_id)
    if records.cancel(order_id=order_id, now=clock.now()):
        staff.audit(who(request), "orders.cancel", subject=f"order:{order.origin}:{order.number}")
        toasts.add(request, _("Order %(number)s is cancelled.") % {"number": order.number})
    else:
        toasts.add(request, _("Order %(number)s was cancelled before.") % {"number": order.number}, state="info")
    return redirect("console:order", order_id)
