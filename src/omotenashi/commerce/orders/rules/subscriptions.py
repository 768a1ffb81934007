# SPDX-License-Identifier: Apache-2.0
"""定期 as sources say it: a contract and what it has sent so far."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryRecord:
    """The n-th delivery, from 1; `order_number` names the order of the same origin that it was."""

    cycle: int
    shipped_at: datetime
    order_number: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionRecord:
    """One contract. `product` is the product's code; `medium` what led to it; `paused_at` None again when it goes on,
    `cancel_reason` why it ended, in the source's own words.

    The deliveries given are added to those that are known; one that is said again is corrected.
    """

    origin: str
    number: str
    node_id: UUID
    channel: str
    product: str
    every_days: int
    began_at: datetime
    paused_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    medium: str = ""
    deliveries: tuple[DeliveryRecord, ...] = ()
