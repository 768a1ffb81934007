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


@dataclass(frozen=True, kw_only=True)
class SubscriptionEvent(CustomerEvent):
    """Something that concerns one contract (定期). `product` is the product's code."""

    number: str
    channel: str
    product: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionBegun(SubscriptionEvent):
    """A contract began."""

    every_days: int


@dataclass(frozen=True, kw_only=True)
class SubscriptionDelivered(SubscriptionEvent):
    """A contract sent something for the n-th time; `order_number` is the order that it was, where the source says it."""

    cycle: int
    order_number: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionPaused(SubscriptionEvent):
    """A contract rests. It has not ended."""


@dataclass(frozen=True, kw_only=True)
class SubscriptionResumed(SubscriptionEvent):
    """A contract that rested goes on."""


@dataclass(frozen=True, kw_only=True)
class SubscriptionCancelled(SubscriptionEvent):
    """A contract ended; `reason` in the words of the source, or empty."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionWithdrawn(SubscriptionEvent):
    """A source took a contract back as a mistake: it never was, and its record is gone."""
