# SPDX-License-Identifier: Apache-2.0
"""From a placed order to the payment, and to the order's page. Nothing of it stands inside a transaction."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.web.storefront.sending import mails
from omotenashi.web.storefront.visits import ORDER, Visit

# As long as an order may be asked about without a sign-in.
CODE_DAYS = 90


def is_simulated() -> bool:
    """Say whether a simulator stands in the place of a card company."""
    return paid.is_simulated()


def go(visit: Visit, placed: checkout.PlacedOrder) -> HttpResponse:
    """Lead to the payment page; an order that needs none, or a provider that is silent, leads to the order."""
    code = codes.issue(placed.order_id, expires_at=visit.now + timedelta(days=CODE_DAYS), now=visit.now)
    visit.kept[ORDER] = code
    if not placed.is_repeat:
        mails.order(visit.request, order_id=placed.order_id)
    if placed.is_confirmed or not placed.to_pay:
        return redirect("storefront:order", code=code)
    return start(visit, placed.intent_id) or redirect("storefront:order", code=code)


def start(visit: Visit, intent_id: UUID) -> HttpResponse | None:
    """Lead to the provider's page. The address of the way back tells nothing: the order's code waits in a cookie."""
    back = visit.request.build_absolute_uri(reverse("storefront:back"))
    started = payments.start(intent_id=intent_id, now=visit.now, return_url=back)
    if started.action is not None and started.action.kind == "redirect":
        return redirect(started.action.value)
    if started.action is not None and paid.publishable_key():
        return redirect("storefront:pay")
    return None


def secret_of(visit: Visit, intent_id: UUID) -> str:
    """Give what the provider's own form on our page needs to be shown; empty when there is nothing (left) to pay."""
    started = payments.start(intent_id=intent_id, now=visit.now)
    is_form = started.action is not None and started.action.kind == "client_secret"
    return started.action.value if started.action is not None and is_form else ""
