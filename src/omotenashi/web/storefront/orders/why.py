# SPDX-License-Identifier: Apache-2.0
"""購入理由: what made somebody buy, asked once an order is placed, and never again after the answer."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.queries.reasons import reason_of, reasons_asked
from omotenashi.web.storefront.visits import Visit

# States of an order in which nobody wants to be asked.
_NOT_NOW = frozenset({"cancelled", "failed", "unpaid", "waiting"})


def question(visit: Visit, found: Any) -> dict[str, Any]:
    """Give what is asked, and what was answered; nothing where no answer is wanted."""
    asked = () if found.is_gift or found.state in _NOT_NOW else reasons_asked(visit.now)
    return {"asked": asked, "given": reason_of(found.order) if asked else None}


def answer(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """Write down what was said: one of the reasons that are asked, or own words."""
    posted, order = visit.request.POST, Order.objects.get(pk=order_id)
    known = {reason.name for reason in reasons_asked(visit.now)}
    reason = posted.get("reason", "")
    said = reasons.ReasonRecord(
        origin=order.origin, number=order.number, reason=reason if reason in known else "",
        comment=posted.get("comment", ""), asked="storefront", at=visit.now,
    )  # fmt: skip
    if known:
        reasons.give_reasons([said], now=visit.now)
    return redirect(f"{base}#why")
