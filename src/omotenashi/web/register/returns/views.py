# SPDX-License-Identifier: Apache-2.0
"""Take goods back at the counter: find, choose, settle, or go on to an exchange."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Document, Order
from omotenashi.commerce.payments import queries as paid
from omotenashi.people.customers import queries as customers
from omotenashi.web.register.access import Till, at_till
from omotenashi.web.register.frame import page
from omotenashi.web.register.returns import choices, finding, settling


@require_GET
@at_till("returns.receive")
def show_search(request: HttpRequest, till: Till) -> HttpResponse:
    """Find the order; one that fits alone is opened at once."""
    text, now = request.GET.get("q", "").strip()[:300], clock.now()
    try:
        found = finding.orders_for(text, asker=f"staff:{till.staff.pk}", now=now) if text else []
        wrong = _("Nothing fits. Look at the receipt once more.") if text and not found else ""
    except codes.TooManyTries:
        found, wrong = [], _("Too many tries. Please wait a quarter of an hour.")
    if len(found) == 1:
        return redirect("register:return", found[0].pk)
    return page(request, till, "returns", {"q": text, "found": found, "wrong": wrong}, place="back")


@require_http_methods(["GET", "POST"])
@at_till("returns.receive")
def show_return(request: HttpRequest, till: Till, order_id: UUID) -> HttpResponse:
    """Choose pieces, reason and condition; a POST settles them, once per key."""
    order = get_object_or_404(Order.objects.select_related("location", "channel"), pk=order_id)
    said = {name: str(value) for name, value in (request.POST or request.GET).items()}
    lines, now = choices.of(order, said), clock.now()
    wrong = ""
    if request.method == "POST":
        if "exchange" in said:
            return redirect(choices.exchange_address(order, lines, reason=said.get("reason", "")))
        done, wrong = settling.settle(till, order, lines, said, now=now)
        if done is not None:
            return redirect("register:return-done", done)
    context = {
        "order": order, "lines": lines, "reasons": choices.REASONS, "conditions": choices.CONDITIONS,
        "reason": said.get("reason", "changed_mind"), "key": said.get("key") or str(new_id()),
        "back": choices.going_back(order, lines), "wrong": settling.REFUSED.get(wrong, ""), "person": _name(order),
        "late": choices.is_late(order, reason=said.get("reason", ""), now=now),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "register/return_sum.html", context)
    return page(request, till, "return", context, place="back", status=409 if wrong else 200)


@require_GET
@at_till("returns.receive")
def show_done(request: HttpRequest, till: Till, return_id: UUID) -> HttpResponse:
    """Show what went back, the document, and the way to an exchange."""
    found = GoodsReturn.objects.select_related("order", "location").filter(pk=return_id).first()
    if found is None or found.return_id is None:
        raise Http404
    refunds = paid.refunds_of([found.order_id]).filter(request_key__startswith=f"return:{found.pk}")
    context = {
        "found": found, "refunds": [(choices.KINDS.get(one.to_kind, one.to_kind), one.amount) for one in refunds],
        "document": Document.objects.filter(of_return_id=found.return_id).first(),
        "person": customers.person_of(found.order.node_id),
        "lines": found.lines.select_related("order_line").order_by("pk"), "conditions": choices.CONDITIONS,
    }  # fmt: skip
    return page(request, till, "return_done", context, place="back")


def _name(order: Order) -> str:
    person = customers.person_of(order.node_id)
    profile = customers.profile_of(person) if person else None
    return profile.name if profile else ""
