# SPDX-License-Identifier: Apache-2.0
"""Pareto/NBD: the same question, with customers who may leave at any moment and not only after a purchase.

Schmittlein, Morrison and Colombo (1987), Counting Your Customers, Management Science 33(1), 1-24; likelihood in the
form of Fader and Hardie (2005b), A Note on Deriving the Pareto/NBD Model. While alive a customer buys as a Poisson
process of rate λ ~ Gamma(r, α); life is exponential with rate μ ~ Gamma(s, β).

The likelihood of a customer is, before its difference of two ₂F₁ is written out,

    Γ(r+x)/Γ(r) α^r β^s { (α+T)^-(r+x) (β+T)^-s + s ∫ from t_x to T of (α+u)^-(r+x) (β+u)^-(s+1) du }.

That difference loses all digits when t_x is near T, and ₂F₁ overflows. The integral has one sign: here it is summed
from panels between the times that occur among customers with the same x. So a panel is integrated once for all of
them, to ten digits, and the gradient comes from the same nodes.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, expit, gammaln

from omotenashi.insight.forecasts.fitting import Fit, Likelihood, maximise
from omotenashi.insight.forecasts.summaries import Floats, Ints, Summaries, compressed, distinct, dot

NAMES = ("r", "alpha", "s", "beta")
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
# What lies this many e-foldings after the beginning of a panel adds nothing to 16 digits.
_DEEP = 45.0


@dataclass(frozen=True, slots=True)
class _Ground:
    """The times that occur for each x, in one row; `first` is where those of each x begin."""

    given: Summaries
    x: Floats
    time: Floats
    first: Ints
    at_last: Ints
    at_age: Ints


def fit(given: Summaries) -> Fit:
    """Fit by maximum likelihood on the distinct triples."""
    known = distinct(given)
    scale = max(float(np.average(known.T, weights=known.count)), 1e-6)

    def build(stride: int) -> tuple[Likelihood, float]:
        ground = _ground(known.every(stride))
        return (lambda values: _summed(values, ground)), float(ground.given.count.sum())

    start = np.array([1.0, scale, 1.0, scale])
    return maximise(build, names=NAMES, start=start, model="pareto-nbd", size=len(known))


def log_likelihood(values: tuple[float, ...], given: Summaries) -> tuple[float, Floats]:
    """Give the log-likelihood and its gradient by r, alpha, s, beta."""
    return _summed(np.asarray(values, dtype=np.float64), _ground(distinct(given)))


def p_alive(fit: Fit, given: Summaries) -> Floats:
    """Give the probability of being alive at T (equation 11 of Schmittlein et al.): the first term's share."""
    known, place = compressed(given)
    r, alpha, s, beta = fit.values
    log_area, _ = _areas(np.asarray(fit.values), _ground(known), slopes=False)
    alive = -(r + known.x) * np.log(alpha + known.T) - s * np.log(beta + known.T)
    return np.asarray(expit(alive - np.log(s) - log_area)[place])


def expected(fit: Fit, given: Summaries, *, within: float) -> Floats:
    """Give the purchases expected in the time `within` after T (equation 22 of Schmittlein et al.)."""
    r, alpha, s, beta = fit.values
    rate = (r + given.x) / (alpha + given.T)
    return p_alive(fit, given) * rate * _life(beta + given.T, s, within)


def expected_of_new(fit: Fit, *, within: float) -> float:
    """Give the repeat purchases of somebody of whom only the first purchase is known (equation 17)."""
    r, alpha, s, beta = fit.values
    return float(r / alpha * _life(np.full(1, beta), s, within)[0])


def _life(exposure: Floats, s: float, within: float) -> Floats:
    """Give the time expected to be lived of `within`: also where s is 1."""
    length = np.log1p(within / exposure)
    return exposure * (length if abs(s - 1) < 1e-9 else -np.expm1(-(s - 1) * length) / (s - 1))


def _ground(given: Summaries) -> _Ground:
    x = np.concatenate((given.x, given.x))
    time = np.concatenate((given.t_x, given.T))
    order = np.lexsort((time, x))
    sorted_x, sorted_time = x[order], time[order]
    new = np.ones(len(x), dtype=np.bool_)
    new[1:] = (np.diff(sorted_x) != 0) | (np.diff(sorted_time) != 0)
    place = np.empty(len(x), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    kept = sorted_x[new]
    first = np.flatnonzero(np.concatenate(([True], np.diff(kept) != 0)))
    half = len(given)
    return _Ground(given, x=kept, time=sorted_time[new], first=first, at_last=place[:half], at_age=place[half:])


def _summed(values: Floats, on: _Ground) -> tuple[float, Floats]:
    r, alpha, s, beta = values
    given = on.given
    n, x, age = given.count, given.x, given.T
    log_area, means = _areas(values, on, slopes=True)
    stays = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    goes = np.log(s) + log_area
    whole = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    gone = expit(goes - stays)
    here = 1 - gone
    # The means are of ln(1 + u/α), 1/(α+u), ln(1 + u/β), 1/(β+u) over the time in which the customer may have left.
    slope = np.array([
        dot(n, digamma(r + x) - digamma(r) - here * np.log1p(age / alpha) - gone * means[0]),
        dot(n, r / alpha - (r + x) * (here / (alpha + age) + gone * means[1])),
        dot(n, gone / s - here * np.log1p(age / beta) - gone * means[2]),
        dot(n, s / beta - here * s / (beta + age) - gone * (s + 1) * means[3]),
    ])  # fmt: skip
    return dot(n, whole + np.logaddexp(stays, goes)), slope


def _areas(values: Floats, on: _Ground, *, slopes: bool) -> tuple[Floats, list[Floats]]:
    """Give the log of the integral for each triple, and the means of four weights under it.

    Sums run from the end of each group backwards. The integrand falls, so what is taken away is never much larger
    than what is left, and no digits are lost.
    """
    panels = _panels(values, on, slopes=slopes)
    tails = np.full((len(panels), len(on.time)), -np.inf)
    ends = np.append(on.first[1:], len(on.time))
    for begin, end in zip(on.first.tolist(), ends.tolist(), strict=True):
        tails[:, begin : end - 1] = np.logaddexp.accumulate(panels[:, begin : end - 1][:, ::-1], axis=1)[:, ::-1]
    found = _less(tails[:, on.at_last], tails[:, on.at_age])
    with np.errstate(invalid="ignore"):
        means = [np.where(np.isfinite(found[0]), np.exp(one - found[0]), 0.0) for one in found[1:]]
    return found[0], means


def _less(more: Floats, taken: Floats) -> Floats:
    """ln(e^more - e^taken); minus infinity where both are equal."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(more > taken, more + np.log1p(-np.exp(np.minimum(taken - more, 0.0))), -np.inf)


def _panels(values: Floats, on: _Ground, *, slopes: bool) -> Floats:
    """Integrate from each time to the next of its group, as logarithms: the integrand, and with four weights.

    In v = ln(min(α, β) + u) the nearest singularity is π away from the real line, whatever the parameters are.
    """
    r, alpha, s, beta = values
    left, right, x = on.time[:-1], on.time[1:], on.x[:-1]
    near = min(alpha, beta)
    width = np.log((near + np.maximum(right, left)) / (near + left))
    falls = (r + x) * (near + left) / (alpha + left) + (s + 1) * (near + left) / (beta + left) - 1
    width = np.minimum(width, _DEEP / np.maximum(falls, 1e-9))
    # u - left at each node, without the loss of a difference.
    passed = (near + left)[:, None] * np.expm1(width[:, None] * _NODES)
    to_alpha = np.log1p(passed / (alpha + left)[:, None])
    to_beta = np.log1p(passed / (beta + left)[:, None])
    height = np.exp(width[:, None] * _NODES - (r + x)[:, None] * to_alpha - (s + 1) * to_beta) * _WEIGHTS
    level = -(r + x) * np.log(alpha + left) - (s + 1) * np.log(beta + left)
    with np.errstate(divide="ignore"):
        level = level + np.log(near + left) + np.log(width)
        sums = [height.sum(axis=1)]
        if slopes:
            u = passed + left[:, None]
            weights = (np.log1p(u / alpha), 1 / (alpha + u), np.log1p(u / beta), 1 / (beta + u))
            sums.extend((height * weight).sum(axis=1) for weight in weights)
        found: Floats = level + np.log(np.array(sums))
    return found
