# SPDX-License-Identifier: Apache-2.0
"""What the payments app tells. An order is a plain id here: who bought what is not known on this floor."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PaymentEvent(DomainEvent):
    """Something that concerns one intent. `amount` is in minor units of the intent's currency."""

    order_id: UUID
    intent_id: UUID
    amount: int
    currency: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentAuthorised(PaymentEvent):
    """The provider holds the whole amount for us; it is ours once captured."""


@dataclass(frozen=True, kw_only=True)
class PaymentCaptured(PaymentEvent):
    """The whole amount of the intent is paid. Told once for each intent."""


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(PaymentEvent):
    """Nothing was paid: `reason` is declined, expired, wrong_amount or what the provider said."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class PaymentVoided(PaymentEvent):
    """What was expected or held is given up; no money moved."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Refunded(PaymentEvent):
    """Money or value went back. `amount` is what went back this time; told once for each refund that is done."""

    refund_id: UUID
    kind: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RefundFailed(PaymentEvent):
    """A provider could not give money back: a person must."""

    refund_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShiftClosed(DomainEvent):
    """A till was counted and closed. `difference` is counted less expected cash."""

    shift_id: UUID
    location_id: UUID
    terminal: str
    expected: int
    counted: int
    difference: int
    at: datetime
