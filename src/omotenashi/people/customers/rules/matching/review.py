# SPDX-License-Identifier: Apache-2.0
"""What is worth a look, what may be accepted at once, and how sure we can be of that."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# The queue shows pairs from here on.
PROPOSE_FROM = 0.90
# Of what is accepted at once this share is to be right, by what the model says of the whole batch.
BATCH_RIGHT = 0.99
_STEPS = (0.95, 0.99)
# The 95 % interval.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Precision:
    """Of so many reviewed pairs so many were one human; between `low` and `high` with 95 % (Wilson 1927)."""

    reviewed: int
    right: int
    low: float
    high: float


def accept_from(probabilities: Sequence[float]) -> float:
    """Give the least probability from which a batch, taken as a whole, is right to `BATCH_RIGHT`."""
    for least in _STEPS:
        batch = [one for one in probabilities if one >= least]
        if batch and sum(batch) / len(batch) >= BATCH_RIGHT:
            return least
    return _STEPS[-1]


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
