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
