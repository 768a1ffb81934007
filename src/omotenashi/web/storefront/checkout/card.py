# SPDX-License-Identifier: Apache-2.0
"""The payment page with the provider's own form (Stripe's Payment Element): the card number never comes near us.

The order's code waits in the browser's cookie, so that no address tells it. The script comes from where the settings say
and only where a key is set; the same page serves a card that was declined and one whose bank asks back (3-D Secure).
"""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import queries as paid
from omotenashi.web.storefront.checkout import paying
from omotenashi.web.storefront.visits import ORDER, Visit, in_shop
from omotenashi.web.ui.pacing import asker_of


@require_GET
@in_shop
def show(visit: Visit) -> HttpResponse:
    """Show the form for what is left to pay; an order that needs none leads to its page."""
    code = visit.request.COOKIES.get(ORDER, "")
    try:
        order_id = codes.find(code[:100], asker=asker_of(visit.request), now=visit.now) if code else None
    except codes.TooManyTries:
        return visit.page("too_often", status=429)
    if order_id is None:
        return redirect("storefront:orders")
    return _form(visit, order_id) or redirect("storefront:order", code=code)


def _form(visit: Visit, order_id: UUID) -> HttpResponse | None:
    intent = paid.intent_of(order_id)
    key = paid.publishable_key()
    if intent is None or not key:
        return None
    secret = paying.secret_of(visit, intent.pk)
    if not secret:
        return None
    options = {
        "key": key, "secret": secret,
        "back": visit.request.build_absolute_uri(reverse("storefront:back")),
    }  # fmt: skip
    return visit.page(
        "pay", order=Order.objects.get(pk=order_id), intent=intent, options=options, script=settings.STRIPE_SCRIPT,
        failed=intent.state == "failed",
    )  # fmt: skip
