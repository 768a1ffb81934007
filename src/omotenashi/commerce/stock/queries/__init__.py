# SPDX-License-Identifier: Apache-2.0
"""Reads about stock."""

from omotenashi.commerce.stock.queries.available import FREE, Available, available, totals
from omotenashi.commerce.stock.queries.levels import (
    board,
    levels_of,
    lying,
    lying_anywhere,
    mark_of,
    movements_of,
    promises_of,
    shortages,
    stocked_variants,
    to_count,
    who_yields,
)
from omotenashi.commerce.stock.queries.supply import Gap, Shelved, gaps, shelved, transfer_days

__all__ = [
    "FREE",
    "Available",
    "Gap",
    "Shelved",
    "available",
    "board",
    "gaps",
    "levels_of",
    "lying",
    "lying_anywhere",
    "mark_of",
    "movements_of",
    "promises_of",
    "shelved",
    "shortages",
    "stocked_variants",
    "to_count",
    "totals",
    "transfer_days",
    "who_yields",
]
