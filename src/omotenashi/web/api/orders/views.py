# SPDX-License-Identifier: Apache-2.0
"""Orders: lists by day, channel and number, one with its lines, and recording."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import WithJsonSchema

from omotenashi.base import clock
from omotenashi.web.api import keys, pages, writing
from omotenashi.web.api.orders import reading
from omotenashi.web.api.orders import writing as orders_in
from omotenashi.web.api.orders.schemas import OrderBatch, OrderDetail, OrderPage
from omotenashi.web.api.values import TEXT, Day
from omotenashi.web.api.writing import IdempotencyKey, Report

router = Router()
router.add_decorator(pages.without_strangers)
_DAY = WithJsonSchema({"type": "string", "format": "date"})  # a query knows no null
From = Annotated[Day | None, Query(None, description="The first day, in the retailer's zone."), _DAY]
To = Annotated[Day | None, Query(None, description="The last day, in the retailer's zone."), _DAY]
Channel = Annotated[str, Query("", max_length=100, pattern=TEXT, description="The code of a channel.")]
Number = Annotated[str, Query("", max_length=100, pattern=TEXT, description="The number its source gave it.")]


@router.get("", response=OrderPage, operation_id="list_orders")
def list_orders(
    request: HttpRequest,
    placed_from: From,
    placed_to: To,
    channel: Channel,
    number: Number,
    cursor: pages.Cursor,
    limit: pages.Limit,
) -> dict[str, Any]:
    """Give orders, the newest first; without `number` it is an export (`orders.export`)."""
    if number:
        keys.demand(request, "orders.view")
    else:
        keys.demand_noted(request, "orders.export", channel=channel)
    found = reading.selected(placed_from=placed_from, placed_to=placed_to, channel=channel, number=number)
    return reading.page(found, cursor=cursor, limit=limit)


@router.post("", response=Report, operation_id="record_orders")
def record_orders(request: HttpRequest, batch: OrderBatch, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Record orders or correct them. Each is a snapshot; a cancelled order stays cancelled."""
    keys.demand_noted(request, "imports.run", records=len(batch.records))
    source = f"api:{keys.bearer(request).name}"
    return writing.once(
        request, idempotency_key, lambda: orders_in.record(batch.records, source=source, now=clock.now())
    )


@router.get("/{id}", response=OrderDetail, operation_id="get_order")
def get_order(request: HttpRequest, id: UUID) -> dict[str, Any]:  # noqa: A002  # the name in the address
    """Give one order with its lines and what came back."""
    keys.demand(request, "orders.view")
    return reading.one(id)
