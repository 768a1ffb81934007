# SPDX-License-Identifier: Apache-2.0
"""Why the customer buys, tapped after a sale: asked only where the house asks, and never of nobody's sale."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.queries.reasons import reasons_asked
from omotenashi.web.register.access import Till, at_till_json, refusal


@require_POST
@at_till_json("sales.make")
def write_reason(request: HttpRequest, till: Till, sale_id: UUID) -> HttpResponseBase:
    """Write down what the customer said; another tap corrects it."""
    now, reason = clock.now(), request.POST.get("reason", "")
    sold = checkout.known_sale(sale_id, shop_id=till.shop.pk, terminal=till.terminal)
    if sold is None:
        return refusal(404, "unknown", _("This sale has not been rung up."))
    if reason not in {one.name for one in reasons_asked(now)}:
        return refusal(422, "bad_reason", _("Nobody is asked for this reason any more."))
    order = Order.objects.get(pk=sold.order_id)
    said = reasons.ReasonRecord(origin=order.origin, number=order.number, reason=reason, asked=till.terminal, at=now)
    reasons.give_reasons([said], now=now)
    return JsonResponse({"reason": reason})
