# SPDX-License-Identifier: Apache-2.0
"""購入理由: the worked example of analyses.md, what counts as an answer, and the same numbers by plain SQL."""

from datetime import date

import duckdb
import pytest

from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ, rounded
from omotenashi.insight.measures.tests.fixture_a import order, table
from omotenashi.insight.measures.tests.touches import answer, fixture_with_touches


@pytest.fixture
def asked() -> Tables:
    """Fixture A with its answers."""
    return fixture_with_touches()


def published() -> Tables:
    """The example of analyses.md 6.10: four orders, one without an answer."""
    said = [("A", "EC", "口コミ"), ("A", "STORE", "スタッフ"), ("B", "STORE", "スタッフ"), ("A", "EC", "")]
    days = date(2025, 1, 10)
    orders = [order(key=n, node=n, day=days, gross=1000, channel=c) for n, (_p, c, _r) in enumerate(said, start=1)]
    lines = [
        {"order": n, "day": days, "sku": p, "product": p, "name": p, "kind": "goods", "quantity": 1, "amount": 1000}
        for n, (p, _c, _r) in enumerate(said, start=1)
    ]
    told = [answer(f"{n} {n} O{n:02} {r}") for n, (_p, _c, r) in enumerate(said, start=1) if r]
    nodes = [{"node": n, "person": n} for n in range(1, 5)]
    return in_memory(
        orders=table("orders", orders), lines=table("lines", lines), answers=table("answers", told),
        nodes=table("nodes", nodes),
    )  # fmt: skip


def test_the_worked_example_is_reproduced() -> None:
    found = ask("purchase-reason", published(), by="product-channel")

    assert {(row["reason"], row["item"], row["channel"]): row["orders"] for row in found.rows} == {
        ("スタッフ", "A", "STORE"): 1, ("スタッフ", "B", "STORE"): 1, ("口コミ", "A", "EC"): 1,
    }  # fmt: skip
    assert found.population == {"orders": 4, "answered": 3, "unanswered": 1, "pct": 75.0}


def test_the_last_answer_counts_and_only_of_the_orders_own_customer(asked: Tables) -> None:
    found = ask("purchase-reason", asked)

    assert [(row["reason"], row["orders"], row["customers"]) for row in found.rows] == [
        ("口コミ", 3, 3),
        ("スタッフ", 2, 2),
    ]
    assert behind("purchase-reason", asked, {"reason": "口コミ"}) == [1, 2, 7]
    assert behind("purchase-reason", asked, {"reason": "スタッフ"}) == [3, 8]


def test_young_customers_are_left_out_of_repeat_and_value(asked: Tables) -> None:
    mouth, staff = ask("purchase-reason", asked).rows

    # C07 and C01, C02 by word of mouth: C07 is too young; C01 came again after 30 days, C02 only on the same day.
    assert (mouth["observed"], mouth["repeaters"], mouth["pct"], rounded(mouth["ltv"])) == (2, 1, 50.0, 7500.0)
    # C03 came again after 36 days; C08 bought 91 days ago and never again.
    assert (staff["observed"], staff["repeaters"], staff["pct"], rounded(staff["ltv"])) == (2, 1, 50.0, 8250.0)


def test_a_first_purchase_is_told_from_a_later_one(asked: Tables) -> None:
    found = ask("purchase-reason", asked, by="first")

    assert {(row["reason"], row["first"]): row["orders"] for row in found.rows} == {
        ("口コミ", "yes"): 3, ("スタッフ", "yes"): 2,
    }  # fmt: skip


def test_every_number_opens_as_many_people(asked: Tables) -> None:
    assert cells_that_differ("purchase-reason", asked, at_most=5, by="product-channel") == []


def test_plain_sql_says_the_same(asked: Tables) -> None:
    with duckdb.connect() as sql:
        for name in ("orders", "answers", "nodes"):
            sql.register(name, getattr(asked, name).to_pyarrow())
        counted = sql.execute(_SQL).fetchall()

    found = ask("purchase-reason", asked, by="channel")
    assert [(row["reason"], row["channel"], row["orders"]) for row in found.rows] == counted


_SQL = """
WITH said AS (
  SELECT o."order", o.channel, a.reason, row_number() OVER (PARTITION BY o."order" ORDER BY a.entry DESC) AS place
  FROM orders o JOIN nodes n USING (node) JOIN answers a ON a.number = o.number
  JOIN nodes m ON m.node = a.node AND m.person = n.person WHERE NOT o.cancelled
)
SELECT reason, channel, count(*) FROM said WHERE place = 1 GROUP BY ALL ORDER BY 3 DESC, 1, 2
"""
