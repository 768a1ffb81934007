# SPDX-License-Identifier: Apache-2.0
"""What a product that does not exist yet may sell, by those who asked for it in vain, and how much to order at first. Pure.

Units = persons who did not get it, a month × months × the share who buy after asking. The interval is that of the share; that
as many go on asking is assumed, and said. The first order is the middle of it, in whole lots.
"""

from dataclasses import dataclass
from math import ceil

MONTH = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """Who asked within so many days and did not get it, and the share who buy (0 to 1), with its interval where one is known."""

    persons: int
    days: int
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Units that may be sold, from and to (None: nobody can say), and the first order."""

    units: int
    low: int | None
    high: int | None
    order: int


def foreseen(basis: Basis, *, months: int, lot: int) -> Foreseen:
    """Foretell the first months."""
    asking = basis.persons / max(basis.days, 1) * MONTH * months

    def units(share: float | None) -> int | None:
        return None if share is None else round(asking * share)

    middle = units(basis.share) or 0
    return Foreseen(middle, units(basis.low), units(basis.high), ceil(middle / lot) * lot if middle else 0)
