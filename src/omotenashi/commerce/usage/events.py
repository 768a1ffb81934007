# SPDX-License-Identifier: Apache-2.0
"""What the usage app tells."""

from dataclasses import dataclass

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class UsageBegun(CustomerEvent):
    """Somebody began to read, watch or use a product (its code), or opened it."""

    product: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class UsageFinished(CustomerEvent):
    """Somebody read or watched a product to the end, or used it up."""

    product: str
    name: str
    kind: str
