# SPDX-License-Identifier: Apache-2.0
"""Worked numbers: what customers are worth, in five honest definitions and over time."""

from typing import Any

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.asking import ask, behind, rounded
from omotenashi.insight.measures.tests.fixture_a import AS_OF, order, tables_of


def test_the_purchase_total(shop: Tables) -> None:
    total = ask("sales", shop).population

    assert (total["orders"], total["amount"]) == (17, 86500)


@pytest.mark.parametrize(
    ("toggles", "total", "ltv"),
    [
        ({}, 47000, 6714.29),
        ({"amount": "margin"}, 28200, 4028.57),
        ({"tax": "excl"}, 42733, 6104.71),
        ({"returns": "ignore"}, 49000, 7000.0),
        ({"points": "after"}, 46500, 6642.86),
    ],
)
def test_five_honest_definitions_of_ltv_within_90_days(
    shop: Tables, toggles: dict[str, str], total: int, ltv: float
) -> None:
    (row,) = ask("ltv", shop, days="90", **toggles).rows

    assert (row["customers"], row["sum"], rounded(row["ltv"])) == (7, total, ltv)


def test_the_ltv_curve_knows_only_mature_customers(shop: Tables) -> None:
    rows = ask("ltv-curve", shop, by="none", days="30,60,90,180,270,360").rows

    assert [(row["days"], row["sum"], row["customers"], rounded(row["ltv"])) for row in rows] == [
        (30, 40500, 7, 5785.71),
        (60, 47000, 7, 6714.29),
        (90, 47000, 7, 6714.29),
        (180, 57000, 6, 9500.0),
        (270, 55000, 5, 11000.0),
        (360, None, 0, None),
    ]


def test_the_curves_of_the_channels_add_up(shop: Tables) -> None:
    rows = ask("ltv-curve", shop, days="60").rows

    assert [(row["group"], row["customers"], row["sum"]) for row in rows] == [
        ("EC", 4, 23500),
        ("STORE", 3, 23500),
    ]


def test_the_cohort_table_greys_a_month_whose_youngest_member_is_too_young(shop: Tables) -> None:
    cohorts: dict[str, dict[Any, Any]] = {}
    for row in ask("ltv-table", shop, days="30,60,90,180").rows:
        cell = [rounded(row["ltv"]), rounded(row["pct"])] if row["mature"] else None
        cohorts.setdefault(row["cohort"], {"new": row["customers"]})[row["days"]] = cell

    assert cohorts == {
        "2025-01": {"new": 3, 30: [7666.67, 33.33], 60: [9000.0, 66.67], 90: [9000.0, 66.67],
                    180: [11666.67, 66.67]},
        "2025-03": {"new": 2, 30: [5500.0, 0.0], 60: [5500.0, 0.0], 90: [5500.0, 0.0],
                    180: [5500.0, 0.0]},
        "2025-07": {"new": 1, 30: [2000.0, 0.0], 60: [4500.0, 100.0], 90: [4500.0, 100.0],
                    180: None},
        "2025-10": {"new": 1, 30: [4500.0, 0.0], 60: [4500.0, 0.0], 90: None, 180: None},
        "2025-12": {"new": 1, 30: None, 60: None, 90: None, 180: None},
    }  # fmt: skip


def test_the_medium_of_a_customer_is_that_of_the_first_valid_order(shop: Tables) -> None:
    rows = ask("ltv", shop, days="0", by="medium").rows

    assert [(row["group"], row["sum"], rounded(row["ltv"])) for row in rows] == [
        ("", 15500, 7750.0),
        ("FL02", 35000, 11666.67),
        ("TV01", 36000, 12000.0),
    ]
    assert behind("ltv", shop, {"group": ""}, days="0", by="medium") == [6, 8]


def test_customers_of_two_channels(shop: Tables) -> None:
    found = ask("cross-use", shop)
    total = found.population

    assert (total["active"], total["two_or_more"], total["pct"]) == (8, 3, 37.5)
    assert rounded(total["amount_share_pct"]) == 53.18
    several = [row["combo"] for row in found.rows if row["channels"] > 1]
    people = [person for combo in several for person in behind("cross-use", shop, {"combo": combo})]
    assert sorted(people) == [1, 6, 7]


def test_a_channel_group_makes_line_a_part_of_ec(shop: Tables) -> None:
    rows = ask("cross-use", shop, groups="LINE=EC").rows

    assert [(row["combo"], row["customers"]) for row in rows] == [
        ("EC+STORE", 3),
        ("STORE", 3),
        ("EC", 2),
    ]


def test_purchases_in_the_shop_after_one_in_ec(shop: Tables) -> None:
    cell = {"source": "EC", "target": "STORE"}
    short = {(row["source"], row["target"]): row for row in ask("channel-flow", shop, touch="purchase").rows}
    long = {(row["source"], row["target"]): row for row in ask("channel-flow", shop, touch="purchase", days="30").rows}

    # O16 came ten days after O15, O02 thirty days after O01; nobody went from the shop to EC.
    assert {pair: (row["orders"], row["amount"]) for pair, row in short.items()} == {("EC", "STORE"): (1, 7000)}
    assert {pair: (row["orders"], row["amount"]) for pair, row in long.items()} == {("EC", "STORE"): (2, 13000)}
    assert behind("channel-flow", shop, cell, touch="purchase") == [7]
    assert behind("channel-flow", shop, cell, touch="purchase", days="30") == [1, 7]


def test_new_and_returning_customers_of_a_month(shop: Tables) -> None:
    rows = {row["month"]: row for row in ask("new-repeat", shop).rows}
    december = rows["2025-12"]

    assert (december["new"], december["returning"]) == (1, 1)
    assert (december["new_amount"], december["returning_amount"]) == (16000, 3500)
    assert sum(row["new"] for row in rows.values()) == 8


def test_the_tree_is_an_exact_product(shop: Tables) -> None:
    total = ask("kpi-tree", shop, days="180").population

    assert (total["customers"], total["ltv"]) == (6, 9500.0)
    assert rounded(total["price"] * total["frequency"] * total["retention"]) == 9500.0
    assert (total["purchases_per_active"], total["active"], total["new"]) == (1.75, 4, 2)


def test_the_tree_tells_how_it_was_on_an_earlier_day(shop: Tables) -> None:
    then = ask("kpi-tree", shop, days="60", as_of=AS_OF.replace(month=6, day=30)).population
    now = ask("kpi-tree", shop, days="60", against="2025-06-30").population

    assert {name: now[f"{name}_before"] for name in ("customers", "ltv", "active", "new", "sales")} == {
        name: then[name] for name in ("customers", "ltv", "active", "new", "sales")
    }


def test_a_return_of_an_unknown_order_is_deducted_on_its_own_day() -> None:
    orders = [order(key=1, node=1, day=AS_OF.replace(month=1), gross=5000)]
    back = {"ret": 1, "order": None, "node": 101, "number": "R1", "day": AS_OF.replace(month=3),
            "channel": "EC", "location": None, "amount": 1000, "tax": 90, "cost": 400}  # fmt: skip
    found = tables_of(orders, returns=[back])

    assert [(row["period"], row["amount"]) for row in ask("sales", found).rows] == [
        ("2025-01", 5000),
        ("2025-03", -1000),
    ]
    (row,) = ask("customers", found).rows
    assert (row["purchases"], row["amount"], row["last_day"]) == (1, 4000, AS_OF.replace(month=1))
    assert ask("customers", found, tax="excl").rows[0]["amount"] == 5000 - 454 - (1000 - 90)
    assert ask("customers", found, returns="ignore").rows[0]["amount"] == 5000


def test_a_receipt_that_nobody_claimed_is_sold_but_to_no_customer(shop: Tables) -> None:
    found = tables_of([order(key=1, node=0, day=AS_OF, gross=3000), order(key=2, node=1, day=AS_OF, gross=2000)])
    total = ask("sales", found).population

    assert (total["orders"], total["customers"]) == (2, 1)
    assert (total["amount"], total["anonymous"]) == (5000, 3000)


def test_an_order_of_amount_0_is_no_purchase_unless_one_says_so() -> None:
    found = tables_of(
        [order(key=1, node=1, day=AS_OF.replace(month=1), gross=0),
         order(key=2, node=1, day=AS_OF, gross=2000)]
    )  # fmt: skip

    assert ask("fn", found).population["purchases"] == 1
    assert ask("fn", found, zero="include").population["purchases"] == 2
