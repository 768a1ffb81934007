# SPDX-License-Identifier: Apache-2.0
"""Channels that lead to each other, sales at a pick-up, shop figures and shared credit: the worked examples."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ibis
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind
from omotenashi.insight.measures.tests.fixture_a import AS_OF, line, order, table, tables_of
from omotenashi.insight.measures.tests.touches import credit, fixture_with_touches, member, touch

VIEWS = ("1 2025-02-05", "3 2025-01-01", "7 2025-12-18", "8 2025-09-20", "8 2025-09-28")
# Customer, minutes after ten o'clock; the third buys before, the second a minute too late, the fourth in the last.
PICKED_UP = ((1, 0), (2, 60), (3, 120), (4, 180))
SOLD = ((1, 12, 1200), (2, 91, 900), (3, 110, 700), (4, 210, 500))


def test_a_look_in_the_web_leads_into_the_shop_once_however_often_one_looked(shop: Tables) -> None:
    views = [touch(f"{text} 60 view EC - A", key) for key, text in enumerate(VIEWS, 1)]
    found = replace(shop, touches=ibis.memtable(table("touches", views)))
    (row,) = ask("channel-flow", found).rows

    assert (row["source"], row["target"], row["orders"], row["amount"]) == ("EC", "STORE", 3, 17500)
    assert behind("channel-flow", found, {"source": "EC", "target": "STORE"}) == [1, 7, 8]


def test_a_look_after_the_purchase_led_to_nothing(shop: Tables) -> None:
    # O02 was placed at 3:00 UTC.
    found = {
        minute: len(ask("channel-flow", _looked(shop, f"1 2025-02-09 {minute} view EC - A")).rows)
        for minute in (180, 181)
    }
    assert found == {180: 1, 181: 0}


def _looked(shop: Tables, text: str) -> Tables:
    return replace(shop, touches=ibis.memtable(table("touches", [touch(text, 1)])))


@pytest.fixture(scope="module")
def counter() -> Tables:
    """The pick-ups and the sales of one day, all in one shop."""
    ten = datetime.combine(AS_OF, time(10), UTC)
    orders = [
        order(key=key, node=node, day=AS_OF, gross=amount, channel="STORE")
        | {"placed_at": ten + timedelta(minutes=minute)}
        for key, (node, minute, amount) in enumerate(SOLD, 1)
    ]
    picked = [
        touch(f"{node} {AS_OF} {600 + minute} pickup STORE - -", key) | {"location": "SHIBUYA"}
        for key, (node, minute) in enumerate(PICKED_UP, 1)
    ]
    return replace(tables_of(orders), touches=ibis.memtable(table("touches", picked)))


def test_half_of_the_pick_ups_bring_a_sale_within_half_an_hour(counter: Tables) -> None:
    found = ask("bought-along", counter)
    (row,) = found.rows

    assert [found.population[name] for name in ("pickups", "with_sale", "pct", "amount")] == [4, 2, 50.0, 1700]
    assert (row["group"], row["customers"], row["buyers"], row["mean"]) == ("SHIBUYA", 4, 2, 850)
    assert behind("bought-along", counter, {"group": "SHIBUYA", "part": "buyers"}) == [1, 4]
    assert ask("bought-along", counter, minutes="31").population["with_sale"] == 3


def test_a_sale_after_two_parcels_is_one_sale(counter: Tables) -> None:
    rows: list[dict[str, Any]] = counter.touches.to_pyarrow().to_pylist()
    twice = replace(counter, touches=ibis.memtable(table("touches", [*rows, rows[0] | {"entry": 9}])))
    found = ask("bought-along", twice).population

    assert (found["pickups"], found["with_sale"], found["orders"], found["amount"]) == (5, 3, 2, 1700)


def _shop_of_the_specification() -> Tables:
    """50 receipts with 120 pieces in Shibuya for 300,000 without tax, cost 165,000; 900,000 elsewhere."""
    orders, lines = [], []
    for key in range(1, 51):
        made = order(key=key, node=key % 7, day=AS_OF, gross=6600, channel="STORE")
        orders.append(made | {"location": "SHIBUYA", "tax": 600, "returned_tax": 0, "cost": 3300})
        lines.append(line(key=key, day=AS_OF, product="A") | {"quantity": 2 if key <= 30 else 3})
    rest = order(key=51, node=1, day=AS_OF, gross=990000) | {"tax": 90000, "returned_tax": 0, "cost": 1}
    return tables_of([*orders, rest], lines)


def test_the_figures_of_a_shop_are_the_worked_ones() -> None:
    tables, told = _shop_of_the_specification(), {"visitors": "SHIBUYA=200", "plan": "SHIBUYA=280000"}
    rows = {row["location"]: row for row in ask("store-figures", tables, received="SHIBUYA=400", **told).rows}
    found = rows["SHIBUYA"]

    assert {name: found[name] for name in ("receipts", "items", "sales", "margin", "set_rate", "mean_receipt")} == {
        "receipts": 50, "items": 120, "sales": 300000, "margin": 135000, "set_rate": 2.4, "mean_receipt": 6000,
    }  # fmt: skip
    rates = ("rate", "mean_item", "margin_pct", "plan_pct", "share", "sold_through")
    assert [round(found[name], 1) for name in rates] == [25.0, 2500.0, 45.0, 107.1, 25.0, 30.0]
    assert (rows[""]["rate"], rows[""]["plan_pct"]) == (None, None)


def test_without_a_count_of_visitors_there_is_no_purchase_rate() -> None:
    assert {row["rate"] for row in ask("store-figures", _shop_of_the_specification()).rows} == {None}
    with pytest.raises(BadParameter, match="CODE=number"):
        ask("store-figures", _shop_of_the_specification(), visitors="SHIBUYA")


def test_the_shares_of_a_sale_sum_to_the_sale() -> None:
    given = [credit(f"1 {who} {how} {yen} 0") for who, how, yen in
             (("s1", "till", 5001), ("s2", "styling", 3000), ("s3", "chat", 2000))]  # fmt: skip
    made = tables_of([order(key=1, node=1, day=AS_OF, gross=10001)])
    found = ask("shared-credit", replace(made, credits=ibis.memtable(table("credits", given))))

    assert [(row["key"], row["amount"], row["helped"]) for row in found.rows] == [
        (member("s1"), 5001, 0), (member("s2"), 3000, 3000), (member("s3"), 2000, 2000),
    ]  # fmt: skip
    assert [found.population[name] for name in ("credited", "credited_pct", "orders")] == [10001, 100.0, 1]


def test_a_return_takes_back_its_part_and_a_part_of_a_sale_cannot_be_shared_out() -> None:
    tables = fixture_with_touches()
    found = {
        back: [row["amount"] for row in ask("shared-credit", tables, returns=back).rows]
        for back in ("deduct", "ignore")
    }
    assert found == {"deduct": [11000, 6500], "ignore": [13000, 6500]}
    assert behind("shared-credit", tables, {"key": member("s2")}) == [1, 6]
    with pytest.raises(BadParameter, match="incl"):
        ask("shared-credit", tables, tax="excl")


def test_a_period_chooses_the_day_of_the_sale() -> None:
    tables = fixture_with_touches()
    asked = {"from": "2025-02-01", "of": "touch"}

    assert {row["key"]: row["amount"] for row in ask("shared-credit", tables, **asked).rows} == {
        "till": 6500,
        "styling": 3000,
    }
    assert ask("bought-along", tables, **{"from": date(2025, 12, 1).isoformat()}).population["pickups"] == 1
