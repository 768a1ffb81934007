# SPDX-License-Identifier: Apache-2.0
"""How many people an experiment needs, before it begins. Pure.

Two means, or two shares, by the normal approximation with a level of 95 % on both sides and a power of 80 %: for n people of
whom a share c is kept as control group, the smallest difference that shows in four experiments of five is
(z₀.₉₇₅ + z₀.₈₀) · √(V₁ / ((1 − c) n) + V₀ / (c n)), solved for n where the difference is given (Fleiss, Levin and Paik,
Statistical Methods for Rates and Proportions, 3rd edition, 2003, chapter 4; Chow, Shao and Wang, Sample Size Calculations
in Clinical Research, 2nd edition, 2008, sections 3.2 and 4.2). V is the variance of one person; of a share p it is p (1 − p).
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

from omotenashi.insight.forecasts.incremental import LEAST, LEVEL, POWER, Sample

_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf((1 + LEVEL) / 2) + _NORMAL.inv_cdf(POWER)
# What people usually hope for, of what would have come anyway.
LIFTS = (0.1, 0.2, 0.5)


@dataclass(frozen=True, slots=True)
class Before:
    """What one person brings without the measure: the mean, and how much people differ."""

    mean: float
    variance: float
    is_share: bool = False

    def varied(self, more: float) -> float:
        """The variance of those who were reached, when they bring so much more."""
        if not self.is_share:
            return self.variance
        share = min(max(self.mean + more, 0.0), 1.0)
        return share * (1 - share)


def before(sample: Sample, measure: str) -> Before:
    """What a group brought in a time that is over, by the measure that will judge."""
    if measure != "buyers":
        return Before(sample.mean, sample.variance)
    share = sample.buyers / sample.people if sample.people else 0.0
    return Before(share, share * (1 - share), is_share=True)


def visible(base: Before, *, people: int, control: float) -> float | None:
    """The smallest difference per person that so many people show; None where one group is too small for any word."""
    if min(people * control, people * (1 - control)) < LEAST:
        return None
    found = 0.0
    # The variance of a share depends on the difference itself; a few rounds settle it.
    for _ in range(20):
        found = _Z * sqrt((base.varied(found) / (1 - control) + base.variance / control) / people)
    return found


def needed(base: Before, *, more: float, control: float) -> int | None:
    """How many people altogether show this difference; None where nothing differs, or nothing was brought."""
    if not more or not base.variance:
        return None
    spread = base.varied(more) / (1 - control) + base.variance / control
    return max(ceil(_Z**2 * spread / more**2), ceil(LEAST / min(control, 1 - control)))
