# SPDX-License-Identifier: Apache-2.0
"""How many people an experiment needs: against the numbers of textbooks, and against experiments that were drawn."""

import numpy as np
import pytest

from omotenashi.insight.forecasts.incremental import Sample, of_shares
from omotenashi.insight.forecasts.sizing import Before, before, needed, visible


def test_shares_need_as_many_people_as_the_textbook_says() -> None:
    # Fleiss, Levin and Paik without correction for continuity: 10 % against 15 % needs 683 to 686 people in each group.
    found = needed(Before(0.10, 0.09, is_share=True), more=0.05, control=0.5)
    assert (found or 0) // 2 == 683


def test_means_need_sixteen_variances_by_squared_difference_in_each_group() -> None:
    # The rule of Lehr: 16 σ² / δ² in each group, 15.7 to be exact.
    assert needed(Before(100.0, 400.0), more=5.0, control=0.5) == 2 * round(15.698 * 400 / 25) + 1


@pytest.mark.parametrize("measure", ["buyers", "sales"])
def test_what_is_visible_with_so_many_people_needs_so_many_people(measure: str) -> None:
    base = before(Sample(people=1000, total=50_000, squares=60_000_000, buyers=80), measure)
    least = visible(base, people=5_000, control=0.2)
    assert least is not None
    assert needed(base, more=least, control=0.2) == pytest.approx(5_000, abs=2)


def test_groups_of_fewer_than_thirty_say_nothing() -> None:
    base = Before(0.1, 0.09, is_share=True)
    assert (visible(base, people=200, control=0.1), needed(Before(0, 0), more=1, control=0.5)) == (None, None)
    assert needed(base, more=0.9, control=0.1) == 300


def test_four_experiments_of_five_find_a_difference_of_this_size() -> None:
    base, control, people = Before(0.10, 0.09, is_share=True), 0.3, 3_000
    more = visible(base, people=people, control=control) or 0
    rng = np.random.default_rng(7)
    kept = int(people * control)
    sure = 0
    for _ in range(600):
        few, many = rng.binomial(kept, base.mean), rng.binomial(people - kept, base.mean + more)
        told = of_shares(Sample(people - kept, many, many, int(many)), Sample(kept, few, few, int(few)))
        sure += told is not None and told.verdict == "more"
    assert sure / 600 == pytest.approx(0.8, abs=0.05)
