# SPDX-License-Identifier: Apache-2.0
"""Orders and returns for tests, short to write."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.actions import returns
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.rules import LineRecord, OrderRecord, ReturnRecord
from omotenashi.places.locations import actions as locations

NOW = datetime(2026, 1, 10, tzinfo=UTC)
PLACED = datetime(2026, 1, 5, 3, tzinfo=UTC)


def furnish() -> None:
    """A shop and two channels."""
    locations.register_locations([locations.LocationRecord(code="GINZA", name="銀座")])
    locations.register_channels(["EC", "STORE"])


def line(sku: str = "A", amount: int = 1100, **said: Any) -> LineRecord:
    """Make a line of one piece."""
    quantity = said.pop("quantity", 1)
    return LineRecord(sku=sku, quantity=quantity, unit_price=Decimal(amount) / quantity, amount=amount, **said)


def order(number: str = "1", *lines: LineRecord, **said: Any) -> OrderRecord:
    """Make an order of the web shop; of one line, if none is given."""
    given = {"origin": "ec", "channel": "EC", "placed_at": PLACED, "lines": lines or (line(),), **said}
    return OrderRecord(number=number, **given)


def returned(number: str, *lines: LineRecord, **said: Any) -> ReturnRecord:
    """Make a return to order 1."""
    given = {"origin": "ec", "order_number": "1", "channel": "EC", "returned_at": NOW, "lines": lines, **said}
    return ReturnRecord(number=number, **given)


def record(*records: OrderRecord) -> list[str]:
    """Record orders."""
    return orders.record(records, now=NOW)


def take_back(*records: ReturnRecord) -> list[str]:
    """Record returns."""
    return returns.record(records, now=NOW)


def kept(number: str = "1") -> Order:
    """Give an order as it stands."""
    return Order.objects.get(number=number)
