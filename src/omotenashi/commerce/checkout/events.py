# SPDX-License-Identifier: Apache-2.0
"""What checkout tells."""

from dataclasses import dataclass
from uuid import UUID

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class BasketAbandoned(CustomerEvent):
    """A member left goods in a basket; `amount` is what they cost when last seen, tax included."""

    basket_id: UUID
    channel: str
    amount: int
    lines: int
