# SPDX-License-Identifier: Apache-2.0
"""Rows become orders and returns; their order in the file says nothing."""

import random
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.connectors.csv.rules import statuses
from omotenashi.connectors.csv.rules.statuses import Line, State
from omotenashi.connectors.csv.sync.prepare import Prepared
from omotenashi.connectors.csv.tests.makers import BRITAIN, JAPAN, prepared, refusals

HEAD = ["注文番号", "注文日", "商品コード", "数量", "単価", "会員番号"]


def orders(found: Prepared) -> list[tuple[str, int, int]]:
    """(number, goods after discounts, lines) of each order."""
    lines: dict[int, int] = {}
    for o in found.things.lines["o"].to_pylist():
        lines[o] = lines.get(o, 0) + 1
    return sorted(
        (found.things.numbers[r["o"]], int(r["gross"]), lines.get(r["o"], 0)) for r in found.things.orders.to_pylist()
    )


def returns(found: Prepared) -> list[tuple[str, int, bool]]:
    """(number, amount, belongs to a known order) of each return."""
    return sorted(
        (found.things.numbers[r["o"]], int(r["amount"]), r["has_order"]) for r in found.things.returns.to_pylist()
    )


def test_lines_of_one_number_are_one_order() -> None:
    found = prepared(
        [
            HEAD,
            ["A", "2025-01-02", "x", "2", "100", "M1"],
            ["A", "2025-01-02", "y", "1", "50", "M1"],
            ["B", "2025-01-03", "x", "1", "100", ""],
        ]
    )
    assert (orders(found), found.refused) == ([("A", 250, 2), ("B", 100, 1)], [])


SHOPIFY = """\
Name,Email,Financial Status,Created at,Subtotal,Shipping,Taxes,Total,Discount Amount,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount,Currency
#1001,hana@example.jp,paid,2025-01-02 10:00:00 +0900,2700,500,245,3200,300,2,Tea,1000,T1,,0,JPY
#1001,hana@example.jp,,,,,,,,1,Cup,1000,C1,,,
#1002,ken@example.jp,voided,2025-01-03 10:00:00 +0900,500,0,45,500,0,1,Tea,500,T1,2025-01-04 09:00:00 +0900,0,JPY
#1003,ken@example.jp,partially_refunded,2025-01-05 10:00:00 +0900,500,0,45,500,0,1,Tea,500,T1,,200,JPY
"""


def test_what_stands_on_the_first_line_only_counts_for_the_order() -> None:
    rows = [line.split(",") for line in SHOPIFY.splitlines()]
    found = prepared(rows)
    assert found.choices.preset == "shopify_orders"
    assert orders(found) == [("#1001", 2700, 2), ("#1002", 500, 1), ("#1003", 500, 1)]
    by_number = {found.things.numbers[o["o"]]: o for o in found.things.orders.to_pylist()}
    assert (by_number["#1001"]["shipping"], by_number["#1001"]["discount"], by_number["#1001"]["mail"]) == (
        500,
        300,
        "hana@example.jp",
    )
    assert by_number["#1002"]["cancelled_at"] == datetime(2025, 1, 4, tzinfo=UTC)
    assert returns(found) == [("#1003", 200, True)]


def test_eccube_rows_of_shipping_charges_and_points_are_no_goods() -> None:
    head = [
        "注文番号",
        "会員ID",
        "小計",
        "送料",
        "合計",
        "対応状況(名称)",
        "受注日",
        "商品名",
        "商品コード",
        "価格",
        "個数",
        "税率",
        "明細区分(名称)",
    ]
    rows = [
        head,
        ["1", "7", "2200", "1000", "3200", "発送済み", "2025-01-02 10:00:00", "茶", "T", "1000", "2", "10", "商品"],
        ["1", "7", "2200", "1000", "3200", "発送済み", "2025-01-02 10:00:00", "送料", "", "1000", "1", "10", "送料"],
        ["2", "7", "1080", "0", "1080", "注文取消し", "2025-01-03 10:00:00", "米", "K", "1000", "1", "8", "商品"],
        ["3", "", "1080", "0", "1080", "購入処理中", "2025-01-03 10:00:00", "米", "K", "1000", "1", "8", "商品"],
        ["4", "", "1080", "0", "1080", "返品", "2025-01-03 10:00:00", "米", "K", "1000", "1", "8", "商品"],
    ]
    found = prepared(rows)
    assert (found.choices.preset, orders(found)) == ("eccube_orders", [("1", 2200, 1), ("2", 1080, 1), ("4", 1080, 1)])
    assert refusals(found) == [(5, "not_an_order")]
    states = {
        found.things.numbers[o["o"]]: (o["cancelled_at"] is not None, o["all_returned"])
        for o in found.things.orders.to_pylist()
    }
    assert states == {"1": (False, False), "2": (True, False), "4": (False, True)}


def test_negative_quantities_are_returns() -> None:
    rows = [["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"],
            ["536365", "A", "x", "6", "2010-12-01 08:26:00", "2.55", "17850", "UK"], ["C536379", "D", "Discount", "-1", "2010-12-01 09:41:00", "27.5", "14527", "UK"],
            ["536400", "A", "x", "2", "2010-12-01 10:00:00", "1", "1", "UK"], ["536400", "B", "y", "-1", "2010-12-01 10:00:00", "3", "1", "UK"],
            ["A563186", "B", "Adjust bad debt", "1", "2011-08-12 14:51:00", "-11062.06", "", "UK"]]  # fmt: skip
    found = prepared(rows, BRITAIN)
    assert orders(found) == [("536365", 1530, 1), ("536400", 200, 1), ("A563186", -1106206, 1)]
    assert returns(found) == [("536400", 300, True), ("C536379", 2750, False)]


def test_identical_rows_are_separate_lines_and_are_counted() -> None:
    row = ["A", "2025-01-02", "x", "1", "100", ""]
    found = prepared([HEAD, row, row, row])
    assert (orders(found), [(w["code"], w["count"], w["rows"]) for w in found.warnings]) == (
        [("A", 300, 3)],
        [("identical_rows", 2, [2])],
    )


def test_identical_rows_with_a_line_number_are_one_line() -> None:
    row = ["A", "2025-01-02", "x", "1", "100", "", "L1"]
    found = prepared([[*HEAD, "明細番号"], row, row])
    assert orders(found) == [("A", 100, 1)]


def test_rows_that_contradict_each_other_are_refused_together_wherever_they_stand() -> None:
    rows = [
        ["A", "2025-01-02", "x", "1", "100", "M1"],
        ["B", "2025-01-02", "x", "1", "100", "M1"],
        ["A", "2025-01-02", "y", "1", "100", "M2"],
        ["C", "2025-01-02", "x", "1", "1", ""],
        ["C", "2025-03-02", "x", "1", "1", ""],
    ]
    for order in (rows, rows[::-1]):
        found = prepared([HEAD, *order])
        assert orders(found) == [("B", 100, 1)]
        assert (
            sorted((r.code, r.column) for r in found.refused)
            == [("conflict", "member_no")] * 2 + [("date_conflict", "placed_at")] * 2
        )


def test_an_order_is_imported_whole_or_not_at_all() -> None:
    found = prepared(
        [
            HEAD,
            ["A", "2025-01-02", "x", "1", "100", ""],
            ["A", "2025-01-02", "4.9E+12", "1", "100", ""],
            ["B", "2025-01-02", "x", "1", "100", ""],
            ["", "2025-01-02", "x", "1", "100", ""],
        ]
    )
    assert (orders(found), refusals(found)) == (
        [("B", 100, 1)],
        [(2, "order_incomplete"), (3, "code_damaged"), (5, "number_missing")],
    )


def test_an_amount_column_that_differs_by_line_is_a_line_amount() -> None:
    head = ["注文番号", "注文日", "商品コード", "合計"]
    lines = [
        [number, "2025-01-02", "x", amount] for number, amount in (("A", "100"), ("A", "50"), ("B", "70"), ("B", "30"))
    ]
    assert orders(prepared([head, *lines])) == [("A", 150, 2), ("B", 100, 2)]
    same = [[number, "2025-01-02", "x", "100"] for number in "AABB"]
    assert [gross for _, gross, _ in orders(prepared([head, *same]))] == [100, 100]


def test_headers_only_make_orders_without_lines() -> None:
    assert orders(
        prepared([["注文番号", "注文日時", "合計金額", "送料"], ["A", "2025/01/02 10:00", "1,500", "500"]])
    ) == [("A", 1000, 0)]


def test_a_day_and_a_time_in_two_columns_are_one_moment() -> None:
    found = prepared([["注文番号", "注文日", "注文時間", "合計"], ["A", "2025/01/02", "10:30", "100"]])
    assert found.things.orders["placed_at"].to_pylist() == [datetime(2025, 1, 2, 1, 30, tzinfo=UTC)]


def test_status_words_are_understood() -> None:
    words = {"注文取消し": State.CANCELLED, "キャンセル": State.CANCELLED, "Cancelled": State.CANCELLED, "voided": State.CANCELLED, "返品": State.RETURNED,
             "refunded": State.RETURNED, "partially_refunded": State.PLACED, "購入処理中": State.UNFINISHED, "発送済み": State.PLACED, "キャンセル不可": State.PLACED, "": State.PLACED}  # fmt: skip
    assert {word: statuses.of_order(word) for word in words} == words
    assert [statuses.of_line(word) for word in ("商品", "送料", "手数料", "割引", "税", "ポイント")] == [
        Line.GOODS,
        Line.SHIPPING,
        Line.CHARGE,
        Line.DISCOUNT,
        Line.TAX,
        Line.POINTS,
    ]


LINE = st.tuples(st.sampled_from("ABC"), st.sampled_from(["2025-01-02", "2025/1/2 8:05", "", "R7.1.2"]), st.sampled_from(["x", "y", "4.9E+12"]),
                 st.sampled_from(["1", "2", "-1"]), st.sampled_from(["100", "¥1,000", "bad"]), st.sampled_from(["M1", "M2", ""]))  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_any_order_of_the_rows_gives_the_same_orders(lines: list[tuple[str, ...]], shuffler: random.Random) -> None:
    columns = dict(zip(HEAD, ("number", "placed_at", "sku", "quantity", "unit_price", "member_no"), strict=True))
    shuffled = list(lines)
    shuffler.shuffle(shuffled)
    results: list[Any] = []
    for body in (lines, shuffled):
        found = prepared([HEAD, *map(list, body)], JAPAN, kind="orders", columns=columns, preset="")
        kept = found.things.rows.num_rows
        assert kept + len({r.row for r in found.refused}) == len(body)
        content = sorted(
            (found.things.numbers[r["o"]], r["sku"], r["amount"], r["pieces"]) for r in found.things.lines.to_pylist()
        )
        results.append((orders(found), returns(found), content, sorted(r.code for r in found.refused)))
    assert results[0] == results[1]
