# SPDX-License-Identifier: Apache-2.0
"""NBD: nobody ever leaves (Ehrenberg 1959). What BG/NBD and Pareto/NBD must beat, or dropout is not in the data."""

import numpy as np
from scipy.special import digamma, gammaln

from omotenashi.insight.forecasts.fitting import Fit, Likelihood, maximise
from omotenashi.insight.forecasts.summaries import Floats, Summaries, distinct, dot

NAMES = ("r", "alpha")


def fit(given: Summaries) -> Fit:
    """Fit by maximum likelihood; the time of the last purchase says nothing here."""
    flat = Summaries(x=given.x, t_x=np.zeros(len(given)), T=given.T, count=given.count)
    known = distinct(flat)
    scale = max(float(np.average(known.T, weights=known.count)), 1e-6)

    def build(stride: int) -> tuple[Likelihood, float]:
        part = known.every(stride)
        return (lambda values: _likelihood(values, part)), float(part.count.sum())

    return maximise(build, names=NAMES, start=np.array([1.0, scale]), model="nbd", size=len(known))


def _likelihood(values: Floats, on: Summaries) -> tuple[float, Floats]:
    r, alpha = values
    x, exposure = on.x, alpha + on.T
    level = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(exposure)
    by_r = digamma(r + x) - digamma(r) + np.log(alpha) - np.log(exposure)
    by_alpha = r / alpha - (r + x) / exposure
    return dot(on.count, level), np.array([dot(on.count, by_r), dot(on.count, by_alpha)])
