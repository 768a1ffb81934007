# SPDX-License-Identifier: Apache-2.0
"""返品: the list, one return, and a new one from an order."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.returns import listing as everything
from omotenashi.web.console.returns import page, words
from omotenashi.web.ui import toasts


@require_GET
@needs("returns.view")
def show_returns(request: HttpRequest) -> HttpResponse:
    """返品一覧: what is to come back, or did."""
    found = listing.page(request, everything.listing(zone=zone()))
    return render(request, "console/returns/list.html", {"page": found, "tabs": tabs("returns")})


@require_http_methods(["GET", "POST"])
@needs("orders.export")
def export_returns(request: HttpRequest) -> HttpResponseBase:
    """The returns that match, as a file."""
    return exporting.export(request, everything.listing(zone=zone()))


@require_GET
@needs("returns.view")
def show_return(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """One return."""
    found = get_object_or_404(GoodsReturn.objects.select_related("order", "location"), pk=return_id)
    return render(request, "console/returns/detail.html", page.context_of(found, person=request.user, now=clock.now()))


@require_http_methods(["GET", "POST"])
@needs("returns.receive")
def create_return(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Begin a return from an order, for a customer who called or stands at the counter."""
    order = get_object_or_404(Order, pk=order_id)
    if request.method == "POST":
        return _begun(request, order)
    left = orders.returnable(order_id)
    lines = [(line, left.get(line.uid or line.pk, 0)) for line in orders.lines_of(order_id)]
    context = {
        "order": order,
        "lines": [(line, most) for line, most in lines if most > 0],
        "reasons": words.REASONS.items(),
        "key": new_id(),
        "may_waive": may(request.user, "returns.approve"),
    }
    return render(request, "console/returns/new.html", context)


def _begun(request: HttpRequest, order: Order) -> HttpResponse:
    said, person = request.POST, who(request)
    wanted = {line.uid or line.pk: _pieces(said.get(f"line-{line.pk}", "")) for line in _lines(order)}
    waived = bool(said.get("waive")) and may(person, "returns.approve")
    try:
        made = fulfilment.request_return(
            order.pk, wanted, reason=said.get("reason", ""), note=said.get("note", "")[:500],
            key=f"console:{said.get('key') or order.pk}", now=clock.now(), by=f"staff:{person.pk}", ignore_term=waived,
        )  # fmt: skip
    except page.REFUSED as refused:
        toasts.add(request, page.refusal(refused), state="bad")
        return redirect("console:return-new", order.pk)
    staff.audit(person, "returns.receive", subject=f"order:{order.origin}:{order.number}", details={"waived": waived})
    toasts.add(request, _("The return is begun."))
    return redirect("console:return", made)


def _lines(order: Order) -> list[OrderLine]:
    return list(orders.lines_of(order.pk))


def _pieces(text: str) -> int:
    return min(int(text), 10_000) if text.isdecimal() else 0


def tabs(here: str) -> list[dict[str, object]]:
    """Give the two ways to look at returns: the desk, and the book."""
    named = (("returns", _("At the desk")), ("returns-recorded", _("In the book")))
    return [{"label": label, "href": reverse(f"console:{name}"), "active": name == here} for name, label in named]
