# SPDX-License-Identifier: Apache-2.0
"""What loyalty refuses, and the pure decisions about value: lots, shares, ranks, liability, promotions."""


class NotEnoughPoints(Exception):
    """There is less than was asked for; nothing was taken."""

    def __init__(self, available: int) -> None:
        """Remember what there is."""
        super().__init__(f"{available} available")
        self.available = available


class Conflict(Exception):
    """A key that was used for something else, or a thing that is past the state it would have to be in."""


class CouponRefused(Exception):
    """A coupon that does not count, and why: unknown, expired, used, locked, exhausted, budget, per_customer, presence."""

    def __init__(self, reason: str) -> None:
        """Remember why."""
        super().__init__(reason)
        self.reason = reason
