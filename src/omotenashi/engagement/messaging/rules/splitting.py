# SPDX-License-Identifier: Apache-2.0
"""Who reads which variant, and which one is better: one look when the window is over, and A where nothing is shown.

Each variant is held against A by a test of two proportions; with several the bar is higher for each (Holm), so that the
chance of taking noise for a winner stays five in a hundred over all of them. Looking before the end would raise it, so
nobody decides then.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from uuid import UUID

ALPHA = 0.05
LETTERS = "ABCD"
MOST_VARIANTS = 4
# Of fewer on either side the normal distribution says nothing.
LEAST = 5
_BUCKETS = 10_000
_Z = NormalDist().inv_cdf(1 - ALPHA / 2)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many read a variant, and how many of them did what is counted."""

    sent: int
    did: int

    @property
    def rate(self) -> float:
        """Give the share; 0 of nobody."""
        return self.did / self.sent if self.sent else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which variant goes on, why (`better`, `no_difference`, `too_few`), and the chance of each difference by luck alone."""

    winner: int
    reason: str
    chances: tuple[float | None, ...]


def arm_of(person: UUID, *, seed: UUID, arms: int, share: int) -> int | None:
    """Give the variant that somebody reads while it is tried, always the same; None: they wait for the better one."""
    drawn = hashlib.md5(f"{seed}:{person}".encode(), usedforsecurity=False).hexdigest()
    bucket = int(drawn[:8], 16) % _BUCKETS
    tried = _BUCKETS * share // 100
    return bucket * arms // tried if bucket < tried else None


def decide(counted: Sequence[Counted]) -> Verdict:
    """Say which variant goes on: the best of those that are shown to be better than A, else A."""
    chances = tuple(_chance(counted[0], one) for one in counted[1:])
    if all(chance is None for chance in chances):
        return Verdict(0, "too_few", chances)
    ranked = sorted((chance, at) for at, chance in enumerate(chances, start=1) if chance is not None)
    shown = []
    for step, (chance, at) in enumerate(ranked):
        if chance > ALPHA / (len(chances) - step):
            break
        shown.append(at)
    better = [at for at in shown if counted[at].rate > counted[0].rate]
    if not better:
        return Verdict(0, "no_difference", chances)
    return Verdict(max(better, key=lambda at: counted[at].rate), "better", chances)


def interval(counted: Counted) -> tuple[float, float]:
    """Give between which shares the true one lies, 95 times in a hundred (Wilson)."""
    if not counted.sent:
        return 0.0, 1.0
    n, p, z = counted.sent, counted.rate, _Z
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max((middle - spread) / (1 + z * z / n), 0.0), min((middle + spread) / (1 + z * z / n), 1.0)


def _chance(one: Counted, other: Counted) -> float | None:
    """Give how often luck alone makes such a difference (two-sided); None where too few did or did not."""
    did, sent = one.did + other.did, one.sent + other.sent
    if not one.sent or not other.sent:
        return None
    pooled = did / sent
    least = min(one.sent, other.sent)
    if least * pooled < LEAST or least * (1 - pooled) < LEAST:
        return None
    spread = math.sqrt(pooled * (1 - pooled) * (1 / one.sent + 1 / other.sent))
    return 2 * (1 - NormalDist().cdf(abs(one.rate - other.rate) / spread))
