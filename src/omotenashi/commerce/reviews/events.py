# SPDX-License-Identifier: Apache-2.0
"""What the reviews app tells."""

from dataclasses import dataclass
from uuid import UUID

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class ReviewWritten(CustomerEvent):
    """A buyer said something of a product (its code), or said it anew. It waits to be looked at."""

    review_id: UUID
    product: str
    rating: int
