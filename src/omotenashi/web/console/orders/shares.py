# SPDX-License-Identifier: Apache-2.0
"""Who shares in an order, in words: the same parts as on the page of shared credit."""

from uuid import UUID

from omotenashi.commerce.orders.queries.credits import shares_of
from omotenashi.web.console.credits.shares import part_names


def shared(order_id: UUID) -> list[tuple[str | None, str | None, str, int]]:
    """Give staff, place, what they did for it, and how much of it; the most first."""
    names = part_names()
    return [(staff, place, names.get(part, part), amount) for staff, place, part, amount in shares_of(order_id)]
