# SPDX-License-Identifier: Apache-2.0
"""What a measure really brought: people drawn into an arm against people drawn into the control group. Pure.

The difference of two means with the interval of Welch (1947); of two shares with that of Newcombe (`asked.effects`). Before
the planned end every look is one more chance to be wrong, so the interval is then a confidence sequence (Robbins 1970; Howard,
Ramdas, McAuliffe and Sekhon 2021): valid at all looks together, however often somebody looks, and wider for that.
"""

from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

from omotenashi.insight.forecasts.asked import effects

_NORMAL = NormalDist()
LEVEL, POWER = 0.95, 0.8
# Where the sequence is to be tightest: at the planned end. Times the variance there; 8 is best for 95 %.
_MIXTURE = 8.0
# A group of fewer says nothing, whatever the interval.
LEAST = 30


@dataclass(frozen=True, slots=True)
class Sample:
    """One group and one number of each person, as sums: how many people, Σ x, Σ x², and how many have any."""

    people: int
    total: float
    squares: float
    buyers: int

    @property
    def mean(self) -> float:
        """Per person, also of those who bought nothing."""
        return self.total / self.people if self.people else 0.0

    @property
    def variance(self) -> float:
        """Of one person."""
        if self.people < 2:
            return 0.0
        return max(0.0, (self.squares - self.people * self.mean**2) / (self.people - 1))


@dataclass(frozen=True, slots=True)
class Difference:
    """Per person: how much more, between what and what, and from which difference on this many people would show it.

    `verdict`: few (too few people for any word), more, less, or none (the interval holds zero).
    """

    treated: float
    control: float
    more: float
    low: float
    high: float
    visible: float
    verdict: str

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out zero, and there are people enough to say it."""
        return self.verdict in ("more", "less")


def of_means(treated: Sample, control: Sample, *, share: float = 1.0) -> Difference | None:
    """Compare amounts per person; `share` is how much of the planned time has gone by (1: it is over)."""
    if not treated.people or not control.people:
        return None
    error = sqrt(treated.variance / treated.people + control.variance / control.people)
    more = treated.mean - control.mean
    half = error * width(share)
    return _told(treated, control, treated.mean, control.mean, more, more - half, more + half, error)


def of_shares(treated: Sample, control: Sample, *, share: float = 1.0) -> Difference | None:
    """Compare the shares of those who bought at all, in percent; before the end by the wider bound."""
    if not treated.people or not control.people:
        return None
    p, q = treated.buyers / treated.people, control.buyers / control.people
    # Of Wilson's interval at the level that has the same width.
    level = 2 * _NORMAL.cdf(width(share)) - 1
    arms = (effects.Arm(one.people, one.buyers, one.total) for one in (treated, control))
    told = effects.compare(*arms, level=level)
    error = sqrt(p * (1 - p) / treated.people + q * (1 - q) / control.people) * 100
    values = (p * 100, q * 100, told["diff_pt"], told["ci_low_pt"], told["ci_high_pt"])
    return _told(treated, control, *values, error)


def width(share: float) -> float:
    """Give how many standard errors the interval is wide to each side when this share of the planned time is over."""
    if share >= 1:
        return _NORMAL.inv_cdf((1 + LEVEL) / 2)
    grown = max(share, 1e-6) * _MIXTURE
    return sqrt((1 + 1 / grown) * (log(1 + grown) - 2 * log(1 - LEVEL)))


def people_needed(difference: Difference, treated: Sample, control: Sample) -> int | None:
    """Give how many people both groups together would need for this difference to be seen in four cases of five."""
    if not difference.more or difference.sure:
        return None
    ratio = (difference.visible / abs(difference.more)) ** 2
    return round((treated.people + control.people) * ratio)


def _told(
    treated: Sample, control: Sample, mean: float, base: float, more: float, low: float, high: float, error: float
) -> Difference:
    visible = error * (_NORMAL.inv_cdf((1 + LEVEL) / 2) + _NORMAL.inv_cdf(POWER))
    if min(treated.people, control.people) < LEAST:
        verdict = "few"
    else:
        verdict = "more" if low > 0 else "less" if high < 0 else "none"
    return Difference(mean, base, more, low, high, visible, verdict)
