# SPDX-License-Identifier: Apache-2.0
"""The receipt as 適格簡易請求書 (and 適格返還請求書 for what came back), 80 mm wide, with a QR for the phone."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.models import Document, Order
from omotenashi.commerce.orders.queries.reasons import reason_of, reasons_asked
from omotenashi.commerce.payments import queries as payments
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.places.locations import queries as locations
from omotenashi.web.register.access import Till, at_till
from omotenashi.web.register.frame import page
from omotenashi.web.register.returns.choices import KINDS
from omotenashi.web.ui import personal
from omotenashi.web.ui.pictures import qr


@require_GET
@at_till("sales.make")
def show_receipt(request: HttpRequest, till: Till, document_id: UUID) -> HttpResponse:
    """Show a document of an order, ready to be printed."""
    found = Document.objects.select_related("order", "of_return").filter(pk=document_id).first()
    said = orders.receipt(document_id)
    if found is None or found.order is None or said is None:
        raise Http404
    context = {
        "said": said, "found": found, **_paid(found, found.order), **_address(request, found), **_why(found),
        "own": _own(found),
    }  # fmt: skip
    return page(request, till, "receipt", context, place="sale")


@require_POST
@at_till("sales.make")
def say_why(request: HttpRequest, till: Till, document_id: UUID) -> HttpResponse:
    """Write down what the customer said made them buy."""
    found, now = Document.objects.select_related("order").filter(pk=document_id).first(), clock.now()
    reason = request.POST.get("reason", "")
    if found is None or found.order is None or reason not in {one.name for one in reasons_asked(now)}:
        raise Http404
    order = found.order
    said = reasons.ReasonRecord(origin=order.origin, number=order.number, reason=reason, asked=till.terminal, at=now)
    reasons.give_reasons([said], now=now)
    return redirect("register:receipt", document_id)


def _why(found: Document) -> dict[str, Any]:
    """What a clerk may ask about a sale, and what was answered."""
    if found.order is None or found.of_return is not None:
        return {}
    return {"asked": reasons_asked(clock.now()), "given": reason_of(found.order)}


def _own(found: Document) -> personal.Slip | None:
    """What this receipt says to the one who gets it; a receipt that is opened is handed over."""
    node = found.order.node_id if found.order else None
    if found.of_return is not None or node is None:
        return None
    now, person = clock.now(), customers.persons_of({node}).get(node)
    nodes = [one.pk for one in customers.nodes_of(person)] if person else [node]
    return personal.printed(personal.slip(nodes, now=now), now=now)


def _paid(found: Document, order: Order) -> dict[str, Any]:
    """With what it was paid, or what went back."""
    if found.of_return is not None:
        settled = GoodsReturn.objects.filter(return_id=found.of_return_id).values_list("pk", flat=True).first()
        back = payments.refunds_of([order.pk]).filter(request_key__startswith=f"return:{settled}")
        return {"refunds": [{"name": KINDS.get(one.to_kind, one.to_kind), "given": one.amount} for one in back]}
    tenders = list(payments.tenders_of([order.pk]))
    return {
        "tenders": [{"name": KINDS.get(x.kind, x.kind), "given": x.received or x.amount} for x in tenders],
        "change": sum(tender.change for tender in tenders),
    }


def _address(request: HttpRequest, found: Document) -> dict[str, Any]:
    """The e-receipt: a signed link that joins it to the member's card."""
    order = found.order
    if order is None or found.of_return is not None:
        return {}
    day = clock.day_of(order.placed_at, zone=locations.zone())
    code = cards.receipt_code(order.number, day=day, total=order.payable)
    address = request.build_absolute_uri(reverse("portal:link-code", args=[code]))
    return {"link": address, "qr": qr(address)}
