# SPDX-License-Identifier: Apache-2.0
"""購入時期 by season and payday: the heat map of plain SQL, and paydays of a calendar one can look up."""

from datetime import date
from typing import Any

import duckdb
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import paydays
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import fixture_a, order, tables_of


@pytest.mark.parametrize(
    ("month", "day", "paid"),
    [
        ((2025, 7), 25, date(2025, 7, 25)),
        # A Sunday, a Saturday; 20 July 2026 is 海の日, a Monday; the end of a short month.
        ((2025, 5), 25, date(2025, 5, 23)),
        ((2025, 10), 25, date(2025, 10, 24)),
        ((2026, 7), 20, date(2026, 7, 17)),
        ((2025, 2), 31, date(2025, 2, 28)),
        ((2025, 8), 31, date(2025, 8, 29)),
    ],
)
def test_wages_come_on_a_working_day(month: tuple[int, int], day: int, paid: date) -> None:
    assert paydays.paid(*month, day) == paid


def slots(tables: Tables, slot: str, **values: str) -> list[tuple[Any, ...]]:
    """Weekday, slot, orders and customers of every cell."""
    return [
        (row["weekday"], row[slot], row["orders"], row["customers"])
        for row in ask("purchase-time", tables, **values).rows
    ]


def test_days_are_counted_from_the_last_payday() -> None:
    days = [date(2025, 5, 22), date(2025, 5, 23), date(2025, 5, 25), date(2025, 6, 24), date(2025, 6, 25)]
    shop = tables_of([order(key=n, node=n, day=day, gross=1000) for n, day in enumerate(days, start=1)])

    # The payday before 22 May was Friday, 25 April; that of May is the 23rd, of June the 25th.
    assert sorted(slots(shop, "since_payday", by="payday")) == [
        (2, 32, 1, 1), (3, 0, 1, 1), (4, 27, 1, 1), (5, 0, 1, 1), (7, 2, 1, 1),
    ]  # fmt: skip
    assert behind("purchase-time", shop, {"weekday": "5", "since_payday": "0"}, by="payday") == [2]


def test_a_payday_on_the_first_may_come_in_the_month_before() -> None:
    days = [date(2025, 5, 29), date(2025, 5, 30), date(2025, 6, 2), date(2025, 7, 1)]
    shop = tables_of([order(key=n, node=n, day=day, gross=1000) for n, day in enumerate(days, start=1)])

    # 1 June 2025 is a Sunday, and 1 May is a Thursday.
    assert sorted(slots(shop, "since_payday", by="payday", payday="1")) == [
        (1, 3, 1, 1), (2, 0, 1, 1), (4, 28, 1, 1), (5, 0, 1, 1),
    ]  # fmt: skip


def test_the_season_is_that_of_plain_sql() -> None:
    shop = fixture_a()
    with duckdb.connect() as sql:
        for name in ("orders", "nodes"):
            sql.register(name, getattr(shop, name).to_pyarrow())
        told = sql.execute(_SQL).fetchall()

    assert slots(shop, "month_of_year", by="season") == told
    assert cells_that_differ("purchase-time", shop, at_most=4, by="season") == []


def test_orders_a_day_are_of_days_on_which_anything_was_sold() -> None:
    # Two Sundays of May with orders, one of them twice, and one on which only a cancelled order was placed.
    days = [date(2025, 5, 4), date(2025, 5, 11), date(2025, 5, 11), date(2025, 5, 18)]
    shop = tables_of(
        [order(key=n, node=n, day=day, gross=1000, cancelled=n == 4) for n, day in enumerate(days, start=1)]
    )

    for by in ("hour", "season"):
        assert [(row["orders"], row["days"], row["per_day"]) for row in ask("purchase-time", shop, by=by).rows] == [
            (3, 3, 1.0)
        ]


def test_a_payday_that_no_month_has_is_refused() -> None:
    with pytest.raises(BadParameter):
        ask("purchase-time", fixture_a(), payday="32")


_SQL = """
SELECT isodow(day), month(day), count(*), count(DISTINCT person) FROM orders JOIN nodes USING (node)
WHERE NOT cancelled GROUP BY ALL ORDER BY 1, 2
"""
