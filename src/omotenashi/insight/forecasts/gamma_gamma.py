# SPDX-License-Identifier: Apache-2.0
"""Gamma-Gamma: what a customer spends per purchase.

Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value. Spend per purchase is Gamma(p, ν) with ν ~ Gamma(q, γ)
over customers, independent of how often they buy. Known of a customer: the number x of purchases and their mean m.
"""

import numpy as np
from scipy.special import digamma, gammaln

from omotenashi.insight.forecasts.fitting import Fit, Likelihood, maximise
from omotenashi.insight.forecasts.summaries import Floats, Ints

NAMES = ("p", "q", "gamma")


def fit(*, x: Floats, mean: Floats) -> Fit:
    """Fit by maximum likelihood on customers who came back and paid something."""
    x, mean = _paying(x, mean)
    scale = max(float(mean.mean()), 1e-6) if len(mean) else 1.0

    def build(stride: int) -> tuple[Likelihood, float]:
        part = mean[::stride]
        xs, at_x = np.unique(x[::stride], return_inverse=True)
        return (lambda values: _likelihood(values, xs, at_x, part)), float(max(len(part), 1))

    return maximise(build, names=NAMES, start=np.array([2.0, 3.0, scale]), model="gamma-gamma", size=len(mean))


def log_likelihood(values: tuple[float, ...], *, x: Floats, mean: Floats) -> tuple[float, Floats]:
    """Give the log-likelihood (equation 1a, summed) and its gradient by p, q, gamma."""
    x, mean = _paying(x, mean)
    xs, at_x = np.unique(x, return_inverse=True)
    return _likelihood(np.asarray(values, dtype=np.float64), xs, at_x, mean)


def expected_spend(fit: Fit, *, x: Floats, mean: Floats) -> Floats:
    """Give the spend per purchase expected from each customer (equation 5).

    It lies between the customer's own mean and the population's; nothing is known of who never came back.
    """
    p, q, gamma = fit.values
    return np.asarray(p * (gamma + np.where(x > 0, x * mean, 0.0)) / (p * x + q - 1))


def population_mean(fit: Fit) -> float:
    """Give the mean spend per purchase of a customer of whom nothing is known: p γ / (q - 1)."""
    p, q, gamma = fit.values
    return float(p * gamma / (q - 1)) if q > 1 else float("inf")


def correlation(*, x: Floats, mean: Floats) -> float | None:
    """Give Pearson's correlation of frequency and spend among who came back: the model takes it to be zero."""
    x, mean = _paying(x, mean)
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(mean) == 0:
        return None
    return float(np.corrcoef(x, mean)[0, 1])


def _paying(x: Floats, mean: Floats) -> tuple[Floats, Floats]:
    x, mean = np.asarray(x, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    kept = (x > 0) & (mean > 0) & np.isfinite(mean)
    return x[kept], mean[kept]


def _likelihood(values: Floats, xs: Floats, at_x: Ints, mean: Floats) -> tuple[float, Floats]:
    p, q, gamma = values
    x = xs[at_x]
    shape = p * xs
    total = np.log(gamma + x * mean)
    to_mean = np.log(mean)
    by_x = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(gamma) + shape * np.log(xs)
    level = by_x[at_x] + (p * x - 1) * to_mean - (p * x + q) * total
    joint = digamma(shape + q)
    slope = np.array([
        (xs * (joint - digamma(shape) + np.log(xs)))[at_x].sum() + (x * (to_mean - total)).sum(),
        (joint - digamma(q) + np.log(gamma))[at_x].sum() - total.sum(),
        (q / gamma - (p * x + q) / (gamma + x * mean)).sum(),
    ])  # fmt: skip
    return float(level.sum()), slope
