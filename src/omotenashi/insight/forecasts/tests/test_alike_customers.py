# SPDX-License-Identifier: Apache-2.0
"""Customers who hardly differ: two parameters grow without end, and what is said of people must stay a number."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betaln

from omotenashi.insight.forecasts import beta_rule, bgnbd, gamma_gamma, pareto_nbd
from omotenashi.insight.forecasts.fitting import Fit
from omotenashi.insight.forecasts.summaries import Floats, Summaries, summaries


def world(*, rate: Floats, leaves: Floats, seed: int) -> tuple[Summaries, int]:
    """Draw customers who buy at their rate and leave after a purchase with their chance; and what they buy in 39 more."""
    drawn = np.random.default_rng(seed)
    age = drawn.uniform(60, 100, len(rate))
    x, last, at = np.zeros(len(rate)), np.zeros(len(rate)), np.zeros(len(rate))
    there, later = np.ones(len(rate), dtype=bool), 0
    while there.any():
        at = at + drawn.exponential(1 / rate)
        there &= at <= age + 39
        seen = there & (at <= age)
        x, last, later = x + seen, np.where(seen, at, last), later + int((there & ~seen).sum())
        there &= drawn.random(len(rate)) >= leaves
    return summaries(x=x, t_x=last, T=age), later


def fit_of(r: float, alpha: float, a: float, b: float) -> Fit:
    """A fit with these parameters, as if it had been made."""
    parameters = {"r": r, "alpha": alpha, "a": a, "b": b}
    return Fit(model="bgnbd", parameters=parameters, errors={}, log_likelihood=0, customers=0, converged=True)


def meant(r: float, alpha: float, a: float, b: float, within: float) -> float:
    """The purchases of a new customer: what somebody buys who leaves with p, integrated over Beta(a, b)."""

    def bought(p: float) -> float:
        chance = np.exp((a - 1) * np.log(p) + (b - 1) * np.log1p(-p) - betaln(a, b))
        return float(chance * -np.expm1(-r * np.log1p(p * within / alpha)) / p)

    edge = 12 * np.sqrt(b / (a + b + 1)) / np.sqrt(a) * a / (a + b)
    middle = a / (a + b)
    return float(quad(bought, max(middle - edge, 0), min(middle + edge, 1), epsabs=1e-12, limit=500)[0])


@pytest.mark.parametrize(
    "parameters", [(0.8, 8.0, 300.0, 1_200.0), (3.0, 9.0, 2e5, 9e5), (1e6, 8e6, 0.9, 1.8), (0.05, 2.0, 241.0, 90.0)]
)
def test_expectations_are_right_where_the_closed_form_has_no_digits(
    parameters: tuple[float, float, float, float],
) -> None:
    said = bgnbd.expected_of_new(fit_of(*parameters), within=39)
    assert said == pytest.approx(meant(*parameters, within=39), rel=1e-7)


def test_closed_form_and_rule_of_sums_say_the_same() -> None:
    drawn = np.random.default_rng(3)
    for r, a, b in 10 ** drawn.uniform((-1, -1, -1), (1.5, 1.5, 2), (40, 3)):
        fit, x = fit_of(r, r * 9, a, b), np.array([0.0, 1.0, 7.0, 60.0])
        exposure = fit.parameters["alpha"] + np.array([5.0, 20.0, 50.0, 90.0])
        assert bgnbd._summed(fit, x, exposure, 26.0) == pytest.approx(
            bgnbd._while_alive(fit, x, exposure, 26.0), rel=1e-8
        )


def test_a_rule_gives_the_moments_of_its_distribution() -> None:
    for a, b in ((0.05, 0.3), (1.0, 1.0), (0.9, 2e6), (3e5, 1e6)):
        places, weights = beta_rule.rule(a, b)
        moments = [(weights * places**power).sum() for power in (0, 1, 2)]
        mean = a / (a + b)
        assert moments == pytest.approx([1, mean, mean * (a + 1) / (a + b + 1)], rel=1e-9)


@pytest.mark.parametrize("alike", ["leaving", "rate", "both"])
def test_customers_who_are_alike_are_foretold(alike: str) -> None:
    drawn = np.random.default_rng(5)
    some = 1_500
    rate = np.full(some, 0.12) if alike != "leaving" else drawn.gamma(0.8, 1 / 8, some)
    leaves = np.full(some, 0.2) if alike != "rate" else drawn.beta(1, 2, some)
    known, later = world(rate=rate, leaves=leaves, seed=9)
    fit = bgnbd.fit(known)
    assert fit.converged
    expected = bgnbd.expected(fit, known, within=39)
    assert expected.sum() == pytest.approx(later, rel=0.15)


def test_an_error_is_unknown_for_what_grew_without_end_and_known_for_the_rest() -> None:
    drawn = np.random.default_rng(5)
    known, _ = world(rate=drawn.gamma(0.8, 1 / 8, 1_500), leaves=np.full(1_500, 0.2), seed=9)
    fit = bgnbd.fit(known)
    assert [fit.relative_error(name) < 0.1 for name in ("r", "alpha")] == [True, True]
    assert [fit.relative_error(name) < 1 for name in ("a", "b")] == [False, False]


def test_lives_of_one_length_are_fitted_by_pareto_nbd() -> None:
    drawn = np.random.default_rng(8)
    some = 1_500
    age = drawn.uniform(80, 120, some)
    until = np.minimum(age, drawn.exponential(80, some))
    x = drawn.poisson(0.12 * until).astype(float)
    last = np.where(x > 0, until * drawn.random(some) ** (1 / np.maximum(x, 1)), 0.0)
    known = summaries(x=x, t_x=last, T=age)
    fit = pareto_nbd.fit(known)
    assert fit.converged
    assert np.isfinite(pareto_nbd.expected(fit, known, within=39)).all()


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e6])
def test_a_fit_does_not_depend_on_the_currency(scale: float) -> None:
    drawn = np.random.default_rng(1)
    x: Floats = 1.0 + drawn.poisson(2, 2_000).astype(np.float64)
    mean = drawn.gamma(2.95 * x) / (drawn.gamma(60, 1 / 900, 2_000) * x)
    fit = gamma_gamma.fit(x=x, mean=mean * scale)
    one = gamma_gamma.fit(x=x, mean=mean)
    assert fit.converged
    assert [fit.parameters[name] for name in ("p", "q")] == pytest.approx(
        [one.parameters["p"], one.parameters["q"]], rel=1e-4
    )
    assert fit.parameters["gamma"] == pytest.approx(one.parameters["gamma"] * scale, rel=1e-4)
