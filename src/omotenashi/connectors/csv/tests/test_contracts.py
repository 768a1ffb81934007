# SPDX-License-Identifier: Apache-2.0
"""A retailer's file of 定期: recognised, read, refused with its reason, brought in once, told on the line of time."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from omotenashi.base.text import intervals
from omotenashi.commerce.orders.models import Delivery, Subscription
from omotenashi.connectors.csv.mapping.fields import Type
from omotenashi.connectors.csv.mapping.values import Reading, Wrong, read
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import runs, undoing
from omotenashi.connectors.csv.sync.prepare import suggested
from omotenashi.connectors.csv.tests.makers import JAPAN, prepared, refusals, sheet_of, text_of
from omotenashi.places.locations import actions as places

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
HEAD = [
    "契約番号",
    "会員番号",
    "商品コード",
    "開始日",
    "お届けサイクル",
    "お届け回数",
    "出荷日",
    "休止日",
    "解約日",
    "解約理由",
]
FILE = [
    HEAD,
    ["T1", "M1", "TEA", "2025/9/1", "30日", "1", "2025/9/1", "", "2025/12/20", "価格が高い"],
    ["T1", "M1", "TEA", "2025/9/1", "30日", "2", "2025/10/1", "", "2025/12/20", "価格が高い"],
    ["T2", "M2", "TEA", "2025/11/1", "2ヶ月", "", "", "2025/12/1", "", ""],
]


def days(found: Any) -> list[tuple[int, date]]:
    return [(one.cycle, one.shipped_at.astimezone(JAPAN.zone).date()) for one in found.sent]


def test_a_file_of_contracts_is_recognised_and_its_deliveries_belong_to_one_contract() -> None:
    found = prepared(FILE)
    assert (found.kind, found.refused, found.warnings) == ("subscriptions", [], [])
    assert [(one.number, one.values["every"], one.rows, days(one)) for one in found.things] == [
        ("T1", "P30D", (2, 3), [(1, date(2025, 9, 1)), (2, date(2025, 10, 1))]),
        ("T2", "P2M", (4,), []),
    ]


def test_headers_of_another_system_are_understood() -> None:
    head = [
        "定期ID",
        "顧客コード",
        "お客様メールアドレス",
        "商品名",
        "定期開始日",
        "配送周期",
        "ステータス",
        "定期解約日",
    ]
    row = ["9", "C1", "a@example.jp", "青汁", "2025/1/1", "毎月", "解約済", "2025/3/1"]
    choices = suggested(sheet_of([head, row, ["10", *row[1:]]]))
    assert (choices.kind, sorted(choices.columns.values())) == (
        "subscriptions",
        ["began_at", "cancelled_at", "contract", "customer_id", "every", "mail", "product_name", "status"],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("30", "P30D"), ("30日ごと", "P30D"), ("2ヶ月", "P2M"), ("1か月に1回", "P1M"), ("毎月", "P1M"), ("隔月", "P2M"), ("隔週", "P14D"),
     ("every 4 weeks", "P28D"), ("monthly", "P1M"), ("１年", "P12M")],
)  # fmt: skip
def test_intervals_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert read(Type.INTERVAL, text, Reading()) == expected


@pytest.mark.parametrize(("text", "expected"), [("30日", 30), ("2ヶ月", 60), ("1年", 365), ("18ヶ月", 545)])
def test_where_only_days_can_be_told_a_month_is_thirty_of_them(text: str, expected: int) -> None:
    assert intervals.of(str(read(Type.INTERVAL, text, Reading()))).in_days == expected


@pytest.mark.parametrize(
    ("began", "every", "expected"),
    [
        ("2024/1/31", "毎月", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        ("2025/1/31", "毎月", ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]),
        ("2023/12/30", "隔月", ["2023-12-30", "2024-02-29", "2024-04-30", "2024-06-30", "2024-08-30"]),
        ("2024/2/29", "1年", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2024/1/31", "30日", ["2024-01-31", "2024-03-01", "2024-03-31", "2024-04-30", "2024-05-30"]),
    ],
)
def test_months_are_those_of_the_calendar(began: str, every: str, expected: list[str]) -> None:
    (found,) = prepared([HEAD, ["T1", "M1", "TEA", began, every, "5", "", "", "", ""]]).things

    assert [day.isoformat() for _, day in days(found)] == expected


def test_months_go_on_from_the_last_delivery_that_was_told_and_back_to_the_day_of_the_beginning() -> None:
    def told(second: str) -> list[str]:
        rows = [
            ["T1", "M1", "TEA", "2025/1/31", "毎月", cycle, day, "", "", ""]
            for cycle, day in (("2", second), ("4", ""))
        ]
        return [day.isoformat() for _, day in days(prepared([HEAD, *rows]).things[0])]

    # The last of February is where a 31st falls; the 3rd of March is a day of its own.
    assert told("2025/2/28") == ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]
    assert told("2025/3/3") == ["2025-01-31", "2025-03-03", "2025-04-03", "2025-05-03"]


def test_more_deliveries_than_the_calendar_has_days_for_are_no_error() -> None:
    (found,) = prepared([HEAD, ["T1", "M1", "TEA", "2025/1/31", "10年", "1000", "", "", "", ""]]).things

    assert [len(found.sent), found.sent[-1].shipped_at.year] == [1000, 9990]


@pytest.mark.parametrize("text", ["0", "なし", "99999日", "-3"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="not_an_interval"):
        read(Type.INTERVAL, text, Reading())


def test_a_file_that_only_counts_deliveries_sets_their_days_and_says_so() -> None:
    found = prepared([HEAD, ["T1", "M1", "TEA", "2025/9/1", "30", "3", "2025/11/2", "", "", ""], ["T2", "M2", "TEA", "2025/9/1", "30", "2", "", "", "", ""]])  # fmt: skip
    assert [days(one) for one in found.things] == [
        [(1, date(2025, 9, 1)), (2, date(2025, 10, 2)), (3, date(2025, 11, 2))],
        [(1, date(2025, 9, 1)), (2, date(2025, 10, 1))],
    ]
    assert [(w["code"], w["count"]) for w in found.warnings] == [("deliveries_counted", 2)]
    assert [[one.told for one in contract.sent] for contract in found.things] == [[False, False, True], [False, False]]


def test_what_is_no_contract_is_refused_with_its_reason() -> None:
    head = [*HEAD, "ステータス"]
    good = ["M1", "TEA", "2025/9/1", "30", "", "", "", "", "", ""]
    found = prepared(
        [
            head,
            ["", *good],
            ["T1", "M1", "", *good[2:]],
            ["T2", *good[:-1], "解約"],
            ["T3", *good[:-1], "休止中"],
            ["T4", *good],
            ["T4b", *good[:4], "", "", "", "2025/8/1", "", ""],
            ["T5", *good],
            ["T5", "M1", "TEA", "2025/9/2", *good[3:]],
            ["T6", *good[:4], "-1", *good[5:]],
            ["T7", *good],
        ]
    )
    assert refusals(found) == [
        (2, "contract_missing"), (3, "sku_missing"), (4, "ending_missing"), (5, "pause_missing"),
        (7, "ends_before_it_begins"), (8, "conflict"), (9, "conflict"), (10, "cycle_out_of_range"),
    ]  # fmt: skip


class TestBroughtIn:
    """These commit: what is untouched since is known by the transaction that brought it."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture(autouse=True)
    def _shop(self, settings: Any, tmp_path: Path, _django_db_helper: None) -> None:
        settings.FILES_PATH = tmp_path / "files"
        places.set_up_retailer(name="酒と茶", currency="JPY")

    def test_a_file_counts_once_and_is_undone_whole(self) -> None:
        first, again = _bring(FILE), _bring(FILE)
        assert (first.rows_created, again.rows_created, again.rows_unchanged) == (3, 0, 3)
        assert list(Subscription.objects.order_by("number").values_list("number", "product", "every_days", "cancel_reason")) == [
            ("T1", "TEA", 30, "価格が高い"), ("T2", "TEA", 60, ""),
        ]  # fmt: skip
        assert Delivery.objects.count() == 2

        undone = undoing.undo(first, now=NOW).undone
        assert (undone["subscriptions"], undone["subscriptions_kept"]) == (2, 0)
        assert (Subscription.objects.count(), Delivery.objects.count()) == (0, 0)

    def test_a_contract_of_tomorrow_or_of_nobody_is_refused(self) -> None:
        run = _bring([HEAD, ["T1", "M1", "TEA", "2026/2/1", "30", *[""] * 5], ["T2", "", "TEA", "2025/9/1", "30", *[""] * 5]])  # fmt: skip
        assert list(run.refused.values_list("row", "code")) == [(2, "in_future"), (3, "customer_refused")]
        assert Subscription.objects.count() == 0


def _bring(rows: list[list[str]]) -> Run:
    return runs.bring_in(runs.receive(name="teiki.csv", data=text_of(rows).encode(), now=NOW), now=NOW)
