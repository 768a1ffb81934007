# SPDX-License-Identifier: Apache-2.0
"""What each customer will be worth: BG/NBD for how often, Gamma-Gamma for how much, an interval around both.

The interval is of what the customer will really spend, not of its mean: it holds the chance of having left, of the
number of purchases, and of the spend of each (the sum of y purchases is γ' times a beta-prime of (p y, q'), with
γ' = γ + x m and q' = q + p x). The uncertainty of the fitted parameters is small beside it and is left out.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from omotenashi.insight.forecasts import bgnbd, gamma_gamma
from omotenashi.insight.forecasts.fitting import Fit
from omotenashi.insight.forecasts.summaries import Floats, Ints, Summaries

_PIECE = 4_000
_MOST = 400
_HALVINGS = 22
_STEPS = 12


@dataclass(frozen=True)
class Wait:
    """Time until the next purchase of somebody who has not left: median and 80 % range."""

    median: Floats
    low: Floats
    high: Floats


def next_purchase(fit: Fit, given: Summaries) -> Wait:
    """If alive, the wait is Lomax of shape r + x and scale α + T."""
    shape, scale = fit.parameters["r"] + given.x, fit.parameters["alpha"] + given.T

    def at(share: float) -> Floats:
        with np.errstate(over="ignore"):
            return np.asarray(scale * np.expm1(-np.log1p(-share) / shape))

    return Wait(median=at(0.5), low=at(0.1), high=at(0.9))


def purchase_interval(fit: Fit, given: Summaries, *, within: float, level: float) -> tuple[Floats, Floats]:
    """Give the fewest and the most purchases between which the customer's number lies with the chance `level`."""
    low, high = np.zeros(len(given)), np.zeros(len(given))
    for places, chances in _pieces(fit, given, within):
        under = np.cumsum(chances, axis=1)
        low[places] = (under < (1 - level) / 2).sum(axis=1)
        high[places] = (under < (1 + level) / 2 - 1e-12).sum(axis=1)
    return low, np.minimum(high, _MOST)


def value_interval(
    fit: Fit, spend: Fit, given: Summaries, *, mean: Floats, within: float, level: float
) -> tuple[Floats, Floats]:
    """Give the amounts between which a customer's spend in `within` lies with the chance `level`."""
    p, q, gamma = spend.values
    often = np.where(mean > 0, given.x, 0.0)
    scale, shape = gamma + often * mean, q + p * often
    low, high = np.zeros(len(given)), np.zeros(len(given))
    for places, chances in _pieces(fit, given, within):
        for into, share in ((low, (1 - level) / 2), (high, (1 + level) / 2)):
            into[places] = _quantile(chances, share=share, p=p, scale=scale[places], shape=shape[places])
    return low, high


def discounted(fit: Fit, given: Summaries, *, within: float, yearly: float, year: float) -> Floats:
    """Give the expected purchases of `within`, each worth less the later it comes: in twelve steps, by their middle."""
    edges = np.linspace(0, within, _STEPS + 1)
    until = [np.zeros(len(given)), *(bgnbd.expected(fit, given, within=float(edge)) for edge in edges[1:])]
    worth = (1 + yearly) ** (-(edges[:-1] + edges[1:]) / 2 / year)
    return np.asarray(sum(factor * (b - a) for factor, a, b in zip(worth, until[:-1], until[1:], strict=True)))


def expected_spend(spend: Fit, given: Summaries, *, mean: Floats) -> Floats:
    """Give the spend per purchase; a customer whose repeat purchases came to nothing is like one without any."""
    often = np.where(mean > 0, given.x, 0.0)
    return gamma_gamma.expected_spend(spend, x=often, mean=mean)


def _pieces(fit: Fit, given: Summaries, within: float) -> list[tuple[Ints, Floats]]:
    """Give customers in pieces with alike expectations, and the chances of 0, 1, 2 … purchases of each."""
    expected = bgnbd.expected(fit, given, within=within)
    order = np.argsort(expected, kind="stable")
    found = []
    for begin in range(0, len(order), _PIECE):
        places = order[begin : begin + _PIECE]
        part = Summaries(given.x[places], given.t_x[places], given.T[places], given.count[places])
        # While alive, a customer may buy many times what is expected of somebody who has probably left.
        rate = (fit.parameters["r"] + part.x) / (fit.parameters["alpha"] + part.T) * within
        most = int(min(10 + 2 * float(rate.max()) + 6 * np.sqrt(float(rate.max())), _MOST))
        found.append((places, bgnbd.chances(fit, part, within=within, most=most)))
    return found


def _quantile(chances: Floats, *, share: float, p: float, scale: Floats, shape: Floats) -> Floats:
    """Find the amount below which the share lies, by halving its logarithm. 0 where buying nothing is that likely."""
    found = np.zeros(len(chances))
    some = np.flatnonzero(chances[:, 0] < share)
    if not len(some):
        return found
    weights, of, tail = chances[some, 1:], scale[some], shape[some][:, None]
    much = np.arange(1, weights.shape[1] + 1) * p
    used = max(int((weights.max(axis=0) > 1e-5).sum()), 1)
    weights, much = weights[:, :used], much[:used]
    under, over = np.log(of) - 25, np.log(of) + 25
    for _ in range(_HALVINGS):
        middle = (under + over) / 2
        part = 1 / (1 + np.exp(np.log(of) - middle))
        below = chances[some, 0] + (weights * betainc(much, tail, part[:, None])).sum(axis=1)
        under, over = np.where(below < share, middle, under), np.where(below < share, over, middle)
    found[some] = np.exp((under + over) / 2)
    return found
