# SPDX-License-Identifier: Apache-2.0
"""Cash by denomination: what lies in a drawer, counted in coins and notes."""

from collections.abc import Mapping
from typing import Final

FACES: Final = {
    "JPY": (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1),
    "GBP": (5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "EUR": (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25, 10, 5, 1),
}


class NoSuchCash(Exception):
    """A count names a coin that does not exist, or less than none of one."""


def faces(currency: str) -> tuple[int, ...]:
    """Give the coins and notes of a currency, the largest first; of one we do not know, only its total is counted."""
    return FACES.get(currency, (1,))


def total(counts: Mapping[int, int], *, currency: str) -> int:
    """Give the sum of a count. Raises NoSuchCash."""
    known = faces(currency)
    if any(face not in known or number < 0 for face, number in counts.items()):
        raise NoSuchCash(f"{dict(counts)} in {currency}")
    return sum(face * number for face, number in counts.items())
