# SPDX-License-Identifier: Apache-2.0
"""What the catalogue tells."""

from dataclasses import dataclass

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class WishAdded(CustomerEvent):
    """Somebody put a variant aside."""

    sku: str


@dataclass(frozen=True, kw_only=True)
class RestockAsked(CustomerEvent):
    """Somebody wants to know when a variant is there again."""

    sku: str
