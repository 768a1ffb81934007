# SPDX-License-Identifier: Apache-2.0
"""How many of a level a channel may sell, and what it says about it."""

from typing import Literal

type Mark = Literal["in_stock", "few", "none", "ask"]

FEW = 3


def buffer(on_hand: int, *, absolute: int, percent: int) -> int:
    """Give how many stay back: the larger of a number and a share of what lies there, rounded up."""
    return max(absolute, -(-percent * on_hand // 100))


def sellable(*, on_hand: int, promised: int, held_back: int, backorder: int = 0) -> int:
    """Give how many may still be sold, after what is reserved and allocated; never below zero."""
    return max(0, on_hand - promised - held_back + backorder)


def mark(quantity: int, *, confidence: int, min_confidence: int) -> Mark:
    """Say it in a word. Where the book is not believed the word is `ask`: ask the store instead of promising."""
    if confidence < min_confidence:
        return "ask"
    if quantity <= 0:
        return "none"
    return "few" if quantity <= FEW else "in_stock"
