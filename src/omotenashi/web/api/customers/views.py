# SPDX-License-Identifier: Apache-2.0
"""Customers: search, one with everything, orders and timeline of one, and registration."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from omotenashi.base import clock
from omotenashi.people.timeline import queries as timeline
from omotenashi.web.api import keys, pages, sights, writing
from omotenashi.web.api.customers import reading
from omotenashi.web.api.customers import writing as customers_in
from omotenashi.web.api.customers.schemas import Customer, CustomerBatch, CustomerPage, EntryPage
from omotenashi.web.api.orders import reading as orders
from omotenashi.web.api.orders.schemas import OrderPage
from omotenashi.web.api.values import TEXT
from omotenashi.web.api.writing import IdempotencyKey, Report

router = Router()
router.add_decorator(pages.without_strangers)
Search = Annotated[
    str,
    Query(
        "", max_length=200, pattern=TEXT, description="Name, kana, phone, mail or member number, folded for Japanese."
    ),
]


@router.get("", response=CustomerPage, operation_id="list_customers")
def list_customers(request: HttpRequest, q: Search, cursor: pages.Cursor, limit: pages.Limit) -> dict[str, Any]:
    """Find customers; without `q` and beyond the first page it is an export (`customers.export`)."""
    if q and not cursor:
        keys.demand(request, "customers.view")
    else:
        keys.demand_noted(request, "customers.export", q=q)
    rows, following = reading.page(q=q, cursor=cursor, limit=limit)
    return pages.body([reading.summary(row, sight=sights.of(request)) for row in rows], following)


@router.post("", response=Report, operation_id="register_customers")
def register_customers(request: HttpRequest, batch: CustomerBatch, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Create customers or bring them up to date; identifiers of one record are joined into one person."""
    keys.demand_noted(request, "imports.run", records=len(batch.records))
    source = f"api:{keys.bearer(request).name}"
    return writing.once(
        request, idempotency_key, lambda: customers_in.register(batch.records, source=source, now=clock.now())
    )


@router.get("/{id}", response=Customer, operation_id="get_customer")
def get_customer(request: HttpRequest, id: UUID) -> dict[str, Any]:  # noqa: A002  # the name in the address
    """Give one customer with keys, consents, points and figures. A former id gives the person it means today."""
    keys.demand(request, "customers.view")
    return reading.one(id, sight=sights.of(request))


@router.get("/{id}/orders", response=OrderPage, operation_id="list_customer_orders")
def list_customer_orders(
    request: HttpRequest,
    id: UUID,  # noqa: A002  # the name in the address
    cursor: pages.Cursor,
    limit: pages.Limit,
) -> dict[str, Any]:
    """Give the orders of a customer in all channels, the newest first."""
    keys.demand(request, "customers.view")
    keys.demand(request, "orders.view")
    _person, nodes = reading.nodes(id)
    return orders.page(orders.of_nodes([node.pk for node in nodes]), cursor=cursor, limit=limit)


@router.get("/{id}/timeline", response=EntryPage, operation_id="list_customer_entries")
def list_customer_entries(
    request: HttpRequest,
    id: UUID,  # noqa: A002  # the name in the address
    cursor: pages.Cursor,
    limit: pages.Limit,
) -> dict[str, Any]:
    """Give what a customer did in all channels, the newest first."""
    keys.demand(request, "customers.view")
    _person, nodes = reading.nodes(id)
    found = timeline.entries_of([node.pk for node in nodes])
    if cursor:
        moment, _number = pages.read(cursor)
        found = found.filter(Q(at__lt=moment) | Q(at=moment, seq__lt=pages.seq(cursor)))
    rows, following = pages.cut(list(found[: limit + 1]), limit=limit, key=lambda entry: (entry.at, entry.seq))
    return pages.body(rows, following)
