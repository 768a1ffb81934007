# SPDX-License-Identifier: Apache-2.0
"""Goods for goods: what comes back pays what is sold in its place, and only the difference changes hands.

Nothing is settled before the new sale is: then the return, its money and the sale are one transaction. The part of the
refund that the sale costs becomes store credit and is its tender; what is more goes back as it was paid. Two documents.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.orders.models import Document, Order
from omotenashi.commerce.payments import queries as paid
from omotenashi.people.customers import queries as customers
from omotenashi.web.register.access import Till, at_till_json, may, refusal
from omotenashi.web.register.api import answers, said
from omotenashi.web.register.returns import choices, settling


class NotTakenBack(Exception):
    """The goods cannot come back; `reason` is one of settling.REFUSED, or `other_member`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@require_GET
@at_till_json("returns.receive")
def show_exchange(request: HttpRequest, _till: Till) -> HttpResponseBase:
    """Say what would come back and how much money is in it; nothing is settled yet."""
    order = get_object_or_404(Order, pk=request.GET.get("exchange"))
    told = {name: str(value) for name, value in request.GET.items() if name != "exchange"}
    lines = [line for line in choices.of(order, told) if line.chosen]
    back = choices.going_back(order, lines)
    if not lines or not back["money"]:
        return refusal(409, "not_taken_back", _("No money would go back for this: take it back first."))
    person = customers.person_of(order.node_id)
    return JsonResponse(
        {
            "order": str(order.pk), "number": order.number, "said": told, "money": back["money"],
            "member": str(person) if person else None,
            "lines": [{"name": str(x.line.name or x.line.sku), "quantity": x.chosen, "amount": x.amount} for x in lines],
            "others": [{"name": str(name), "amount": part} for name, part in back["others"]],
        }
    )  # fmt: skip


def sell(request: HttpRequest, till: Till, wanted: checkout.Sale, exchange: said.Exchange) -> JsonResponse:
    """Take back and sell at once, once per id of the sale. Raises NotTakenBack, and what a sale raises."""
    if not may(till, "returns.receive", request=request):
        raise NotTakenBack("forbidden")
    now, order = clock.now(), get_object_or_404(Order.objects.select_related("location"), pk=exchange.order)
    if order.node_id not in wanted.node_ids:
        raise NotTakenBack("other_member")
    told = {**exchange.said, "key": str(wanted.sale_id)}
    with transaction.atomic():
        returned, why = settling.settle(till, order, choices.of(order, told), told, now=now, credit=exchange.credit)
        if returned is None:
            raise NotTakenBack(why)
        done = checkout.sell(wanted, now=now)
    told_back = _back(GoodsReturn.objects.get(pk=returned))
    return JsonResponse(
        answers.sold(wanted.sale_id, done) | {"exchange": told_back}, status=200 if done.is_repeat else 201
    )


def _back(found: GoodsReturn) -> dict[str, Any]:
    """What went back, as what, and its document."""
    rows = paid.refunds_of([found.order_id]).filter(request_key=f"return:{found.pk}")
    document = Document.objects.filter(of_return_id=found.return_id).first()
    return {
        "refunded": found.refunded,
        "parts": [{"kind": x.to_kind, "name": str(choices.KINDS.get(x.to_kind, x.to_kind)), "amount": x.amount} for x in rows],
        "receipt": reverse("register:receipt", args=[document.pk]) if document else "",
    }  # fmt: skip
