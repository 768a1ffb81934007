# SPDX-License-Identifier: Apache-2.0
"""BG/NBD: how often customers come back who never say good-bye.

Fader, Hardie and Lee (2005a), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284. While alive a
customer buys as a Poisson process of rate λ ~ Gamma(r, α); after each purchase the customer is lost with probability
p ~ Beta(a, b). Numbers of equations are those of that paper.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1

from omotenashi.insight.forecasts.beta_rule import rule
from omotenashi.insight.forecasts.fitting import Fit, Likelihood, maximise
from omotenashi.insight.forecasts.summaries import Floats, Ints, Summaries, compressed, distinct, dot

NAMES = ("r", "alpha", "a", "b")
# The closed form of what is expected has a removable gap at a = 1 and at a + b + x = 1.
_GAP = 1e-7
# Above these r and a the rule of sums takes over from the closed form.
_ALIKE, _SAME = 1_000.0, 50.0
_PIECE = 16_384
_HIGH = 600.0


@dataclass(frozen=True, slots=True)
class _Ground:
    """What occurs: numbers of purchases, ages, pairs of (x, t_x) and (x, T), and the triples as pairs of pairs.

    Triples of who never came back need no mixture, so they stand only among the ages.
    """

    x: Floats
    by_x: Floats
    age_x: Floats
    age: Floats
    by_age: Floats
    last_x: Floats
    last: Floats
    at_age: Ints
    at_last: Ints
    count: Floats


def fit(given: Summaries) -> Fit:
    """Fit by maximum likelihood on the distinct triples."""
    known = distinct(given)
    scale = max(float(np.average(known.T, weights=known.count)), 1e-6)

    def build(stride: int) -> tuple[Likelihood, float]:
        ground = _ground(known.every(stride))
        return (lambda values: _likelihood(values, ground)), float(ground.by_x.sum())

    start = np.array([1.0, scale, 1.0, 2.0])
    return maximise(build, names=NAMES, start=start, model="bgnbd", size=len(known))


def log_likelihood(values: tuple[float, ...], given: Summaries) -> tuple[float, Floats]:
    """Give the log-likelihood (equation 6, summed) and its gradient by r, alpha, a, b."""
    return _likelihood(np.asarray(values, dtype=np.float64), _ground(distinct(given)))


def _ground(given: Summaries) -> _Ground:
    age_x, age, by_age, at_age = _pairs(given.x, given.T, given.count)
    back = given.x > 0
    last_x, last, _, at_last = _pairs(given.x[back], given.t_x[back], given.count[back])
    x, at_x = np.unique(age_x, return_inverse=True)
    by_x = np.bincount(at_x, weights=by_age, minlength=len(x))
    return _Ground(x, by_x, age_x, age, by_age, last_x, last, at_age[back], at_last, given.count[back])


def _pairs(x: Floats, time: Floats, count: Floats) -> tuple[Floats, Floats, Floats, Ints]:
    """Give the distinct pairs, how many people each has, and the pair of each place."""
    pairs, place = compressed(Summaries(x=x, t_x=np.zeros(len(x)), T=time, count=count))
    return pairs.x, pairs.T, pairs.count, place


def _likelihood(values: Floats, on: _Ground) -> tuple[float, Floats]:
    """Equation 6 as ln A1 + ln A2 + ln(A3 + A4): what depends on a pair of numbers is worked out once for the pair.

    A4 : A3 is a : (b + x - 1) times ((α + T) : (α + t_x))^(r + x); who never came back has no A4.
    """
    r, alpha, a, b = values
    x = on.x
    to_age, to_last = np.log(alpha + on.age), np.log(alpha + on.last)
    age_power, last_power = r + on.age_x, r + on.last_x
    weighed, more = _mixed(age_power * to_age, last_power * to_last - np.log(a) + np.log(b + on.last_x - 1), on)
    whole = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    whole += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    level = dot(on.by_x, whole) + more - dot(on.by_age, age_power * to_age)
    gone = np.bincount(on.at_last, weights=weighed, minlength=len(on.last))
    here = on.by_age - np.bincount(on.at_age, weights=weighed, minlength=len(on.age))
    shared = digamma(a + b) - digamma(a + b + x)
    slope = np.array([
        dot(on.by_x, digamma(r + x) - digamma(r) + np.log(alpha)) - dot(here, to_age) - dot(gone, to_last),
        on.by_x.sum() * r / alpha - dot(here, age_power / (alpha + on.age)) - dot(gone, last_power / (alpha + on.last)),
        dot(on.by_x, shared) + gone.sum() / a,
        dot(on.by_x, shared + digamma(b + x) - digamma(b)) - dot(gone, 1 / (b + on.last_x - 1)),
    ])  # fmt: skip
    return level, slope


def _mixed(of_age: Floats, of_last: Floats, on: _Ground) -> tuple[Floats, float]:
    """Give each triple's people times the weight of A4, and the sum of ln(1 + A4 : A3) over all people.

    In pieces that stay near the processor: this is where a fit of a million customers spends its time.
    """
    weighed, summed = np.empty(len(on.count)), 0.0
    for begin in range(0, len(on.count), _PIECE):
        piece = slice(begin, begin + _PIECE)
        odds = of_age[on.at_age[piece]] - of_last[on.at_last[piece]]
        # Beyond 600 the sum of both is the larger one.
        high = np.exp(np.minimum(odds, _HIGH))
        count = on.count[piece]
        summed += dot(count, np.log1p(high) + np.maximum(odds - _HIGH, 0.0))
        np.multiply(count, high / (1 + high), out=weighed[piece])
    return weighed, summed


def p_alive(fit: Fit, given: Summaries) -> Floats:
    """Give the probability of being alive at T: the denominator of equation 10. It is 1 for who never came back."""
    r, alpha, a, b = fit.values
    x = given.x
    odds = np.log(a) - np.log(np.where(x > 0, b + x - 1, 1.0))
    odds = odds + (r + x) * (np.log(alpha + given.T) - np.log(alpha + given.t_x))
    return np.where(x > 0, expit(-odds), 1.0)


def expected(fit: Fit, given: Summaries, *, within: float) -> Floats:
    """Give the purchases expected in the time `within` after T (equation 10).

    The power and ₂F₁ of the paper overflow for frequent buyers. Euler's transformation gives the same as
    (1 - z)^(a - 1) · ₂F₁(a + b - 1 - r, a - 1; a + b + x - 1; z), whose size does not grow with x.
    """
    return p_alive(fit, given) * _while_alive(fit, given.x, fit.parameters["alpha"] + given.T, within)


def expected_of_new(fit: Fit, *, within: float) -> float:
    """Give the repeat purchases of somebody of whom only the first purchase is known (equation 9)."""
    return float(_while_alive(fit, np.zeros(1), np.full(1, fit.parameters["alpha"]), within)[0])


def _while_alive(fit: Fit, x: Floats, exposure: Floats, within: float) -> Floats:
    if fit.parameters["r"] > _ALIKE or fit.parameters["a"] > _SAME:
        return _summed(fit, x, exposure, within)
    r, _, a, b = fit.values
    if abs(a - 1) < _GAP:
        a = 1 + _GAP
    top = a + b + x - 1
    top = np.where(np.abs(top) < _GAP, _GAP, top)
    z = within / (exposure + within)
    left = np.power(1 - z, a - 1) * hyp2f1(a + b - 1 - r, a - 1, top, z)
    return np.asarray(np.maximum(top / (a - 1) * (1 - left), 0.0))


def _summed(fit: Fit, x: Floats, exposure: Floats, within: float) -> Floats:
    """Give the same where ₂F₁ has no digits left: customers who hardly differ in their rate, or in what makes them leave.

    Whoever leaves with probability p is expected to buy (1 - (1 + p t ÷ exposure)^-(r + x)) ÷ p times; of that the mean
    over Beta(a, b + x).
    """
    r, _, a, b = fit.values
    found = np.empty(len(x))
    for times in np.unique(x):
        p, weight = rule(a, b + times)
        mine = np.flatnonzero(x == times)
        for begin in range(0, len(mine), _PIECE):
            some = mine[begin : begin + _PIECE]
            never = np.exp(-(r + times) * np.log1p(p * within / exposure[some, None]))
            found[some] = ((1 - never) / p) @ weight
    return found


def chances(fit: Fit, given: Summaries, *, within: float, most: int) -> Floats:
    """Give P(y purchases in `within` after T) for y = 0 … most, a row a customer; the last column is "most or more".

    Equation 8 with the customer's own posterior: rate Gamma(r + x, α + T), loss Beta(a, b + x).
    """
    r, alpha, a, b = fit.values
    alive = p_alive(fit, given)
    shape, later = r + given.x, b + given.x
    z = within / (alpha + given.T + within)
    found = np.zeros((len(given), most + 1))
    never = betaln(a, later)
    log_rest, log_z = np.log1p(-z), np.log(z)
    under = np.zeros(len(given))
    for y in range(most):
        bought = np.exp(gammaln(shape + y) - gammaln(shape) - gammaln(y + 1.0) + shape * log_rest + y * log_z)
        chance = np.exp(betaln(a, later + y) - never) * bought
        if y:
            chance += np.exp(betaln(a + 1, later + y - 1) - never) * np.maximum(1 - under, 0.0)
        under += bought
        found[:, y] = alive * chance + (0.0 if y else 1 - alive)
    found[:, most] = np.maximum(1 - found.sum(axis=1), 0.0)
    return found
