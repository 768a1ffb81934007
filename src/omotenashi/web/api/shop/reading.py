# SPDX-License-Identifier: Apache-2.0
"""Baskets, quotes and orders as they are answered."""

from typing import Any
from uuid import UUID

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import queries as payments
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations.models import Location
from omotenashi.web.api import problems


def basket(token: str) -> Basket:
    """Give the basket of a token, open or ordered; 404 for a token that opens none."""
    found = queries.basket_for(token)
    if found is None:
        raise problems.not_found()
    return found


def nodes_of(found: Basket) -> list[UUID]:
    """Give all memberships of the person whose basket it is: whoever holds its token was let in as that person."""
    return nodes_of_customer(customers.person_of(found.node_id)) if found.node_id else []


def nodes_of_customer(person_id: UUID | None) -> list[UUID]:
    """Give the memberships of a customer; 404 for one who is not known."""
    current = customers.current_person(person_id) if person_id else None
    nodes = [node.pk for node in customers.nodes_of(current)] if current else []
    if not nodes:
        raise problems.not_found()
    return nodes


def variants(skus: set[str]) -> dict[str, UUID]:
    """Give the variants of SKUs; 404 when one is not known."""
    found = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "pk")) if skus else {}
    if len(found) < len(skus):
        raise problems.not_found()
    return found


def places(codes: set[str]) -> dict[str, UUID]:
    """Give the places of codes; 404 when one is not known."""
    found = dict(Location.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
    if len(found) < len(codes):
        raise problems.not_found()
    return found


def quote(found: Basket, *, prefecture: str = "", postal_code: str = "") -> dict[str, Any]:
    """Give what a basket costs now."""
    delivery = queries.Delivery(prefecture=prefecture, postal_code=postal_code)
    said = queries.quote(found, node_ids=nodes_of(found), delivery=delivery, now=clock.now())
    return {
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


def order(order_id: UUID) -> dict[str, Any]:
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
