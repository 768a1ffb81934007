# SPDX-License-Identifier: Apache-2.0
"""Subscriptions in JSON: a contract and what it sent."""

from datetime import datetime

from pydantic import Field

from omotenashi.web.api.identifiers import IdentifierIn
from omotenashi.web.api.orders.schemas import ChannelCode
from omotenashi.web.api.values import Code, Count, Moment, Strict, Text, example
from omotenashi.web.api.writing import LARGEST_BATCH


class DeliveryIn(Strict):
    """The n-th delivery, counted from 1. What was skipped is not sent here."""

    cycle: Count = Field(le=1000)
    shipped_at: Moment
    order_number: Code | None = Field(default=None, description="The order of the same origin that it was.")


class SubscriptionIn(Strict):
    """One contract. Deliveries are added to those that are known; a cancelled contract stays cancelled."""

    origin: Code = Field(default="api", description="Which source numbered it, as of its orders.")
    number: Code = Field(examples=["T-000123"])
    channel: ChannelCode
    customer: list[IdentifierIn] = Field(min_length=1, max_length=20)
    product: Code = Field(description="The code of the product.", examples=["SHIRT"])
    every_days: Count = Field(le=3660, examples=[30])
    began_at: Moment
    paused_at: Moment | None = Field(default=None, description="Null again when it goes on.")
    cancelled_at: Moment | None = None
    cancel_reason: Text = Field(default="", description="Why it ended, in your own words.", examples=["価格"])
    medium: Text = Field(default="", description="The media code that led to it.", examples=["TV01"])
    deliveries: list[DeliveryIn] = Field(default_factory=list, max_length=1000)

    def moments(self) -> list[datetime]:
        """Give every moment that it names."""
        named = (self.began_at, self.paused_at, self.cancelled_at, *(one.shipped_at for one in self.deliveries))
        return [moment for moment in named if moment]


class SubscriptionBatch(Strict):
    """Contracts to be recorded."""

    records: list[SubscriptionIn] = Field(min_length=1, max_length=LARGEST_BATCH)

    model_config = example(
        {
            "number": "T-000123",
            "channel": "EC",
            "customer": [{"type": "member_no", "value": "M-0001"}],
            "product": "SHIRT",
            "every_days": 30,
            "began_at": "2026-01-31T09:30:00+09:00",
            "deliveries": [{"cycle": 1, "shipped_at": "2026-02-01T09:30:00+09:00", "order_number": "2026-000123"}],
        }
    )
