# SPDX-License-Identifier: Apache-2.0
"""Counts: worked by hand for mean 2 and spread 1/2 (size 2, chance 1/2), against scipy, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from omotenashi.insight.demand import counts

MEANS, SPREADS = st.floats(0.01, 300), st.floats(0.001, 4)


def one(mean: float) -> np.ndarray:
    return np.array([mean])


def test_quantiles_by_hand() -> None:
    # 0: 1/4, 1: 1/4, 2: 3/16, 3: 1/8, 4: 5/64, 5: 3/64, 6: 7/256.
    found = [int(counts.quantile(one(2.0), 0.5, part)[0]) for part in (0.25, 0.5, 0.8, 0.9, 0.95)]
    assert found == [0, 1, 3, 5, 6]


def test_the_chance_of_no_more_by_hand() -> None:
    found = [float(counts.at_most(np.array([n]), one(2.0), 0.5)[0]) for n in (-1, 0, 1, 2, 3)]
    assert found == pytest.approx([0, 1 / 4, 1 / 2, 11 / 16, 13 / 16])


def test_what_will_be_missing_by_hand() -> None:
    # One more held is missing less by the chance that it is asked for: 2, 2 − 3/4, 2 − 3/4 − 1/2.
    found = [float(counts.missing(np.array([n]), one(2.0), 0.5)[0]) for n in (-3, 0, 1, 2)]
    assert found == pytest.approx([2, 2, 1.25, 0.75])


def test_the_spread_of_errors_by_hand() -> None:
    # Errors 3 and −1 about 2: (9 − 2) + (1 − 2) = 6 of 2² + 2² = 8; narrower than chance is 0.
    assert counts.spread_of(np.array([5.0, 1.0]), np.array([2.0, 2.0])) == pytest.approx(0.75)
    assert counts.spread_of(np.array([2.0, 2.0]), np.array([2.0, 2.0])) == 0.0


@settings(max_examples=25, deadline=None)
@given(mean=MEANS, spread=SPREADS, part=st.sampled_from([0.1, 0.5, 0.9, 0.95]))
def test_a_quantile_is_the_smallest_count_that_is_enough_as_scipy_says(mean: float, spread: float, part: float) -> None:
    found = int(counts.quantile(one(mean), spread, part)[0])
    size = 1 / spread
    exact = nbinom.cdf([found - 1, found], size, size / (size + mean))
    assert exact[0] < part + 1e-9
    assert exact[1] > part - 1e-9
    assert float(counts.at_most(np.array([found]), one(mean), spread)[0]) == pytest.approx(float(exact[1]), abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(mean=MEANS, spread=SPREADS, held=st.integers(0, 60))
def test_more_held_is_never_more_missing(mean: float, spread: float, held: int) -> None:
    less, more = (float(counts.missing(np.array([n]), one(mean), spread)[0]) for n in (held, held + 1))
    assert (more <= less + 1e-9, more >= less - 1 - 1e-9) == (True, True)


def test_large_counts_are_those_of_scipy() -> None:
    size = 1 / 0.02
    assert int(counts.quantile(one(5_000.0), 0.02, 0.9)[0]) == int(nbinom.ppf(0.9, size, size / (size + 5_000)))
