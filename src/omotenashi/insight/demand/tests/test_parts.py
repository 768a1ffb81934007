# SPDX-License-Identifier: Apache-2.0
"""The parts of a forecast on records small enough to be worked by hand."""

import numpy as np
import pytest

from omotenashi.insight.demand import judging, levels, season, seldom
from omotenashi.insight.demand.methods import METHODS, Known
from omotenashi.insight.demand.record import of_rows
from omotenashi.insight.demand.tests.worlds import by_hand, drawn


def test_sba_and_tsb_by_hand() -> None:
    # Five days, 2 pieces on the first and 4 on the fourth: mean size 3, gap 2.5, chance 0.4 to begin with.
    # Size 3 → 2.9 → 3.01; gap 2.5 → 2.35 → 2.415; chance 0.4 → 0.43 → 0.43·0.95² + 0.05·(1 − …) = 0.41867 → ·0.95.
    found = seldom.rates(by_hand({0: 2, 3: 4}, days=5))
    assert found["sba"].tolist() == pytest.approx([0.95 * 3.01 / 2.415])
    assert found["tsb"].tolist() == pytest.approx([0.41867125 * 0.95 * 3.01])


def test_a_day_without_stock_is_no_day_of_waiting() -> None:
    whole, gap = by_hand({0: 2, 2: 4}, days=4), by_hand({0: 2, 3: 4}, days=5, out=((0, 1, 1),))
    assert seldom.rates(gap)["tsb"].tolist() == seldom.rates(whole)["tsb"].tolist()
    assert seldom.rates(gap)["sba"].tolist() == seldom.rates(whole)["sba"].tolist()


def test_half_the_days_without_stock_do_not_halve_the_level() -> None:
    # One piece a day while there was some: 1 a day, not 1/2.
    record = by_hand(dict.fromkeys(range(50), 1.0), days=100, out=((0, 50, 99),))
    flat = np.ones((1, season.WEEKS))
    found = levels.levels(record, weekday=np.ones((1, 7)), year=flat, half_life=1e9)
    assert found.tolist() == pytest.approx([1.0])
    assert record.open_days(0).tolist() == [50.0]


def test_a_sale_on_a_day_the_ledger_calls_empty_counts() -> None:
    record = by_hand({3: 2.0}, days=10, out=((0, 0, 9),))
    assert (record.out_day.tolist(), record.open_days(0).tolist()) == ([0, 1, 2, 4, 5, 6, 7, 8, 9], [1.0])


def test_a_thin_series_leans_on_its_group_by_hand() -> None:
    # The group says 2 a day. Expected 20 and 20, counted 30 and 10: excess (100 − 20)·2 = 160 of 800, shape 5.
    found = levels.posterior(np.array([2.0, 2.0]), np.array([30.0, 10.0]), np.array([10.0, 10.0]))
    assert found.tolist() == pytest.approx([2 * 35 / 25, 2 * 15 / 25])


def test_the_error_of_last_week_by_hand() -> None:
    # Days 0 … 13: one piece on day 0, three on day 7. |3 − 1| on day 7, nothing else differs: 2 in seven days.
    assert judging.naive_error(by_hand({0: 1, 7: 3}, days=14)).tolist() == pytest.approx([2 / 7])
    # Sold on day 3 and not on day 10: that is a difference too.
    assert judging.naive_error(by_hand({3: 4}, days=14)).tolist() == pytest.approx([4 / 7])


def test_as_last_week_says_last_week_again() -> None:
    found = METHODS["naive"](Known(by_hand({8: 5, 13: 2}, days=14)), 9)
    assert found.tolist() == [[0, 5, 0, 0, 0, 0, 2, 0, 5]]


def test_weekdays_are_the_own_ones_of_who_sells_and_the_shared_ones_of_who_does_not() -> None:
    # 70 weeks; the first sells 20 on Saturdays only, the second nothing yet.
    often = {day: 20.0 for day in range(490) if day % 7 == 5}
    found = season.weekdays(by_hand(often, {}, days=490))
    assert found[0].argmax() == 5
    assert found[0, 5] > 6.5
    assert found[1].argmax() == 5
    assert found.mean(axis=1).tolist() == pytest.approx([1, 1])


def test_without_a_year_there_is_no_season_and_with_one_there_is() -> None:
    assert season.year(by_hand({0: 1}, days=363)).tolist() == [[1.0] * 52]
    # Everything is sold in the 26 weeks that come next.
    busy = {day: 30.0 for day in range(364) if day < 182}
    found = season.year(by_hand(busy, days=364))[0]
    assert (found[5:20].min() > 1.8, found[30:48].max() < 0.2) == (True, True)
    assert float(found.mean()) == pytest.approx(1)


def test_growth_is_no_season() -> None:
    # A year sells twice the one before, evenly: every week is alike but for the growth within it.
    for days in (728, 500):
        found = season.year(by_hand({day: 10.0 * 2 ** (day / 364) for day in range(days)}, days=days))[0]
        assert (found.max() < 1.06, found.min() > 0.94) == (True, True)


def test_the_order_of_rows_and_cut_by_series_change_nothing() -> None:
    sold, _rates = drawn(skus=8, days=200)
    by = np.random.default_rng(2).permutation(len(sold))
    kinds, parts = np.zeros(8, dtype=np.int64), (slice(None), by)
    one, other = (
        of_rows(
            keys=(sold.sku[cut], sold.place[cut], sold.day[cut]), quantity=sold.quantity[cut], days=200, weekday=0,
            kinds=kinds, places=3,
        )[0]
        for cut in parts
    )  # fmt: skip
    forecasts = [METHODS["weekday"](Known(record), 14).tolist() for record in (one, other)]
    assert forecasts[0] == forecasts[1]
    some = one.some(np.array([2, 5]))
    table = one.table(150, 30)[0]
    assert some.table(150, 30)[0].tolist() == table[[2, 5]].tolist()


def test_what_is_known_later_is_not_known_before() -> None:
    record = by_hand({0: 1, 9: 7}, days=10, out=((0, 4, 6),))
    past = record.until(6)
    assert (past.days, past.quantity.tolist(), past.out_day.tolist()) == (6, [1.0], [4, 5])
