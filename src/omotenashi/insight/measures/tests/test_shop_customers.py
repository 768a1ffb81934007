# SPDX-License-Identifier: Apache-2.0
"""担当顧客のLTV: a sale on the web that a shop helped along counts for the shop, and nothing is counted twice in a row."""

from datetime import date
from typing import Any

from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.measures.tests.asking import ask, behind
from omotenashi.insight.measures.tests.fixture_a import order, table

DAY = date(2025, 6, 1)


def _shop(*shares: dict[str, Any]) -> Tables:
    """Anna buys in SHIBUYA and on the web, Ben on the web alone."""
    sold = [(1, 1, "STORE", "SHIBUYA", 3000), (2, 1, "EC", "WEB", 5000), (3, 2, "EC", "WEB", 8000)]
    orders = [order(key=k, node=n, day=DAY, gross=g, channel=c) | {"location": at} for k, n, c, at, g in sold]
    return in_memory(
        orders=table("orders", orders),
        nodes=table("nodes", [{"node": n, "person": n} for n in (1, 2)]),
        credits=table("credits", list(shares)),
    )


def _row(tables: Tables, location: str = "SHIBUYA") -> dict[str, Any]:
    found = ask("shop-customers", tables, as_of=date(2025, 12, 31)).rows
    return next(row for row in found if row["location"] == location)


def test_a_customer_of_a_shop_counts_with_what_is_bought_elsewhere() -> None:
    row = _row(_shop())
    assert (row["customers"], row["ltv"], row["amount"], row["here"], row["helped"]) == (1, 8000, 8000, 3000, 0)


def test_a_sale_on_the_web_that_the_shop_helped_along_makes_its_buyer_a_customer_of_the_shop() -> None:
    helped = {
        "order": 3,
        "day": DAY,
        "touch": "styling",
        "staff": "s1",
        "location": "SHIBUYA",
        "amount": 2400,
        "returned": 400,
    }
    tables = _shop(helped)
    row = _row(tables)
    assert (row["customers"], row["ltv"], row["amount"], row["here"], row["helped"]) == (2, 8000, 16000, 3000, 2000)
    assert behind("shop-customers", tables, {"location": "SHIBUYA"}, as_of=date(2025, 12, 31)) == [1, 2]
    assert ask("shop-customers", tables, as_of=date(2025, 12, 31)).population == {
        "customers": 2, "amount": 16000, "ltv": 8000,
    }  # fmt: skip


def test_what_is_older_than_a_year_does_not_count() -> None:
    assert ask("shop-customers", _shop(), as_of=date(2026, 6, 1)).rows == []
