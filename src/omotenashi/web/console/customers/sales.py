# SPDX-License-Identifier: Apache-2.0
"""What one person bought and brought back, as plain rows: read once a page, for the facts, the story and the tabs."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from omotenashi.base.prepared import Any, Prepared
from omotenashi.commerce.orders.models import Order, OrderLine, Return, ReturnLine


class Sale(NamedTuple):
    """One order. Amounts in minor units of its currency."""

    id: UUID
    seq: int
    number: str
    channel: str
    place: str | None
    placed_at: datetime
    currency: str
    goods_total: int
    returned_total: int
    cancelled_at: datetime | None


class Back(NamedTuple):
    """One return; its order is unknown where the source did not say it."""

    id: UUID
    number: str
    order_id: UUID | None
    channel: str
    place: str | None
    returned_at: datetime
    amount: int


class Line(NamedTuple):
    """One line of an order or of a return."""

    of: UUID
    name: str
    sku: str
    kind: str
    quantity: int
    amount: int

    @property
    def title(self) -> str:
        """What it is called; a source that names nothing gave at least a code."""
        return self.name or self.sku


# The columns of the tuples above, in their order.
SALE = ("id", "seq", "number", "channel_id", "location__name", "placed_at", "currency", "goods_total", "returned_total",
        "cancelled_at")  # fmt: skip
BACK = ("id", "number", "order_id", "channel_id", "location__name", "returned_at", "amount")
_SALES = Prepared(
    lambda: Order.objects.filter(node_id=Any("nodes")).order_by("-placed_at", "-seq").values_list(*SALE)
)  # fmt: skip
_BACKS = Prepared(lambda: Return.objects.filter(node_id=Any("nodes")).order_by("-returned_at").values_list(*BACK))
_LINES = Prepared(
    lambda: (
        OrderLine.objects.filter(order_id=Any("ids"))
        .order_by("id")
        .values_list("order_id", "name", "sku", "kind", "quantity", "amount")
    )
)
_BACK_LINES = Prepared(
    lambda: (
        ReturnLine.objects.filter(of_id=Any("ids"))
        .order_by("id")
        .values_list("of_id", "name", "sku", "quantity", "amount")
    )
)


def sales_of(node_ids: Collection[UUID]) -> list[Sale]:
    """Give every order on some nodes, the newest first."""
    return [Sale(*row) for row in _SALES.rows(nodes=list(node_ids))]


def backs_of(node_ids: Collection[UUID]) -> list[Back]:
    """Give every return on some nodes, the newest first."""
    return [Back(*row) for row in _BACKS.rows(nodes=list(node_ids))]


def lines_of(order_ids: Collection[UUID]) -> dict[UUID, list[Line]]:
    """Give the lines of some orders."""
    rows = _LINES.rows(ids=list(order_ids)) if order_ids else []
    return _gathered(Line(*row) for row in rows)


def back_lines_of(return_ids: Collection[UUID]) -> dict[UUID, list[Line]]:
    """Give the lines of some returns."""
    rows = _BACK_LINES.rows(ids=list(return_ids)) if return_ids else []
    return _gathered(Line(of, name, sku, "goods", quantity, amount) for of, name, sku, quantity, amount in rows)


def _gathered(lines: Iterable[Line]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.of].append(line)
    return found
