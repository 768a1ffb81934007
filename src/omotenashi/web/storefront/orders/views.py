# SPDX-License-Identifier: Apache-2.0
"""The customer's orders: by a code nobody can guess, or as a member. Another member's order is not there."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Order
from omotenashi.web.storefront.orders import acts
from omotenashi.web.storefront.tryons import tokens
from omotenashi.web.storefront.visits import ORDER, Visit, in_shop

_SHOWN, _HELD = 30, 10


@require_GET
@in_shop
def come_back(visit: Visit) -> HttpResponse:
    """Where the payment page leads back to."""
    code = visit.request.COOKIES.get(ORDER, "")
    return redirect("storefront:order", code=code) if code else redirect("storefront:orders")


@require_GET
@in_shop
def show_orders(visit: Visit) -> HttpResponse:
    """A member's orders over all channels; others are told how to find theirs."""
    mine = list(orders.orders_of(visit.node_ids)[:_SHOWN]) if visit.node_ids else []
    progress = orders.progress_of([order.pk for order in mine])
    held = fulfilment.try_ons_of(visit.node_ids)[:_HELD] if visit.node_ids else []
    return visit.page(
        "orders", found=[(order, progress[order.pk]) for order in mine],
        try_ons=[(hold, tokens.token_of(hold.pk)) for hold in held],
    )  # fmt: skip


@require_GET
@in_shop
def show_own(visit: Visit, order_id: UUID) -> HttpResponse:
    """One of the member's orders."""
    return acts.show(visit, _own(visit, order_id), reverse("storefront:own-order", args=[order_id]))


@require_POST
@in_shop
def act_own(visit: Visit, order_id: UUID, act: str) -> HttpResponse:
    """Do something with one of the member's orders."""
    return acts.act(visit, _own(visit, order_id), reverse("storefront:own-order", args=[order_id]), act)


@require_GET
@in_shop
def show_by_code(visit: Visit, code: str) -> HttpResponse:
    """The order of a code."""
    found = _by_code(visit, code)
    if isinstance(found, HttpResponse):
        return found
    return acts.show(visit, found, reverse("storefront:order", args=[code]))


@require_POST
@in_shop
def act_by_code(visit: Visit, code: str, act: str) -> HttpResponse:
    """Do something with the order of a code."""
    found = _by_code(visit, code)
    if isinstance(found, HttpResponse):
        return found
    visit.kept[ORDER] = code
    return acts.act(visit, found, reverse("storefront:order", args=[code]), act)


def _by_code(visit: Visit, code: str) -> UUID | HttpResponse:
    """Give the order, or the page that says no. Wrong codes are counted by where they come from."""
    asker = str(visit.request.META.get("REMOTE_ADDR", ""))
    try:
        found = codes.find(code[:100], asker=asker, now=visit.now)
    except codes.TooManyTries:
        return visit.page("too_often", status=429)
    return found or visit.page("no_order", status=404)


def _own(visit: Visit, order_id: UUID) -> UUID:
    if not visit.node_ids or not Order.objects.filter(pk=order_id, node_id__in=visit.node_ids).exists():
        raise Http404
    return order_id
