# SPDX-License-Identifier: Apache-2.0
"""The value models against what was published, against slower mathematics, and against worlds whose truth is known."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln

from omotenashi.insight.forecasts import bgnbd, gamma_gamma, nbd, pareto_nbd, survival, value
from omotenashi.insight.forecasts.drawing import draw_bgnbd, draw_pareto_nbd, draw_spend
from omotenashi.insight.forecasts.fitting import Fit
from omotenashi.insight.forecasts.summaries import BadSummaries, Floats, Summaries, compressed, distinct, summaries

BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}
positive = st.floats(0.05, 20)


def fitted(parameters: dict[str, float]) -> Fit:
    """A fit with these parameters, as if it had been made."""
    return Fit(model="", parameters=parameters, errors={}, log_likelihood=0, customers=0, converged=True)


def people(*rows: tuple[float, float, float]) -> Summaries:
    """Customers of (x, t_x, T)."""
    x, last, age = np.array(rows).T
    return summaries(x=x, t_x=last, T=age)


CROWD = people((0, 0, 38.86), (0, 0, 12), (1, 1.71, 38.86), (2, 30.43, 38.86), (7, 29.43, 30), (40, 25, 38), (3, 9, 9))


def test_the_worked_examples_of_the_specification_come_out() -> None:
    some = people((2, 30.43, 38.86), (0, 0, 38.86), (2, 5, 38.86))
    fit = fitted(BG)
    assert bgnbd.p_alive(fit, some).round(4).tolist() == [0.7266, 1.0, 0.1237]
    assert bgnbd.expected(fit, some, within=39).round(3).tolist() == [1.226, 0.195, 0.209]
    assert bgnbd.expected(fit, some, within=52)[0].round(3) == 1.559
    assert value.next_purchase(fit, some).median[0].round(2) == 15.67
    spend = fitted(SPEND)
    assert gamma_gamma.expected_spend(spend, x=np.array([1.0, 7, 2]), mean=np.full(3, 35.0)).round(2).tolist() == [
        35.07,
        35.01,
        35.04,
    ]
    assert round(gamma_gamma.population_mean(spend), 2) == 35.22


@settings(max_examples=25, deadline=None)
@given(r=positive, alpha=positive, a=positive, b=positive)
def test_the_slope_of_bgnbd_is_that_of_its_likelihood(r: float, alpha: float, a: float, b: float) -> None:
    agrees(lambda values: bgnbd.log_likelihood(values, CROWD), (r, alpha, a, b))


@settings(max_examples=25, deadline=None)
@given(r=positive, alpha=positive, s=positive, beta=positive)
def test_the_slope_of_pareto_nbd_is_that_of_its_likelihood(r: float, alpha: float, s: float, beta: float) -> None:
    agrees(lambda values: pareto_nbd.log_likelihood(values, CROWD), (r, alpha, s, beta))


@settings(max_examples=25, deadline=None)
@given(p=positive, q=positive, scale=positive)
def test_the_slope_of_gamma_gamma_is_that_of_its_likelihood(p: float, q: float, scale: float) -> None:
    x, mean = np.array([1.0, 2, 9, 0]), np.array([30.0, 2.5, 11, 0])
    agrees(lambda values: gamma_gamma.log_likelihood(values, x=x, mean=mean), (p, q, scale))


def agrees(likelihood: Callable[[tuple[float, ...]], tuple[float, Floats]], at: tuple[float, ...]) -> None:
    """The gradient equals the difference quotient."""
    level, slope = likelihood(at)
    for place, number in enumerate(at):
        step = number * 1e-5
        above, below = (likelihood((*at[:place], number + move, *at[place + 1 :]))[0] for move in (step, -step))
        assert slope[place] == pytest.approx((above - below) / (2 * step), rel=2e-4, abs=1e-4 * (1 + abs(level)))


@settings(max_examples=25, deadline=None)
@given(
    r=positive,
    alpha=positive,
    s=positive,
    beta=positive,
    x=st.integers(0, 60),
    last=st.floats(0.01, 1),
    T=st.floats(1, 300),
)
def test_pareto_nbd_is_the_integral_it_is_derived_from(
    r: float,
    alpha: float,
    s: float,
    beta: float,
    x: int,
    last: float,
    T: float,  # noqa: N803
) -> None:
    recency = last * T if x else 0.0
    one = people((x, recency, T))
    scale = (r + x) * np.log(alpha + recency) + (s + 1) * np.log(beta + recency)

    def height(u: float) -> float:
        return float(np.exp(scale - (r + x) * np.log(alpha + u) - (s + 1) * np.log(beta + u)))

    points = recency + (T - recency) * np.array([0, 1e-3, 0.01, 0.05, 0.2, 1])
    area = sum(quad(height, a, b, epsabs=0, epsrel=1e-11)[0] for a, b in itertools.pairwise(points))
    alive = np.exp(scale - (r + x) * np.log(alpha + T) - s * np.log(beta + T))
    whole = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) - scale + np.log(alive + s * area)
    assert pareto_nbd.log_likelihood((r, alpha, s, beta), one)[0] == pytest.approx(whole, rel=1e-8, abs=1e-8)
    assert pareto_nbd.p_alive(fitted(dict(zip(pareto_nbd.NAMES, (r, alpha, s, beta), strict=True))), one)[
        0
    ] == pytest.approx(alive / (alive + s * area), rel=1e-7)


@pytest.mark.parametrize(
    ("values", "x", "age", "within"),
    [
        ((0.243, 4.414, 0.793, 2.426), 2, 38.86, 39),
        ((2.0, 10.0, 3.0, 0.5), 0, 20, 50),
        ((0.5, 5.0, 1.5, 30.0), 60, 100, 50),
        ((1.0, 1.0, 12.0, 12.0), 5, 8, 100),
    ],
)
def test_what_is_expected_is_the_mean_of_the_chances(
    values: tuple[float, ...], x: int, age: float, within: float
) -> None:
    fit = fitted(dict(zip(bgnbd.NAMES, values, strict=True)))
    one = people((x, age * 0.9 if x else 0, age))
    chances = bgnbd.chances(fit, one, within=within, most=1_000)[0]
    assert chances.sum() == pytest.approx(1, abs=1e-9)
    assert chances @ np.arange(1_001) == pytest.approx(bgnbd.expected(fit, one, within=within)[0], rel=1e-4)


def test_the_gaps_of_the_closed_forms_are_closed() -> None:
    some = people((0, 0, 30), (3, 12, 30))
    near = [
        bgnbd.expected(fitted({"r": 0.3, "alpha": 5, "a": a, "b": 2}), some, within=20) for a in (0.99999, 1, 1.00001)
    ]
    assert near[1] == pytest.approx((near[0] + near[2]) / 2, rel=1e-6)
    near = [
        pareto_nbd.expected(fitted({"r": 0.3, "alpha": 5, "s": s, "beta": 9}), some, within=20)
        for s in (0.99999, 1, 1.00001)
    ]
    assert near[1] == pytest.approx((near[0] + near[2]) / 2, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60),
    st.sampled_from([1.0, 7.0, 3.3]),
)
def test_customers_counted_are_the_customers_told(rows: list[tuple[int, int, int]], unit: float) -> None:
    told = people(*((x, (last + 1) / unit if x else 0, (last + 1 + more) / unit) for x, last, more in rows))
    short, place = compressed(told)
    assert short.customers == len(rows)
    for name in ("x", "t_x", "T"):
        assert getattr(short, name)[place] == pytest.approx(getattr(told, name), abs=1e-9)
    assert distinct(told).count.tolist() == short.count.tolist()
    assert len({*zip(short.x, short.t_x, short.T, strict=True)}) == len(short)


@pytest.mark.parametrize(
    ("row", "why"),
    [((-1, 0, 5), "whole number"), ((1.5, 1, 5), "whole number"), ((1, 6, 5), "larger than T"), ((1, 0, 5), "above 0"),
     ((0, 2, 5), "must be 0"), ((1, float("nan"), 5), "must be numbers")],
)  # fmt: skip
def test_numbers_that_no_customer_has_are_refused(row: tuple[float, float, float], why: str) -> None:
    with pytest.raises(BadSummaries, match=why):
        people((0, 0, 5), row)


@pytest.mark.parametrize(
    ("draw", "model", "true"),
    [
        (draw_bgnbd, bgnbd, {"r": 0.55, "alpha": 60.0, "a": 0.8, "b": 2.4}),
        (draw_pareto_nbd, pareto_nbd, {"r": 0.55, "alpha": 60.0, "s": 0.6, "beta": 80.0}),
    ],
)
def test_a_drawn_world_gives_its_parameters_back(draw: Any, model: Any, true: dict[str, float]) -> None:
    world = draw(true, customers=8_000, days=730, seed=7, after=365.0, whole_days=True)
    fit = model.fit(world.summaries)
    assert fit.converged
    assert {
        name: abs(fit.parameters[name] - of) < 3.5 * fit.errors[name] for name, of in true.items()
    } == dict.fromkeys(true, True)
    assert fit.log_likelihood > nbd.fit(world.summaries).log_likelihood + 100
    alive = model.p_alive(fit, world.summaries)
    for low, high in ((0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.01)):
        mine = (alive >= low) & (alive < high)
        if model is bgnbd:
            mine &= world.summaries.x > 0
        error = np.sqrt(0.25 / max(mine.sum(), 1))
        assert abs(alive[mine].mean() - world.alive[mine].mean()) < 0.02 + 4 * error
    expected = model.expected(fit, world.summaries, within=365)
    assert expected.sum() == pytest.approx(world.later.sum(), rel=0.06)


def test_four_of_five_customers_lie_within_their_interval() -> None:
    true = {"r": 0.55, "alpha": 20.0, "a": 0.8, "b": 2.4}
    world = draw_bgnbd(true, customers=6_000, days=730, seed=3, after=365.0, whole_days=True)
    fit = bgnbd.fit(world.summaries)
    mean = draw_spend(SPEND, x=world.summaries.x, seed=3)
    spend = gamma_gamma.fit(x=world.summaries.x, mean=mean)
    low, high = value.purchase_interval(fit, world.summaries, within=365, level=0.8)
    # Numbers of purchases are whole and most are zero, so an interval holds more than it must.
    inside = (world.later >= low) & (world.later <= high)
    assert inside.mean() >= 0.8
    often = world.summaries.x > 15
    assert 0.74 < inside[often].mean() < 0.92
    some, paid = world.summaries.every(12), mean[::12]
    bottom, top = value.value_interval(fit, spend, some, mean=paid, within=365, level=0.8)
    middle = bgnbd.expected(fit, some, within=365) * value.expected_spend(spend, some, mean=paid)
    assert (bottom <= top).all()
    # Who has probably left is expected to spend a little, and most likely spends nothing.
    here = (some.x > 15) & (bgnbd.p_alive(fit, some) > 0.5)
    assert (bool(here.sum() > 0), bool((middle <= top)[here].all())) == (True, True)


def test_the_chances_of_each_number_of_purchases_are_those_that_come() -> None:
    world = draw_bgnbd({"r": 0.55, "alpha": 20.0, "a": 0.8, "b": 2.4}, customers=5_000, days=365, seed=5, after=90.0)
    under = np.cumsum(bgnbd.chances(bgnbd.fit(world.summaries), world.summaries, within=90, most=200), axis=1)
    later = np.minimum(world.later, 200).astype(int)
    rows = np.arange(len(later))
    before = np.where(later > 0, under[rows, later - 1], 0)
    place = before + np.random.default_rng(1).random(len(later)) * (under[rows, later] - before)
    # Where what came lies in its distribution is as likely here as there.
    assert (np.histogram(place, bins=10, range=(0, 1))[0] / len(later)).tolist() == pytest.approx([0.1] * 10, abs=0.02)


def test_a_fit_of_many_equals_the_fit_of_each() -> None:
    world = draw_bgnbd(
        {"r": 0.55, "alpha": 60.0, "a": 0.8, "b": 2.4}, customers=60_000, days=365, seed=2, whole_days=True
    )
    many, few = bgnbd.fit(world.summaries), world.summaries
    level, slope = bgnbd.log_likelihood(many.values, few)
    assert many.log_likelihood == pytest.approx(level, rel=1e-12)
    assert np.abs(slope * np.array(many.values) / len(few)).max() < 1e-6


def test_subscribers_are_told_by_survival() -> None:
    time, ended = np.array([4.0, 2, 3, 2, 1]), np.array([False, True, False, False, False])
    steps = survival.kaplan_meier(time=time, ended=ended)
    assert [(step.time, step.at_risk, step.ended, round(step.survival, 4)) for step in steps] == [
        (1, 5, 0, 1.0),
        (2, 4, 1, 0.75),
        (3, 2, 0, 0.75),
        (4, 1, 0, 0.75),
    ]
    lost = [369, 163, 86, 56, 37, 27, 21]
    known = np.repeat(np.arange(1, 9.0), [*lost, 1000 - sum(lost)])
    gone = np.repeat([True] * 7 + [False], [*lost, 1000 - sum(lost)])
    known[known == 8] = 7
    fit = survival.fit(time=known, ended=gone)
    # Fader and Hardie (2007), the Regular customers of their table 1: a = 0.704, b = 1.182.
    assert (round(fit.parameters["a"], 3), round(fit.parameters["b"], 3)) == (0.704, 1.182)
    assert survival.survival(fit, np.array([12.0]))[0] == pytest.approx(0.168, abs=0.01)
