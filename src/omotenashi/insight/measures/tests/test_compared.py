# SPDX-License-Identifier: Apache-2.0
"""Against the year before, lost to another product, companions by purchase: the numbers of the specification."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ibis
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.alike_days import alike, feast_of, pairs
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ, rounded
from omotenashi.insight.measures.tests.fixture_a import line, order, table, tables_of

SATURDAY = date(2025, 11, 22)
# user, looked at, bought (two weeks at most later)
SEEN = """
1 A,B,C B
2 A,B   B
3 A,B   A
4 A,C   -
"""


def sold(*days: tuple[date, int], **more: Any) -> Tables:
    """An order of one customer a day."""
    return tables_of([order(key=key, node=1, day=day, gross=gross, **more) for key, (day, gross) in enumerate(days, 1)])


@pytest.fixture(scope="module")
def two_years() -> Tables:
    """A Saturday, and of the year before the Friday of its date and the Saturday of its week."""
    return sold((SATURDAY, 145000), (date(2024, 11, 22), 80000), (date(2024, 11, 23), 100000), (date(2024, 1, 2), 1))


@pytest.mark.parametrize(("against", "before", "pct"), [("weekday", 100000, 145.0), ("date", 80000, 181.25)])
def test_a_saturday_against_a_saturday_or_against_the_same_date(
    two_years: Tables, against: str, before: int, pct: float
) -> None:
    rows = ask("yoy", two_years, as_of=SATURDAY, grain="day", against=against).rows
    found = next(row for row in rows if row["period"] == "2025-11-22")

    assert (found["amount"], found["before"], found["pct"], found["diff"]) == (145000, before, pct, 145000 - before)


def test_a_running_month_is_compared_up_to_the_same_day(two_years: Tables) -> None:
    def november(day: date) -> tuple[int, int]:
        row = ask("year-on-year", two_years, as_of=day, against="date").rows[-1]
        return row["amount"], row["before"]

    assert (november(SATURDAY), november(SATURDAY + timedelta(days=1))) == ((145000, 80000), (145000, 180000))


def test_the_year_before_is_unknown_where_the_record_does_not_reach_back() -> None:
    found = ask("year-on-year", sold((date(2025, 2, 3), 500), (date(2025, 11, 3), 700)), as_of=SATURDAY)

    assert [(row["before"], row["pct"]) for row in found.rows] == [(None, None), (None, None)]
    assert (found.population["amount"], found.population["pct"]) == (0, None)


def test_a_29th_of_february_is_in_its_month_and_in_no_day_of_a_year_without_one() -> None:
    tables = sold((date(2023, 1, 1), 1), (date(2024, 2, 28), 30), (date(2024, 2, 29), 40), (date(2025, 2, 28), 70))
    before = {
        grain: ask("year-on-year", tables, as_of="2025-02-28", grain=grain, against="date").rows[-1]["before"]
        for grain in ("month", "day")
    }
    assert before == {"month": 70, "day": 30}


def test_the_months_of_both_years_are_those_of_the_sales_measure(shop: Tables) -> None:
    later = {name: row["amount"] for row in ask("sales", shop, split="none").rows if (name := row["period"])}
    rows = ask("year-on-year", shop, as_of="2026-12-31", against="date", **{"from": "2026-01-01"}).rows

    # The record begins on a day within January: nobody knows how much its first days were.
    assert {f"2025-{row['period'][5:]}": row["before"] for row in rows} == later | {"2025-01": None}


def test_who_bought_in_the_year_before_stands_behind_its_number(shop: Tables) -> None:
    cell = {"period": "2026-02", "group": "", "part": "customers_before"}
    assert behind("year-on-year", shop, cell, as_of="2026-06-30", against="date") == [1, 3]
    asked = {"split": "channel", "grain": "week", "from": "2025-11-01"}
    assert cells_that_differ("year-on-year", shop, at_most=2, as_of="2026-06-30", **asked) == []


@pytest.fixture(scope="module")
def seen() -> Tables:
    """Four people who looked at things on a Monday, and what three of them bought on the Wednesday."""
    monday, orders, lines, touches = date(2025, 6, 2), [], [], []
    for text in SEEN.strip().splitlines():
        user, looked, bought = text.split()
        touches += [_look(int(user), monday, code) for code in looked.split(",")]
        if bought != "-":
            orders.append(order(key=int(user), node=int(user), day=monday + timedelta(days=2), gross=100))
            lines.append(line(key=int(user), day=monday, product=bought))
    made = tables_of([*orders, order(key=4, node=4, day=date(2024, 1, 1), gross=1)], lines)
    return replace(made, touches=ibis.memtable(table("touches", touches)))


def _look(node: int, day: date, product: str) -> dict[str, Any]:
    return {"entry": 1, "node": node, "at": datetime.combine(day, time(1), UTC), "day": day, "act": "view",
            "channel": "EC", "medium": None, "location": None, "product": product}  # fmt: skip


def test_what_was_looked_at_and_lost_to_what_was_bought(seen: Tables) -> None:
    rows = ask("lost-to", seen, least="1").rows
    pairs = {f"{row['seen']}->{row['won']}": row["customers"] for row in rows}
    a = next(row for row in rows if row["seen"] == "A")

    assert {pair: count for pair, count in pairs.items() if pair[-1] != ">"} == {"A->B": 2, "B->A": 1, "C->B": 1}
    assert (a["viewers"], a["bought"]) == (4, 1)
    assert behind("lost-to", seen, {"seen": "A", "won": "B"}) == [1, 2]


def test_who_bought_nothing_is_lost_to_no_product_and_undecided_while_the_days_run(seen: Tables) -> None:
    assert behind("lost-to", seen, {"seen": "A", "won": ""}) == [4]
    assert behind("lost-to", seen, {"seen": "A", "won": ""}, as_of="2025-06-16") == []
    assert behind("lost-to", seen, {"seen": "A", "part": "viewers"}, as_of="2025-06-16") == [1, 2, 3]


def test_whoever_comes_back_for_it_within_the_days_has_not_lost_it(seen: Tables) -> None:
    orders, lines = seen.orders.to_pyarrow().to_pylist(), seen.lines.to_pyarrow().to_pylist()
    for key, node, days in ((11, 1, 14), (12, 2, 15)):
        orders.append(order(key=key, node=node, day=date(2025, 6, 2) + timedelta(days=days), gross=100))
        lines.append(line(key=key, day=date(2025, 6, 2), product="A"))
    later = replace(tables_of(orders, lines), touches=seen.touches)

    assert behind("lost-to", later, {"seen": "A", "won": "B"}) == [2]
    assert behind("lost-to", later, {"seen": "A", "part": "bought"}) == [1, 3]


def test_the_counts_of_looks_are_the_people_behind_them(seen: Tables) -> None:
    assert cells_that_differ("lost-to", seen, at_most=2, least="1", source="A", among="looked") == []


def test_companions_of_the_first_purchase_with_a_day_as_one_purchase(shop: Tables) -> None:
    def with_a(**values: str) -> dict[str, tuple[Any, ...]]:
        rows = ask("companions", shop, source="A", **values).rows
        return {row["target"]: (row["holders"], row["customers"], rounded(row["pct"])) for row in rows}

    assert with_a() == {"B": (5, 2, 40.0), "C": (5, 1, 20.0)}
    # Order by order, the C that C02 bought on the same day is the second purchase.
    assert with_a(same_day="separate") == {"B": (5, 2, 40.0)}
    assert behind("companions", shop, {"source": "A", "target": "C"}) == [2]


def test_the_second_purchase_has_companions_of_its_own(shop: Tables) -> None:
    rows = ask("companions", shop, n="2").rows

    assert [(row["source"], row["target"], row["holders"], row["customers"]) for row in rows] == [
        ("B", "A", 3, 1),
        ("A", "B", 1, 1),
    ]


def test_ltv_by_what_was_in_the_first_purchase(shop: Tables) -> None:
    found = ask("ltv", shop, by="product")

    # C01, C02, C04, C05 began with A and have been observed for 90 days; C07 has not.
    assert [(row["group"], row["customers"], row["sum"]) for row in found.rows] == [
        ("A", 4, 26000), ("B", 2, 19000), ("C", 4, 25000),
    ]  # fmt: skip
    assert (found.population["customers"], found.population["sum"]) == (7, 47000)
    assert behind("ltv", shop, {"group": "B"}, by="product") == [3, 4]


def test_the_ltv_curve_and_the_first_category(shop: Tables) -> None:
    curve = {row["group"]: row["ltv"] for row in ask("ltv-curve", shop, by="product", days="90").rows}
    lines = [row | {"category": row["product"].lower()} for row in shop.lines.to_pyarrow().to_pylist()]
    by_category = ask("ltv", replace(shop, lines=ibis.memtable(table("lines", lines))), by="category").rows

    assert curve == {"A": 6500, "B": 9500, "C": 6250}
    assert {row["group"].upper(): row["ltv"] for row in by_category} == curve


@pytest.mark.parametrize(
    ("day", "before", "why"),
    [
        # 勤労感謝の日 of 2024 was a Saturday: the Saturday of the week before stands in for it.
        (date(2025, 11, 22), date(2024, 11, 16), "moved"),
        (date(2025, 11, 23), date(2024, 11, 23), "holiday"),
        # 成人の日 lies on the second Monday, 371 days apart in these years.
        (date(2025, 1, 13), date(2024, 1, 8), "holiday"),
        (date(2025, 1, 6), date(2024, 1, 15), "moved"),
        (date(2025, 5, 1), date(2024, 5, 1), "season"),
        (date(2025, 8, 13), date(2024, 8, 13), "season"),
        (date(2025, 12, 31), date(2024, 12, 31), "season"),
        (date(2025, 3, 4), date(2024, 3, 5), "weekday"),
        (date(2024, 2, 29), date(2023, 3, 2), "weekday"),
    ],
)
def test_a_feast_is_compared_with_its_feast_and_any_other_day_with_its_weekday(
    day: date, before: date, why: str
) -> None:
    assert (alike(day).before, alike(day).why) == (before, why)


def test_no_plain_day_is_compared_with_a_feast_and_no_weekday_is_mixed() -> None:
    plain = [one for one in pairs(date(2019, 1, 1), date(2027, 12, 31)) if one.why in ("weekday", "moved")]

    assert [one for one in plain if feast_of(one.before)] == []
    assert [one for one in plain if one.day.weekday() != one.before.weekday()] == []


def test_by_feasts_the_sales_of_a_day_stand_against_those_of_the_day_that_is_like_it() -> None:
    tables = sold((date(2024, 11, 16), 300), (date(2024, 11, 23), 900), (SATURDAY, 450), (date(2025, 11, 23), 990), (date(2024, 1, 2), 1))  # fmt: skip
    rows = ask("yoy", tables, as_of="2025-11-23", grain="day", against="holiday").rows

    assert [(row["period"], row["amount"], row["before"]) for row in rows[-2:]] == [
        ("2025-11-22", 450, 300), ("2025-11-23", 990, 900),
    ]  # fmt: skip
    cell = {"period": "2025-11-22", "group": "", "part": "customers_before"}
    assert behind("yoy", tables, cell, as_of="2025-11-23", grain="day", against="holiday") == [1]
