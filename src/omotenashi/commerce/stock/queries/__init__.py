# SPDX-License-Identifier: Apache-2.0
"""Reads about stock."""

from omotenashi.commerce.stock.queries.available import FREE, Available, available, totals
from omotenashi.commerce.stock.queries.levels import (
    board,
    levels_of,
    mark_of,
    movements_of,
    promises_of,
    shortages,
    stocked_variants,
    to_count,
    who_yields,
)

__all__ = [
    "FREE",
    "Available",
    "available",
    "board",
    "levels_of",
    "mark_of",
    "movements_of",
    "promises_of",
    "shortages",
    "stocked_variants",
    "to_count",
    "totals",
    "who_yields",
]
