# SPDX-License-Identifier: Apache-2.0
"""定期継続率: the worked example of analyses.md 4.5, survival and value by hand and by plain SQL."""

from datetime import date

import duckdb
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ, rounded
from omotenashi.insight.measures.tests.touches import fixture_with_touches


@pytest.fixture
def shop() -> Tables:
    """Five contracts: D4 is paused, D5 young, D2 cancelled after its second delivery."""
    return fixture_with_touches()


def test_the_worked_example_is_reproduced(shop: Tables) -> None:
    found = ask("subscription", shop)
    rates = ("shipped", "cancelled", "undecided", "pct", "simple_pct")

    assert [tuple(rounded(row[name]) for name in rates) for row in found.rows] == [
        (5, 0, 0, 100.0, 100.0), (4, 0, 1, 100.0, 80.0), (2, 1, 2, 66.67, 40.0), (1, 1, 3, 50.0, 20.0),
    ]  # fmt: skip
    assert found.population == {"contracts": 5, "active": 4, "ended": 1, "pct": 80.0, "customers": 5}


def test_paused_and_young_contracts_are_undecided_and_grey_where_they_are_most(shop: Tables) -> None:
    found = ask("subscription", shop).rows

    assert behind("subscription", shop, {"group": "", "cycle": "3", "part": "waiting"}) == [4, 7]
    assert behind("subscription", shop, {"group": "", "cycle": "3", "part": "leavers"}) == [2]
    assert [row["immature"] for row in found] == [False, False, False, True]


def test_survival_and_value_go_along_the_deliveries(shop: Tables) -> None:
    found = ask("subscription", shop).rows

    # One of the four that were sent the second cancelled before the third.
    assert [row["survival"] for row in found] == [100.0, 100.0, 75.0, 75.0]
    # 1,000 + 1,100 + 0.75 x 1,200 + 0.75 x 1,300
    assert [rounded(row["value"]) for row in found] == [1000.0, 2100.0, 3000.0, 3975.0]


def test_a_past_day_knows_nothing_of_what_came_later(shop: Tables) -> None:
    found = ask("subscription", shop, as_of=date(2025, 7, 1))

    assert [(row["shipped"], row["cancelled"], row["undecided"]) for row in found.rows] == [(5, 0, 0), (4, 0, 1)]
    assert found.population["active"] == 5


def test_by_medium_the_contracts_add_up(shop: Tables) -> None:
    found = ask("subscription", shop, by="medium").rows

    assert {row["group"]: row["started"] for row in found} == {"": 1, "FL02": 2, "TV01": 2}
    assert {row["group"]: row["survival"] for row in found if row["cycle"] == 3} == {
        "": 100.0,
        "FL02": 100.0,
        "TV01": 50.0,
    }


def test_every_number_opens_as_many_people(shop: Tables) -> None:
    assert cells_that_differ("subscription", shop, at_most=5, by="product") == []


def test_plain_sql_says_the_same(shop: Tables) -> None:
    with duckdb.connect() as sql:
        for name in ("subscriptions", "deliveries"):
            sql.register(name, getattr(shop, name).to_pyarrow())
        counted = sql.execute(_SQL).fetchall()

    found = ask("subscription", shop, by="product").rows
    assert [(row["group"], row["cycle"], row["shipped"], row["cancelled"]) for row in found] == counted


_SQL = """
WITH each AS (SELECT s.product, s.ended, (SELECT count(*) FROM deliveries d WHERE d.subscription = s.subscription) AS n
  FROM subscriptions s)
SELECT product, k, count(*) FILTER (n >= k), count(*) FILTER (n < k AND ended IS NOT NULL)
FROM each, generate_series(1, 4) AS g(k) GROUP BY ALL ORDER BY 1, 2
"""
