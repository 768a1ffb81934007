# SPDX-License-Identifier: Apache-2.0
"""Whole nights: who wins on worlds whose truth is known, how often intervals hold, and what is proposed."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.insight.demand import judging, ordering
from omotenashi.insight.demand.nightly import COLUMNS, Shelf, laid_out, night
from omotenashi.insight.demand.ordering import Terms
from omotenashi.insight.demand.tests.worlds import by_hand, drawn

TERMS = {"": (2, 7, 95), "DC": (14, 7, 95)}
BARE = Shelf(levels={}, gaps=(), serves={}, terms=TERMS, warehouse="DC")


def terms(lead: int, review: int, service: int, places: int = 1) -> Terms:
    return Terms(**{name: np.full(places, n) for name, n in (("lead", lead), ("review", review), ("service", service))})


def test_a_world_with_seasons_is_foretold_with_them_and_its_intervals_hold() -> None:
    sold, rates = drawn(skus=60, days=700)
    found = night(sold, shelf=BARE, as_of=date(2026, 1, 1), tick=lambda *_how_far: None)
    assert found.contest is not None
    assert found.record is not None
    assert found.needs is not None
    marks = found.contest.marks
    assert next(iter(marks)) in ("seasonal", "recent_seasonal")
    wrong = {name: one["squared"] or 0.0 for name, one in marks.items()}
    assert wrong["seasonal"] < 0.8 * wrong["weekday"] < wrong["naive"]
    held = [one.coverage_month for one in found.contest.verdicts.values() if one.series >= 30 and one.coverage_month]
    assert all(0.74 <= one <= 0.99 for one in held)
    assert held
    # The truth of the next week, place by place, is met within a tenth.
    shops = found.record.place > 0
    day = sold.days + np.arange(7)
    year = 1 + 0.6 * np.sin(2 * np.pi * day[None, :] / 364 + np.arange(4)[:, None])
    truth = (rates[found.record.sku, found.record.place] * year.sum(axis=1)[found.record.sku % 4])[shops].sum()
    assert float(found.needs.weeks[shops, 0].sum() / truth) == pytest.approx(1, abs=0.1)


def test_always_zero_never_serves_though_its_mean_error_is_the_smallest() -> None:
    sold, _rates = drawn(skus=60, days=300, mean=0.05)
    record, _skus, _places = laid_out(sold, BARE)
    contest = judging.compared(record)
    smallest = min(contest.marks, key=lambda name: contest.marks[name]["wape"] or 0)
    assert (smallest, "zero" in {one.winner for one in contest.verdicts.values()}) == ("zero", False)


def test_the_baseline_serves_where_nothing_is_better_beyond_chance() -> None:
    sold, _rates = drawn(skus=20, days=200, season=0)
    contest = judging.compared(laid_out(sold, BARE)[0])
    assert {one.winner for one in contest.verdicts.values()} == {"weekday"}
    assert contest.origins == [88, 116, 144, 172]


def test_a_record_that_is_too_short_or_too_thin_is_refused_without_rows() -> None:
    sold, _rates = drawn(skus=20, days=60)
    found = night(sold, shelf=BARE, as_of=date(2026, 1, 1), tick=lambda *_how_far: None)
    assert (found.refused, list(found.rows())) == ("too_short", [])
    thin, _rates = drawn(skus=1, days=200, mean=0.01, seed=4)
    assert night(thin, shelf=BARE, as_of=date(2026, 1, 1), tick=lambda *_how_far: None).refused == "too_few"


def test_an_order_by_hand() -> None:
    # One a day without any doubt but chance: nine days bring 9, in 95 of 100 cases no more than 14 (Poisson).
    # 3 free and 2 on their way: sold out on the sixth day; an order of 14 + 7 − 5 = 16.
    found = ordering.needs(
        forecast=np.ones((1, 91)), spread=np.zeros(1), free=np.array([3]), coming=np.array([2]), sku=np.zeros(1, int),
        place=np.zeros(1, int), terms=terms(2, 7, 95), warehouse=-1,
    )  # fmt: skip
    assert (found.expected.tolist(), found.reorder_point.tolist(), found.target.tolist()) == ([9.0], [14], [21])
    assert (found.wanted.tolist(), found.quantity.tolist(), found.out_in.tolist()) == ([16], [16], [5])
    assert found.risk.tolist() == pytest.approx([1 - 0.1157], abs=1e-4)


def test_what_is_enough_is_not_ordered_and_lasts() -> None:
    found = ordering.needs(
        forecast=np.ones((1, 91)), spread=np.zeros(1), free=np.array([14]), coming=np.array([90]), sku=np.zeros(1, int),
        place=np.zeros(1, int), terms=terms(2, 7, 95), warehouse=-1,
    )  # fmt: skip
    assert (found.wanted.tolist(), found.out_in.tolist()) == ([0], [-1])


def test_the_warehouse_gives_to_whom_would_run_out_first_and_orders_for_the_chain() -> None:
    # The warehouse (0) sells nothing itself and has 5. Both shops sell one a day: one has nothing left, one has 3.
    found = ordering.needs(
        forecast=np.array([np.zeros(91), np.ones(91), np.ones(91)]), spread=np.zeros(3), free=np.array([5, 3, 0]),
        coming=np.zeros(3, int), sku=np.zeros(3, int), place=np.arange(3), terms=terms(2, 7, 95, 3), warehouse=0,
    )  # fmt: skip
    assert (found.wanted.tolist(), found.quantity.tolist()) == ([31, 18, 21], [31, 0, 5])
    # Two a day in the chain, 8 held: nine days bring 18, in 95 of 100 cases no more than 25, and 14 till the next look.
    assert (found.expected.tolist()[0], found.reorder_point.tolist()[0], found.held.tolist()[0]) == (18.0, 25, 8)


@settings(max_examples=25, deadline=None)
@given(
    wanted=st.lists(st.integers(0, 9), min_size=1, max_size=9), there=st.integers(0, 30), own=st.integers(0, 9),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_the_warehouse_never_gives_more_than_it_has_nor_more_than_is_wanted(
    wanted: list[int], there: int, own: int, seed: int
) -> None:
    asked = np.array([0, *wanted])
    chain, sku = np.arange(len(asked)) == 0, np.zeros(len(asked), int)
    risk = np.random.default_rng(seed).random(len(asked))
    free, kept = np.where(chain, there, 0), np.where(chain, own, 0)
    found = ordering.given(asked, risk, sku=sku, chain=chain, free=free, own=kept)
    assert found.sum() == min(max(there - own, 0), asked.sum())
    assert (found <= asked).all()


def test_what_an_online_shop_sells_is_asked_of_its_warehouse_and_closed_shops_ask_for_nothing() -> None:
    sold, _rates = drawn(skus=10, days=200)
    shelf = Shelf(
        levels={("K0001", "S2"): (4, 1)},
        gaps=(),
        serves={"S1": "DC", "S2": "S2", "DC": ""},
        terms=TERMS,
        warehouse="DC",
    )
    found = night(sold, shelf=shelf, as_of=date(2026, 1, 1), tick=lambda *_how_far: None)
    assert found.places == ["DC", "S2"]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in found.rows()]
    [mine] = [row for row in rows if (row["sku"], row["place"]) == ("K0001", "S2")]
    assert (mine["free"], mine["coming"], mine["held"], mine["source"], mine["lead_days"]) == (4, 1, 5, "DC", 2)
    [whole] = [row for row in rows if (row["sku"], row["place"]) == ("K0001", "DC")]
    assert (whole["source"], whole["lead_days"], whole["held"]) == ("", 14, 5)


def test_days_without_stock_raise_the_forecast_of_who_had_none() -> None:
    sold, _rates = drawn(skus=20, days=200, seed=3, season=0)
    gone = (sold.sku == 0) & (sold.place == 1) & (sold.day >= 150)
    parts = {name: getattr(sold, name)[~gone] for name in ("sku", "place", "day", "quantity")}
    thinned = type(sold)(
        skus=sold.skus, kinds=sold.kinds, places=sold.places, first=sold.first, days=sold.days, **parts
    )
    gap = ("K0000", "S1", sold.first + timedelta(days=150), sold.first + timedelta(days=199))
    nights = [
        night(thinned, shelf=Shelf(levels={}, gaps=gaps, serves={}, terms=TERMS, warehouse="DC"),
              as_of=date(2026, 1, 1), tick=lambda *_how_far: None)
        for gaps in ((), (gap,))
    ]  # fmt: skip
    naive, honest = (
        next(row for row in one.rows() if row[:2] == ("K0000", "S1"))[list(COLUMNS).index("weeks")][0] for one in nights
    )
    assert honest > 1.1 * naive


def test_classes_are_told_by_how_often_something_sells() -> None:
    record = by_hand(dict.fromkeys(range(100), 1.0), dict.fromkeys(range(0, 100, 5), 1.0), {3: 1.0}, days=100, places=1)
    assert judging.classes(record).tolist() == [0, 1, 2]
