# SPDX-License-Identifier: Apache-2.0
"""Baskets, quotes and orders as they are answered."""

from collections.abc import Sequence, Set
from typing import Any as Anything
from uuid import UUID

import msgspec
from django.http import HttpResponse

from omotenashi.base import clock
from omotenashi.base.prepared import Any, Prepared
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import queries as payments
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations.models import Location
from omotenashi.web.api import problems
from omotenashi.web.api.shop.schemas import LineIn


def basket(token: str) -> Basket:
    """Give the basket of a token, open or ordered; 404 for a token that opens none."""
    found = queries.basket_for(token)
    if found is None:
        raise problems.not_found()
    return found


def nodes_of(found: Basket) -> list[UUID]:
    """Give all memberships of the person whose basket it is: whoever holds its token was let in as that person."""
    return nodes_of_customer(found.node_id) if found.node_id else []


def nodes_of_customer(customer_id: UUID) -> list[UUID]:
    """Give the memberships of a customer; 404 for one who is not known."""
    nodes = customers.memberships(customer_id)
    if not nodes:
        raise problems.not_found()
    return nodes


def variants(skus: set[str]) -> dict[str, UUID]:
    """Give the variants of SKUs; 404 when one is not known."""
    found = variants_known(skus)
    if len(found) < len(skus):
        raise problems.not_found()
    return found


def variants_known(skus: Set[str]) -> dict[str, UUID]:
    """Give the variants of those SKUs that are known."""
    return dict(_VARIANTS.rows(skus=list(skus))) if skus else {}


def places_known(codes: Set[str]) -> dict[str, UUID]:
    """Give the places of those codes that are known."""
    return dict(_PLACES.rows(codes=list(codes))) if codes else {}


def places(codes: set[str]) -> dict[str, UUID]:
    """Give the places of codes; 404 when one is not known."""
    found = places_known(codes)
    if len(found) < len(codes):
        raise problems.not_found()
    return found


def items(lines: Sequence[LineIn]) -> list[checkout.Item]:
    """Give lines as checkout takes them; 404 when a SKU or a place is not known."""
    known, where = variants({line.sku for line in lines}), places({line.location for line in lines if line.location})
    return [
        checkout.Item(
            variant_id=known[line.sku], quantity=line.quantity, mode=line.mode,
            location_id=where[line.location] if line.location else None,
        )
        for line in lines
    ]  # fmt: skip


def answer(said: Anything) -> HttpResponse:
    """Write an answer as its schema says; it was made here, so nobody checks it once more."""
    return HttpResponse(msgspec.json.encode(said), content_type="application/json; charset=utf-8")


def quote(
    found: Basket, *, prefecture: str = "", postal_code: str = "", nodes: Sequence[UUID] | None = None
) -> HttpResponse:
    """Give what a basket costs now. `nodes` are the memberships of its person, where they were read before."""
    delivery = queries.Delivery(prefecture=prefecture, postal_code=postal_code)
    who = nodes_of(found) if nodes is None else nodes
    return quoted(queries.quote(found, node_ids=who, delivery=delivery, now=clock.now()))


def quoted(said: queries.Quote) -> HttpResponse:
    """Give a quote."""
    shown = {
        "lines": [
            {
                "key": each.line.key, "sku": each.line.sku, "name": each.line.name, "quantity": each.line.quantity,
                "mode": each.line.mode, "location": each.line.location, "gross": each.gross,
                "discount": each.discount, "coupon": each.coupon, "amount": each.amount, "earned": each.earned,
                "problem": each.problem,
            }
            for each in said.lines
        ],
        "goods": said.goods, "shipping": said.shipping, "total": said.total, "points": said.points,
        "points_left": said.points_left, "to_pay": said.to_pay, "earned": said.earned,
        "taxes": [{"rate": tax.rate, "total": tax.total, "tax": tax.tax} for tax in said.taxes],
        "problems": list(said.problems), "legal": dict(said.legal), "digest": said.digest,
    }  # fmt: skip
    return answer(shown)


def placed(order: checkout.PlacedOrder) -> HttpResponse:
    """Give how an order stands that was placed just now; one that was placed before may have come further."""
    if order.is_repeat:
        return answer(order_now(order.order_id))
    state = "confirmed" if order.is_confirmed else "placed"
    return answer({"id": order.order_id, "number": order.number, "to_pay": order.to_pay, "state": state})


def order_now(order_id: UUID) -> dict[str, Anything]:
    """Give how an order stands."""
    number = Order.objects.values_list("number", flat=True).get(pk=order_id)
    intent = payments.intent_of(order_id)
    state = orders.progress_of([order_id])[order_id].state
    return {"id": order_id, "number": number, "to_pay": intent.charge if intent else 0, "state": state}


def intent(order_id: UUID) -> UUID:
    """Give the payment of an order; 404 for one without."""
    found = payments.intent_of(order_id)
    if found is None:
        raise problems.not_found()
    return found.pk


_VARIANTS = Prepared(lambda: Variant.objects.filter(sku=Any("skus")).values_list("sku", "pk"), often=True)
_PLACES = Prepared(lambda: Location.objects.filter(code=Any("codes")).values_list("code", "pk"), often=True)
