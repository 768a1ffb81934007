# SPDX-License-Identifier: Apache-2.0
"""Sales of a till, told with an API key. The id that the till made is the key: a sale told twice is one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.payments.actions import Given
from omotenashi.people.customers import queries as customers
from omotenashi.web.api import keys
from omotenashi.web.api.shop import reading, schemas
from omotenashi.web.api.shop.cards import demand_pace
from omotenashi.web.api.shop.refusals import patiently, told

router = Router()


@router.post("/sales", response=schemas.Sold, operation_id="ring_up")
def ring_up(request: HttpRequest, batch: schemas.SaleIn) -> dict[str, Any]:
    """Ring a sale up, or tell one that an offline till has made. Changing a price needs `sales.reprice`."""
    keys.demand(request, "sales.make")
    sale = sale_of(batch)
    if sale.has_override:
        keys.demand_noted(request, "sales.reprice", sale=str(sale.sale_id))
    demand_pace(request, sale)
    with told():
        return said_of(patiently(lambda: checkout.sell(sale, now=clock.now())))


def said_of(sold: checkout.Sold) -> dict[str, Any]:
    """Say what a sale came to."""
    return {
        "order": sold.order_id, "number": sold.number, "document": sold.document, "total": sold.total,
        "change": sold.change, "points_spent": sold.points_spent, "points_earned": sold.points_earned,
        "balance": sold.balance, "overdraft": sold.overdraft, "found": sold.found,
        "shortages": len(sold.shortages), "is_repeat": sold.is_repeat,
    }  # fmt: skip


def sale_of(batch: schemas.SaleIn) -> checkout.Sale:
    """Give a sale as checkout takes it; 404 for what is not known."""
    variants, places = reading.variants(_skus(batch)), reading.places(_codes(batch))
    nodes = reading.nodes_of_customer(batch.customer) if batch.customer else []
    return _sale(batch, variants, places, nodes)


def sales_of(batches: Sequence[schemas.SaleIn]) -> list[checkout.Sale | None]:
    """Give sales as checkout takes them, with one read of each kind; nothing for one that names what is not known."""
    variants = reading.variants_known({sku for batch in batches for sku in _skus(batch)})
    places = reading.places_known({code for batch in batches for code in _codes(batch)})
    members = list({batch.customer for batch in batches if batch.customer})
    nodes = dict(zip(members, customers.memberships_of(members), strict=True)) if members else {}
    found: list[checkout.Sale | None] = []
    for batch in batches:
        mine = nodes[batch.customer] if batch.customer else []
        is_known = variants.keys() >= _skus(batch) and places.keys() >= _codes(batch)
        is_good = is_known and bool(mine) == bool(batch.customer)
        found.append(_sale(batch, variants, places, mine) if is_good else None)
    return found


def _skus(batch: schemas.SaleIn) -> set[str]:
    return {line.sku for line in batch.lines}


def _codes(batch: schemas.SaleIn) -> set[str]:
    return {batch.shop, *(line.location for line in batch.lines if line.location)}


def _sale(
    batch: schemas.SaleIn, variants: Mapping[str, UUID], places: Mapping[str, UUID], nodes: Sequence[UUID]
) -> checkout.Sale:
    lines = tuple(
        checkout.SaleLine(
            variant_id=variants[line.sku], quantity=line.quantity, mode=line.mode, price=line.price,
            location_id=places[line.location] if line.location else None, reason=line.reason,
            discount=line.discount, coupon=line.coupon,
        )
        for line in batch.lines
    )  # fmt: skip
    return checkout.Sale(
        sale_id=batch.id, terminal=batch.terminal, sequence=batch.sequence, shop_id=places[batch.shop],
        sold_at=batch.sold_at, lines=lines, channel=batch.channel, points=batch.points, coupons=tuple(batch.coupons),
        tenders=tuple(Given(**tender.model_dump()) for tender in batch.tenders), offline=batch.offline,
        node_ids=tuple(nodes), allowance=batch.allowance, shipping=batch.shipping,
        recipient=ContactDetails(**batch.recipient.model_dump()) if batch.recipient else None,
    )  # fmt: skip
