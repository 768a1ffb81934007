# SPDX-License-Identifier: Apache-2.0
"""定期解約理由: the reasons add up to the cancelled contracts, and who cancelled stands behind them."""

from dataclasses import replace
from datetime import date

import ibis
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import table
from omotenashi.insight.measures.tests.touches import contract, fixture_with_touches

CONTRACTS = """
1 1 4 2025-08-11 TV01 A 価格
2 2 2 2025-09-01 TV01 A 価格
3 3 3 2025-09-20 FL02 B 余っている
4 2 1 2025-09-21 FL02 B 価格
5 7 1 2025-09-30 -    B -
6 8 1 -          -    B -
"""


@pytest.fixture
def shop() -> Tables:
    """Five cancelled contracts, one without a reason; customer 2 cancelled two for the same; one goes on."""
    rows = [contract(text) for text in CONTRACTS.strip().splitlines()]
    return replace(fixture_with_touches(), subscriptions=ibis.memtable(table("subscriptions", rows)))


def test_each_reason_says_how_many_contracts_and_customers(shop: Tables) -> None:
    found = ask("subscription-ends", shop)

    assert [(row["reason"], row["contracts"], row["pct"], row["customers"]) for row in found.rows] == [
        ("価格", 3, 60.0, 2), ("", 1, 20.0, 1), ("余っている", 1, 20.0, 1),
    ]  # fmt: skip
    assert (found.population["contracts"], found.population["told"], found.population["pct"]) == (5, 4, 80.0)
    assert behind("subscription-ends", shop, {"group": "", "reason": "価格"}) == [1, 2]


def test_deliveries_and_days_are_means_until_the_end(shop: Tables) -> None:
    row = ask("subscription-ends", shop, product="A").rows[0]

    # Four and two deliveries; 2025-06-01 to 08-11 and to 09-01.
    assert (row["deliveries"], row["days"]) == (3.0, (71 + 92) / 2)


def test_by_month_of_the_end_and_by_product_they_add_up(shop: Tables) -> None:
    months = ask("subscription-ends", shop, by="month").rows
    products = ask("subscription-ends", shop, by="product").rows

    assert [(row["group"], row["reason"], row["contracts"]) for row in months if row["group"] == "2025-08"] == [
        ("2025-08", "価格", 1)
    ]
    assert sum(row["contracts"] for row in months) == sum(row["contracts"] for row in products) == 5
    assert sum(row["pct"] for row in products if row["group"] == "B") == pytest.approx(100)


def test_a_past_day_knows_no_later_end(shop: Tables) -> None:
    assert ask("subscription-ends", shop, as_of=date(2025, 8, 31)).population["contracts"] == 1


def test_every_number_opens_as_many_people(shop: Tables) -> None:
    assert cells_that_differ("subscription-ends", shop, at_most=6, by="product") == []
