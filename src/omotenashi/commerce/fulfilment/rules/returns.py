# SPDX-License-Identifier: Apache-2.0
"""What may come back, until when, and where it lies afterwards."""

from datetime import datetime, timedelta

# `gone`: nothing came back that could be laid anywhere (lost on the way, thrown away).
BUCKETS = ("on_hand", "damaged", "display", "gone")

# What the customer may not have done: the goods were wrong, so the term of a change of mind does not bind.
_OUR_FAULT = frozenset({"damaged", "wrong", "lost"})
REASONS = ("changed_mind", "size", "damaged", "wrong", "lost", "other")


class ReturnRefused(Exception):
    """Goods cannot come back: `late`, `not_handed_over`, `not_here`, `unknown_reason`, `empty`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_late(*, handed_at: datetime | None, now: datetime, days: int, reason: str) -> bool:
    """Say whether the time for a return is over; what was our fault may always come back."""
    return reason not in _OUR_FAULT and handed_at is not None and now > handed_at + timedelta(days=days)
