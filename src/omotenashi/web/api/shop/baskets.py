# SPDX-License-Identifier: Apache-2.0
"""Baskets and orders of a headless shop. The token of a basket is its key: no cookie, no API key."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.payments import actions as payments
from omotenashi.web.api import keys, problems
from omotenashi.web.api.shop import reading, schemas
from omotenashi.web.api.shop.refusals import patiently, told
from omotenashi.web.api.values import TEXT
from omotenashi.web.api.writing import IdempotencyKey

router = Router()
Prefecture = Annotated[str, Query("", max_length=20, pattern=TEXT, description="Where parcels go.")]


@router.post("/baskets", response=schemas.Opened, operation_id="open_basket", auth=None)
def open_basket(request: HttpRequest, batch: schemas.BasketIn) -> HttpResponse:  # noqa: ARG001  # ninja's signature
    """Open a basket."""
    items = reading.items(batch.lines)
    try:
        with told():
            opened = checkout.open_basket(
                channel=batch.channel, items=items, points=batch.points, coupons=batch.coupons, now=clock.now()
            )
    except checkout.UnknownChannel:
        raise problems.not_found() from None
    return reading.answer({"basket": opened.basket_id, "token": opened.token})


@router.get("/basket", response=schemas.Quote, operation_id="quote_basket", auth=None)
def quote_basket(request: HttpRequest, token: schemas.Token, prefecture: Prefecture) -> HttpResponse:  # noqa: ARG001
    """Give what the basket costs now."""
    return reading.quote(reading.basket(token), prefecture=prefecture)


@router.put("/basket/lines", response=schemas.Quote, operation_id="put_line", auth=None)
def put_line(request: HttpRequest, token: schemas.Token, batch: schemas.LineIn) -> HttpResponse:  # noqa: ARG001
    """Let so many of a variant lie in the basket. Said again it is the same."""
    found = reading.basket(token)
    [item] = reading.items([batch])
    with told():
        checkout.put(
            found.pk, variant_id=item.variant_id, quantity=item.quantity, mode=item.mode, location_id=item.location_id,
            now=clock.now(),
        )  # fmt: skip
    return reading.quote(found)


@router.put("/basket/value", response=schemas.Quote, operation_id="choose_value", auth=None)
def choose_value(request: HttpRequest, token: schemas.Token, batch: schemas.ValueIn) -> HttpResponse:  # noqa: ARG001
    """Say which points and coupons are to be used."""
    found = reading.basket(token)
    with told():
        checkout.choose_value(found.pk, points=batch.points, coupons=batch.coupons, now=clock.now())
    return reading.quote(reading.basket(token))


@router.put("/basket/member", response=schemas.Quote, operation_id="adopt_basket")
def adopt_basket(request: HttpRequest, token: schemas.Token, batch: schemas.MemberIn) -> HttpResponse:
    """Make the basket a member's; the shop that signed the member in says so with its API key."""
    keys.demand(request, "sales.make")
    nodes, found = reading.nodes_of_customer(batch.customer), reading.basket(token)
    with told():
        mine = checkout.adopt(found.pk, node_ids=nodes, now=clock.now())
    return reading.quote(found if mine == found.pk else reading.basket(token), nodes=nodes)


@router.post("/orders", response=schemas.Order, operation_id="place_order", auth=None)
def place_order(
    request: HttpRequest,  # noqa: ARG001  # ninja's signature
    token: schemas.Token,
    batch: schemas.OrderIn,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Order what lies in the basket, as it was last shown. The same key again gives the same order."""
    found = reading.basket(token)
    buyer = ContactDetails(**batch.buyer.model_dump())
    recipient = ContactDetails(**batch.recipient.model_dump()) if batch.recipient else None
    with told():
        placed = patiently(
            lambda: checkout.place_order(
                basket_id=found.pk, digest=batch.digest, buyer=buyer, recipient=recipient,
                node_ids=reading.nodes_of(found), key=f"{found.pk}:{idempotency_key}", now=clock.now(),
            )
        )  # fmt: skip
    return reading.placed(placed)


@router.get("/orders/{id}", response=schemas.Order, operation_id="get_placed_order", auth=None)
def get_placed_order(request: HttpRequest, id: UUID, token: schemas.Token) -> dict[str, Any]:  # noqa: A002, ARG001
    """Give how the order of a basket stands."""
    return reading.order_now(_order_of(token, id))


@router.post("/orders/{id}/payment", response=schemas.Payment, operation_id="start_payment", auth=None)
def start_payment(
    request: HttpRequest,  # noqa: ARG001  # ninja's signature
    id: UUID,  # noqa: A002  # the name in the address
    token: schemas.Token,
    batch: schemas.PaymentIn,
) -> dict[str, Any]:
    """Begin the payment of an order, or go on with it. The provider is asked outside of any transaction."""
    order_id, now = _order_of(token, id), clock.now()
    with told():
        started = payments.start(intent_id=reading.intent(order_id), method=batch.method, now=now)
    if started.intent.captured_at is not None:
        checkout.confirm(order_id=order_id, now=clock.now())
    action = asdict(started.action) if started.action else {}
    return {"state": started.intent.state, "redirect": action.get("value"), "order": reading.order_now(order_id)}


@router.post("/orders/{id}/cancellation", response=schemas.Order, operation_id="cancel_placed_order", auth=None)
def cancel_placed_order(
    request: HttpRequest,  # noqa: ARG001  # ninja's signature
    id: UUID,  # noqa: A002  # the name in the address
    token: schemas.Token,
    batch: schemas.CancellationIn,
) -> dict[str, Any]:
    """Cancel an order before picking begins; points, coupons and money go back by themselves."""
    order_id = _order_of(token, id)
    with told():
        patiently(
            lambda: checkout.cancel(order_id, reason=batch.reason, key="customer", now=clock.now(), actor="customer")
        )
    return reading.order_now(order_id)


def _order_of(token: str, order_id: UUID) -> UUID:
    if reading.basket(token).order_id != order_id:
        raise problems.not_found()
    return order_id
