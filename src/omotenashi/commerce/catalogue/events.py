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


@dataclass(frozen=True, kw_only=True)
class BackInStock(CustomerEvent):
    """What somebody waited for can be had again. `location` where, "" anywhere.

    `why`: `asked` to be told, `wished`, or `looked` at it while there was none.
    """

    sku: str
    code: str
    product: str
    location: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PriceDropped(CustomerEvent):
    """What somebody put aside costs less than when it was put aside, or than when that was last told."""

    sku: str
    code: str
    product: str
    before: int
    amount: int
