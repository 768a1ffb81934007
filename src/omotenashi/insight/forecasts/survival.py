# SPDX-License-Identifier: Apache-2.0
"""Customers who say good-bye: subscriptions. Kaplan-Meier for what was seen, sBG for what will be.

Kaplan and Meier (1958), Nonparametric Estimation from Incomplete Observations, with Greenwood's variance on the
complementary log-log scale. Shifted-beta-geometric: Fader and Hardie (2007), How to Project Customer Retention,
Journal of Interactive Marketing 21(1), equations 5 and 6: after each delivery a subscriber ends with probability
θ ~ Beta(a, b). A paused or skipped delivery is no end.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma
from scipy.stats import norm

from omotenashi.insight.forecasts.fitting import Fit, Likelihood, maximise
from omotenashi.insight.forecasts.summaries import Floats

NAMES = ("a", "b")


@dataclass(frozen=True)
class Step:
    """At a delivery: who could end, who did, the share still there and its interval."""

    time: int
    at_risk: int
    ended: int
    survival: float
    low: float
    high: float


def kaplan_meier(*, time: Floats, ended: np.ndarray, level: float = 0.95) -> tuple[Step, ...]:
    """Give the curve over every time at which somebody ended or was last seen."""
    times = np.unique(time)
    left, variance, found = 1.0, 0.0, []
    width = float(norm.ppf((1 + level) / 2))
    for moment in times:
        risk, lost = int((time >= moment).sum()), int(((time == moment) & ended).sum())
        left *= 1 - lost / risk
        variance += lost / (risk * (risk - lost)) if lost < risk else 0.0
        low, high = _band(left, variance, width)
        found.append(Step(int(moment), risk, lost, left, low, high))
    return tuple(found)


def _band(left: float, variance: float, width: float) -> tuple[float, float]:
    if left <= 0 or left >= 1:
        return left, left
    away = width * np.sqrt(variance) / abs(np.log(left))
    return float(left ** np.exp(away)), float(left ** np.exp(-away))


def fit(*, time: Floats, ended: np.ndarray) -> Fit:
    """Fit sBG by maximum likelihood. `time` counts deliveries: ended after that many, or still there after them."""
    (
        times,
        at,
    ) = np.unique(time, return_inverse=True)
    lost = np.bincount(at, weights=ended * 1.0, minlength=len(times))
    stay = np.bincount(at, weights=~ended * 1.0, minlength=len(times))

    def build(_stride: int) -> tuple[Likelihood, float]:
        return (lambda values: _likelihood(values, times, lost, stay)), float(len(time))

    return maximise(build, names=NAMES, start=np.array([1.0, 2.0]), model="sbg", size=len(times))


def survival(fit: Fit, times: Floats) -> Floats:
    """Give the share still there after so many deliveries (equation 6)."""
    a, b = fit.values
    return np.asarray(np.exp(betaln(a, b + times) - betaln(a, b)))


def _likelihood(values: Floats, times: Floats, lost: Floats, stay: Floats) -> tuple[float, Floats]:
    a, b = values
    base = betaln(a, b)
    both, first, second = digamma(a + b), digamma(a), digamma(b)
    level = lost @ (betaln(a + 1, b + times - 1) - base) + stay @ (betaln(a, b + times) - base)
    total = digamma(a + b + times)
    by_a = lost @ (digamma(a + 1) - total - first + both) + stay @ (both - total)
    by_b = lost @ (digamma(b + times - 1) - total - second + both) + stay @ (digamma(b + times) - total - second + both)
    return float(level), np.array([by_a, by_b])
