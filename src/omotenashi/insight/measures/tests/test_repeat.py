# SPDX-License-Identifier: Apache-2.0
"""Worked numbers: who comes back, who stays, who leaves, and after how many days."""

from datetime import date

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.asking import ask, behind, rounded


def f2_of(shop: Tables, **values: str) -> dict[int, tuple[int, int, float | None]]:
    """days → (numerator, denominator, percent)."""
    return {
        row["days"]: (row["repeaters"], row["customers"], rounded(row["pct"])) for row in ask("f2", shop, **values).rows
    }


def test_f2_counts_only_customers_observed_long_enough(shop: Tables) -> None:
    found = f2_of(shop)

    assert {days: found[days] for days in (30, 60, 90, 180, 270, 360)} == {
        30: (1, 7, 14.29),
        60: (3, 7, 42.86),
        90: (3, 7, 42.86),
        180: (3, 6, 50.0),
        270: (3, 5, 60.0),
        360: (0, 0, None),
    }


def test_f2_with_same_day_orders_counted_apart(shop: Tables) -> None:
    assert f2_of(shop, days="30", same_day="separate") == {30: (2, 7, 28.57)}


def test_f2_with_young_customers_is_pulled_down(shop: Tables) -> None:
    assert f2_of(shop, days="30", young="include") == {30: (2, 8, 25.0)}


def test_f2_from_the_first_purchase_of_a_product(shop: Tables) -> None:
    assert f2_of(shop, days="60", base_product="B") == {60: (1, 3, 33.33)}
    assert ask("f2", shop, days="60", base_product="B").population["new"] == 4
    assert behind("f2", shop, {"days": "60", "part": "repeaters"}, base_product="B") == [3]


def test_f2_by_first_channel_adds_up_to_all(shop: Tables) -> None:
    found = ask("f2", shop, days="30", by="channel").rows

    assert [(row["group"], row["repeaters"], row["customers"]) for row in found] == [
        ("EC", 1, 4),
        ("STORE", 0, 3),
    ]


def test_f2_of_a_period_takes_the_customers_who_began_in_it(shop: Tables) -> None:
    assert f2_of(shop, days="60", **{"from": "2025-01-01", "to": "2025-01-31"}) == {60: (2, 3, 66.67)}


def test_residual_and_conversion_rates_have_two_denominators(shop: Tables) -> None:
    found = ask("fn", shop).rows

    assert {row["n"]: row["reached"] for row in found} == {1: 8, 2: 5, 3: 2, 4: 1}
    assert {row["n"]: row["residual_pct"] for row in found} == {1: 100, 2: 62.5, 3: 25, 4: 12.5}
    assert {row["n"]: row["conversion_pct"] for row in found} == {1: None, 2: 62.5, 3: 40, 4: 50}


def test_rates_within_days_leave_young_customers_out(shop: Tables) -> None:
    found = ask("fn", shop, within="60").rows

    assert [(row["n"], row["reached"]) for row in found] == [(1, 7), (2, 3)]


def test_retention_is_another_name_of_fn(shop: Tables) -> None:
    assert ask("retention", shop).rows == ask("fn", shop).rows


@pytest.mark.parametrize(
    ("day", "churned", "customers", "pct"),
    [
        (date(2025, 12, 31), [1, 2, 3, 4], 8, 50.0),
        (date(2025, 10, 31), [2, 3, 4, 5], 7, 57.14),
    ],
)
def test_a_later_purchase_revives_a_churned_customer(
    shop: Tables, day: date, churned: list[int], customers: int, pct: float
) -> None:
    found = ask("churn", shop, as_of=day).population

    assert behind("churn", shop, {"part": "churned"}, as_of=day) == churned
    assert (found["customers"], rounded(found["pct"])) == (customers, pct)


def test_the_flow_keeps_the_undecided_apart(shop: Tables) -> None:
    parts = ("continued", "churned", "undecided")
    found = {n: [behind("flow", shop, {"n": str(n), "part": part}) for part in parts] for n in range(1, 5)}

    assert found == {
        1: [[1, 3, 5, 6, 7], [2, 4], [8]],
        2: [[1, 6], [3], [5, 7]],
        3: [[6], [1], []],
        4: [[], [], [6]],
    }
    assert [row["reached"] for row in ask("flow", shop).rows] == [8, 5, 2, 1]


def test_the_days_to_the_second_purchase(shop: Tables) -> None:
    found = ask("interval", shop)

    assert [(row["low"], row["high"], row["gaps"]) for row in found.rows] == [
        (1, 30, 2),
        (31, 60, 2),
        (241, 270, 1),
    ]
    total = found.population
    assert (total["people"], total["of_customers"]) == (5, 8)
    assert (total["median"], rounded(total["mean"])) == (36, 80.2)
    assert (total["low"], total["high"]) == (1, 30)


def test_all_gaps_between_purchases(shop: Tables) -> None:
    total = ask("interval", shop, gaps="all").population

    assert (total["gaps"], total["median"]) == (8, 60.0)
    # Nine of ten gaps of 10, 30, 36, 60, 60, 60, 131, 265 are not longer: between the 7th and 8th.
    assert rounded(total["p90"]) == 171.2
