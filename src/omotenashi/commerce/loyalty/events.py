# SPDX-License-Identifier: Apache-2.0
"""What the loyalty app tells."""

from dataclasses import dataclass

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class PointsPosted(CustomerEvent):
    """Points came or went."""

    amount: int
    type: str
    key: str


@dataclass(frozen=True, kw_only=True)
class TierChanged(CustomerEvent):
    """A member reached another rank, or lost one. `before` is empty for the first."""

    before: str
    tier: str
    basis: int


@dataclass(frozen=True, kw_only=True)
class CouponRedeemed(CustomerEvent):
    """A coupon was used for an order that is paid."""

    campaign: str
    amount: int
    channel: str
