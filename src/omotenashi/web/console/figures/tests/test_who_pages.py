# SPDX-License-Identifier: Apache-2.0
"""訪問者分析, 購入者分析, 興味の理由: the numbers of the measure, people behind them, and nothing of few for a low role."""

from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.insight import queries as insight
from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_lake")]


def _block(client: Client, address: str, kind: str) -> Any:
    context: Any = client.get(f"/console/figures/{address}").context
    return next(block for block in context["blocks"] if block.kind == kind)


def _table(client: Client, address: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in _block(client, address, "table").body.rows]


def test_buyers_are_those_of_the_measure_and_open_as_many_people() -> None:
    client = shop.signed_in(language="ja")
    asked = insight.ask(name="buyers", values={"as_of": "2025-12-31", "by": "channel"}, now=clock.now())
    table = _block(client, f"buyers/?{DAY}&by=channel", "table").body

    assert [row["customers"] for row in asked.rows] == [6, 5, 1]
    assert [row[1].text for row in table.rows] == ["6", "5", "1"]
    assert [row[0].text for row in table.rows] == ["店舗", "EC", "LINE"]
    behind: Any = client.get(table.rows[2][1].href).context
    assert behind["count"] == 1


def test_a_low_role_sees_no_small_group_and_cannot_work_it_out() -> None:
    client = shop.signed_in("support")
    rows = _table(client, f"buyers/?{DAY}&by=channel")

    # LINE has one customer. With the whole and the shops, EC would tell of it.
    assert [row[1] for row in rows] == ["6", "—", "under 5"]
    assert [set(row[2:]) for row in rows[1:]] == [{"—"}, {"—"}]
    bars = _block(client, f"buyers/?{DAY}&by=channel", "bars").body["rows"]
    assert [[one["text"] for one in row["cells"]].count("—") for row in bars] == [0, 6, 5]


def test_visitors_say_their_period_and_open_whom_we_know() -> None:
    client = shop.signed_in()
    block = _block(client, f"visitors/?{DAY}&days=400", "bars")

    assert block.note == (
        "Wed 2024/11/27 to Wed 2025/12/31. New: the first visit of all lies in this period. Returning: there was one before it."
    )
    rows = _table(client, f"visitors/?{DAY}&days=400")
    assert [row[:4] for row in rows] == [["Members", "6", "100.00%", "6"]]
    opened = _block(client, f"visitors/?{DAY}&days=400", "table").body.rows[0][-3].href
    behind: Any = client.get(opened).context
    assert behind["count"] == 6


def test_of_few_visitors_a_low_role_is_told_nothing() -> None:
    client = shop.signed_in("support")
    totals = _block(client, f"visitors/?{DAY}", "totals").body

    assert [one["value"] for one in totals][:2] == ["under 5", "under 5"]
    assert [set(row[1:]) for row in _table(client, f"visitors/?{DAY}")] == [{"under 5", "—"}]


def test_what_is_said_stands_beside_what_was_seen_first() -> None:
    client = shop.signed_in(language="ja")
    address = f"interest/?{DAY}&kinds=TV01=content"
    bars = _block(client, address, "bars").body["rows"]
    matrix = _block(client, address, "matrix").body

    assert [row["name"] for row in bars] == [
        "記事・SNS・レビュー",
        "口コミ・紹介",
        "スタッフ・店舗",
        "直接",
        "接点なし",
    ]
    assert [row["cells"][0]["text"] for row in bars][1:3] == ["3 (60.0%)", "2 (40.0%)"]
    assert [line.label for line in matrix.lines] == ["口コミ・紹介", "スタッフ・店舗"]
    assert sum(int(cell.value) for line in matrix.lines for cell in line.cells if cell.value) == 5


def test_a_pair_of_few_customers_is_not_for_a_low_role() -> None:
    client = shop.signed_in("support")
    matrix = _block(client, f"interest/?{DAY}", "matrix").body

    assert {cell.value for line in matrix.lines for cell in line.cells} - {""} == {"under 5"}
    assert {text for row in _table(client, f"interest/?{DAY}") for text in row[2:5]} == {"—", "under 5"}


def test_when_people_buy_is_shown_by_season_and_by_payday_as_orders_a_day() -> None:
    client = shop.signed_in(language="ja")
    season = _block(client, f"purchase-time/?{DAY}&by=season", "chart").body
    rows = _table(client, f"purchase-time/?{DAY}&by=season")

    assert season["x"]["values"] == [f"{month}月" for month in range(1, 13)]
    # O04 and O05 are of one Wednesday in January; the other Wednesdays: 10 December, with one order.
    assert (season["series"][2]["values"][0], season["series"][2]["values"][11]) == (2, 1)
    assert [row[:3] for row in rows][:2] == [["月曜日", "1月", "1"], ["月曜日", "3月", "1"]]
    payday = _block(client, f"purchase-time/?{DAY}&by=payday", "chart").body
    assert payday["x"]["values"][:2] == ["給料日", "+1"]


@pytest.mark.parametrize("name", ["f2", "ltv-curve"])
def test_of_a_small_group_a_low_role_sees_neither_its_size_nor_its_rate(name: str) -> None:
    client, office = shop.signed_in("support"), shop.signed_in()
    asked = f"{name}/?{DAY}&by=medium&days=30"
    [low], [high] = (
        [list(line.cells) for line in _block(one, asked, "matrix").body.lines[:1]] for one in (client, office)
    )

    # Each medium of the example has brought three customers at most.
    assert {(one.value, one.href) for one in low} <= {("", ""), ("—", "")}
    assert all(one.href for one in high)
    drawn = [_block(one, asked, "chart").body["series"] for one in (client, office)]
    assert [{value for line in lines for value in line["values"]} == {None} for lines in drawn] == [True, False]
    rows = _table(client, asked)
    assert {text for row in rows for text in row[2:]} <= {"under 5", "—", "0", "under observation"}


@pytest.mark.parametrize(
    "asked", ["seller=nobody", "seller=1,2", "order_kind=gift", "order_kind=subscription&seller=nobody"]
)
def test_an_address_that_asks_for_staff_or_kinds_that_are_none_is_answered(asked: str) -> None:
    client = shop.signed_in()
    assert [client.get(f"/console/figures/{name}/?{DAY}&{asked}").status_code for name in ("rfm", "decile", "f2")] == [
        200
    ] * 3
