# SPDX-License-Identifier: Apache-2.0
"""What the orders app tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class OrderEvent(CustomerEvent):
    """Something that concerns one order."""

    order_id: UUID
    number: str
    channel: str
    location: str | None
    amount: int


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """An order was placed, or a sale rung up. `amount` is the goods total, tax included."""

    lines: int
    is_completed: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(OrderEvent):
    """An order is paid, or safe to be paid: its goods are promised."""


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(OrderEvent):
    """All goods of an order are with its buyer or on the way. A sale at the till says it in OrderPlaced already."""


@dataclass(frozen=True, kw_only=True)
class LinesCancelled(OrderEvent):
    """A part of an order was cancelled; `amount` is what went, `left` what the goods still cost."""

    left: int


@dataclass(frozen=True, kw_only=True)
class OrderCorrected(OrderEvent):
    """A source said something else about an order than before."""

    corrected_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderEvent):
    """An order was cancelled; for the figures it never was."""


@dataclass(frozen=True, kw_only=True)
class ReceiptClaimed(OrderEvent):
    """A member showed a receipt that named nobody, and it was joined to the member. `at` is the moment of the claim."""


@dataclass(frozen=True, kw_only=True)
class GoodsReturned(CustomerEvent):
    """Goods came back. The order is unknown where the source did not say it."""

    return_id: UUID
    number: str
    order_id: UUID | None
    channel: str
    location: str | None
    amount: int


@dataclass(frozen=True, kw_only=True)
class OrderWithdrawn(OrderEvent):
    """A source took an order back as a mistake: it was never placed, and its record is gone."""


@dataclass(frozen=True, kw_only=True)
class ReturnWithdrawn(CustomerEvent):
    """A source took a return back as a mistake; the order it belonged to stands as before."""

    return_id: UUID
    number: str
    order_id: UUID | None
    channel: str
    location: str | None
    amount: int
