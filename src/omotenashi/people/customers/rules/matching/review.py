# SPDX-License-Identifier: Apache-2.0
"""What is worth a look, what may be accepted at once, and how sure we can be of that."""

import math
from dataclasses import dataclass

# The queue shows pairs from here on.
PROPOSE_FROM = 0.90
# What the product proposes for accepting many at once.
ACCEPT_FROM = 0.99
# The 95 % interval.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Precision:
    """Of so many reviewed pairs so many were one human; between `low` and `high` with 95 % (Wilson 1927)."""

    reviewed: int
    right: int
    low: float
    high: float


def precision(*, right: int, reviewed: int) -> Precision:
    """Give the Wilson interval of the share of right pairs; nothing is known where nothing was reviewed."""
    if reviewed == 0:
        return Precision(0, 0, 0.0, 1.0)
    share = right / reviewed
    square = _Z * _Z
    middle = (share + square / (2 * reviewed)) / (1 + square / reviewed)
    half = _Z / (1 + square / reviewed) * math.sqrt(share * (1 - share) / reviewed + square / (4 * reviewed * reviewed))
    return Precision(reviewed, right, max(middle - half, 0.0), min(middle + half, 1.0))


def verdict(*, money_on_both: bool, seconded_by: str, by: str) -> str:
    """Say `join` or `wait`: where both sides hold points, two different people must say yes."""
    if not money_on_both or (seconded_by and seconded_by != by):
        return "join"
    return "wait"
