# SPDX-License-Identifier: Apache-2.0
"""A file comes in: everything of it or nothing, once however often it is brought."""

import csv
import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.orders.models import Order, OrderLine, Return, ReturnLine
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.models import Category, Layout, RefusedRow, Run
from omotenashi.connectors.csv.queries import runs as known
from omotenashi.connectors.csv.sync import runs
from omotenashi.connectors.csv.sync.files import import_file
from omotenashi.connectors.csv.tests.makers import text_of
from omotenashi.people.customers.models import Node, Person, Profile
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
HEAD = [
    "注文番号",
    "注文日",
    "商品コード",
    "商品名",
    "数量",
    "単価",
    "会員番号",
    "お名前",
    "メールアドレス",
    "店舗コード",
]
SALES = [
    HEAD,
    ["A", "2025/12/30 10:00", "S1", "酒", "2", "1,200", "M1", "髙﨑 花子", "hana@example.jp", "001"],
    ["A", "2025/12/30 10:00", "T1", "茶", "1", "500", "M1", "髙﨑 花子", "hana@example.jp", "001"],
    ["B", "2025/12/31", "T1", "茶", "1", "500", "", "", "", "001"],
    ["C", "2026/1/2", "T1", "茶", "-1", "500", "M1", "髙﨑 花子", "hana@example.jp", "001"],
    ["D", "2026/1/2", "T1", "茶", "1", "500", "M2", "佐藤 ケン", "", "002"],
]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop(settings: Any, tmp_path: Path, _django_db_helper: None) -> None:
    settings.FILES_PATH = tmp_path / "files"
    places.set_up_retailer(name="酒と茶", currency="JPY")


def bring(rows: Sequence[Sequence[str]], **corrections: Any) -> Run:
    run = runs.receive(name="sales.csv", data=text_of(rows).encode("cp932", "replace"), now=NOW)
    if corrections:
        kept.choose(run, {**run.choices, **corrections})
    return runs.bring_in(run, now=NOW)


def sums(run: Run) -> tuple[int, int, int, int, int]:
    return (run.rows_read, run.rows_created, run.rows_updated, run.rows_unchanged, run.rows_refused)


def state() -> list[Any]:
    """All that an import can change, without ids and moments of our own."""
    return [
        sorted(
            Order.objects.values_list(
                "origin",
                "number",
                "placed_at",
                "cancelled_at",
                "goods_total",
                "line_count",
                "node__type",
                "node__value",
                "location__code",
            )
        ),
        sorted(OrderLine.objects.values_list("order__number", "variant__sku", "quantity", "amount")),
        sorted(Return.objects.values_list("number", "amount", "node__value")),
        sorted(ReturnLine.objects.values_list("of__number", "quantity", "amount")),
        sorted(Node.objects.values_list("type", "value")),
        sorted(Profile.objects.values_list("name", "email", "member_no")),
        sorted(Variant.objects.values_list("sku", "product__name")),
        sorted(Location.objects.values_list("code", flat=True)),
        Person.objects.count(),
    ]


def test_a_cp932_file_becomes_customers_orders_returns_and_products() -> None:
    run = bring(SALES)
    assert sums(run) == (5, 5, 0, 0, 0)
    assert list(Order.objects.order_by("number").values_list("number", "goods_total", "line_count")) == [
        ("A", 2900, 2),
        ("B", 500, 1),
        ("D", 500, 1),
    ]
    assert list(Return.objects.values_list("number", "amount")) == [("C", 500)]
    assert sorted(Profile.objects.exclude(name="").values_list("name", flat=True)) == ["佐藤 ケン", "髙﨑 花子"]
    assert sorted(Variant.objects.values_list("sku", "product__name")) == [("S1", "酒"), ("T1", "茶")]
    assert run.made == {"customers_created": 2, "products_created": 2, "orders_created": 3, "returns_created": 1}


def test_the_same_file_twice_changes_nothing() -> None:
    bring(SALES)
    before = state()
    assert sums(bring(SALES)) == (5, 0, 0, 5, 0)
    assert state() == before


def test_any_order_and_any_repetition_of_a_file_gives_the_same_state() -> None:
    bring(SALES)
    expected = state()
    for model in (OrderLine, Order):
        assert model.objects.count()
    for seed in range(5):
        body = SALES[1:]
        random.Random(seed).shuffle(body)
        assert sums(bring([HEAD, *body])) == (5, 0, 0, 5, 0)
    assert state() == expected


def test_a_corrected_row_updates_its_order_only() -> None:
    bring(SALES)
    mended = [*SALES[:3], [*SALES[3][:5], "600", *SALES[3][6:]], *SALES[4:]]
    assert sums(bring(mended)) == (5, 0, 1, 4, 0)
    assert Order.objects.get(number="B").goods_total == 600


def test_the_day_of_sending_completes_an_order_once_it_is_past() -> None:
    sent = ["", "2025/12/31", "2025/12/30", "2025/12/29", "2026/2/1"]
    plain = [["A", "2025/12/30 10:00", "T1", "茶", "1", "500", "", "", "", "001", at] for at in sent[:3]]
    early, planned = ([number, *plain[0][1:10], at] for number, at in (("B", sent[3]), ("C", sent[4])))
    bring([[*HEAD, "発送日"], *plain, early, planned])

    # Of several parcels the last counts; what was sent before it was ordered went out at once; a day to come is a plan.
    assert list(Order.objects.order_by("number").values_list("number", "completed_at")) == [
        ("A", datetime(2025, 12, 30, 15, tzinfo=UTC)),
        ("B", datetime(2025, 12, 30, 1, tzinfo=UTC)),
        ("C", None),
    ]


def test_a_dry_run_counts_what_the_import_will_do_and_changes_nothing() -> None:
    run = runs.receive(
        name="sales.csv", data=text_of([*SALES, ["E", "昨日", "T1", "茶", "1", "1", "", "", "", ""]]).encode(), now=NOW
    )
    empty = state()
    run = runs.preview(run, now=NOW)
    assert state() == empty
    assert run.preview["counts"] == {"created": 5, "updated": 0, "unchanged": 0, "read": 6, "refused": 1}
    run = runs.bring_in(run, now=NOW)
    assert sums(run) == (6, 5, 0, 0, 1)


def test_refused_rows_are_kept_downloaded_mended_and_replayed() -> None:
    body = [
        *SALES,
        ["E", "2026/1/3", "4.9E+12", "茶", "1", "500", "M2", "佐藤 ケン", "", "002"],
        ["E", "2026/1/3", "Z1", "=cmd()", "1", "500", "M2", "佐藤 ケン", "", "002"],
    ]
    run = bring(body)
    assert sums(run) == (7, 5, 0, 0, 2)
    assert list(run.refused.values_list("row", "code", "column")) == [
        (7, "code_damaged", "商品コード"),
        (8, "order_incomplete", "注文番号"),
    ]
    text = known.refused_file(run, HEAD).decode("utf-8-sig")
    assert "'=cmd()" in text
    rows = [[cell.replace("4.9E+12", "4901234567894") for cell in row] for row in csv.reader(io.StringIO(text))]
    replay = runs.receive(name="mended.csv", data=text_of(rows).encode(), now=NOW, replays=run)
    replay = runs.bring_in(replay, now=NOW)
    assert (sums(replay), replay.replays_id) == ((2, 2, 0, 0, 0), run.pk)
    assert Order.objects.get(number="E").goods_total == 1000
    assert Product.objects.filter(name="=cmd()").count() == 1


def test_a_corrected_mapping_is_remembered_for_the_next_file_of_the_layout() -> None:
    rows = [["番号X", "日付", "コード", "値"], ["A", "2026-01-02", "T1", "500"]]
    columns = {"番号X": "number", "日付": "placed_at", "コード": "sku", "値": "line_amount"}
    bring(rows, kind="orders", columns=columns, channel="STORE")
    again = runs.receive(
        name="next.csv",
        data=text_of([["値", "番号X", "日付", "コード"], ["700", "B", "2026-01-03", "T1"]]).encode(),
        now=NOW,
    )
    assert (again.choices["columns"], again.choices["channel"], Layout.objects.count()) == (columns, "STORE", 1)


def test_an_import_that_fails_half_way_leaves_nothing_and_can_be_run_again() -> None:
    run = runs.receive(name="sales.csv", data=text_of(SALES).encode(), now=NOW)
    empty = state()

    def stumble(step: str, done: int, total: int) -> None:
        if step == "orders":
            raise RuntimeError("the plug was pulled")

    with pytest.raises(RuntimeError):
        runs.bring_in(run, now=NOW, progress=stumble)
    run.refresh_from_db()
    assert (run.failure["code"], state() == empty, RefusedRow.objects.count()) == ("crashed", True, 0)
    assert sums(runs.bring_in(run, now=NOW)) == (5, 5, 0, 0, 0)
    assert sums(runs.bring_in(run, now=NOW)) == (5, 5, 0, 0, 0)
    assert Order.objects.count() == 3


IMPORT = """
import sys
import django
django.setup()
from pathlib import Path
from django.conf import settings
settings.FILES_PATH = Path(sys.argv[1])
from omotenashi.base import clock
from omotenashi.connectors.csv.sync import runs
run = runs.receive(name="big.csv", data=sys.stdin.buffer.read(), now=clock.now())
print(run.pk, flush=True)
runs.bring_in(run, now=clock.now())
"""
CLEAN = "import django; django.setup(); from omotenashi.connectors.csv.models import Run; Run.objects.all().delete()"


@pytest.mark.crash
def test_an_import_killed_without_warning_leaves_nothing_behind(tmp_path: Path) -> None:
    lines = [
        [f"O{n // 3}", "2026-01-02", f"S{n % 50}", "x", "1", "100", f"M{n // 3 % 900}", "", "", ""]
        for n in range(30_000)
    ]
    data = text_of([HEAD, *lines]).encode()
    env = _beside_us()
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(tmp_path / "files")], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin and child.stdout
        child.stdin.write(data)
        child.stdin.close()
        run = Run.objects.get(pk=child.stdout.readline().decode().strip())
        deadline = time.monotonic() + 120
        while runs.progress_of(run)["step"] != "orders" and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
    try:
        while kept.is_alive(run) and time.monotonic() < deadline:
            time.sleep(0.05)
        run.refresh_from_db()
        assert (run.started_at is not None, run.finished_at) == (True, None)
        assert (Order.objects.count(), Node.objects.count(), Variant.objects.count()) == (0, 0, 0)
        again = runs.bring_in(runs.receive(name="big.csv", data=data, now=NOW), now=NOW)
        assert sums(again) == (30_000, 30_000, 0, 0, 0)
    finally:
        subprocess.run([sys.executable, "-c", CLEAN], env=env, check=True)


def _beside_us() -> dict[str, str]:
    """The environment of a process that works in the database of this test, outside its transaction."""
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    url = f"{head.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")
    return {**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_customers_products_stock_and_categories_come_in_and_come_in_again() -> None:
    files = {
        "customers.csv": [
            ["会員番号", "氏名", "メールアドレス", "メルマガ"],
            ["1", "髙﨑 花子", "hana@example.jp", "希望する"],
            ["2", "佐藤 ケン", "", "希望しない"],
        ],
        "products.csv": [
            ["商品コード", "商品名", "販売価格", "公開ステータス"],
            ["S1", "酒", "1,200", "公開"],
            ["T1", "茶", "500", "非公開"],
        ],
        "stock.csv": [
            ["商品コード", "店舗コード", "在庫数"],
            ["S1", "001", "5"],
            ["T1", "001", "0"],
            ["Z9", "001", "1"],
        ],
        "categories.csv": [["カテゴリID", "カテゴリ名", "親カテゴリID"], ["1", "飲料", ""], ["2", "酒", "1"]],
    }
    first: dict[str, tuple[int, ...]] = {}
    for again in (False, True):
        for name, rows in files.items():
            run = runs.bring_in(runs.receive(name=name, data=text_of(rows).encode("cp932"), now=NOW), now=NOW)
            first.setdefault(name, sums(run))
            if again:
                assert sums(run) == (run.rows_read, 0, 0, run.rows_read - run.rows_refused, run.rows_refused), name
    assert first == {
        "customers.csv": (2, 2, 0, 0, 0),
        "products.csv": (2, 2, 0, 0, 0),
        "stock.csv": (3, 2, 0, 0, 1),
        "categories.csv": (2, 2, 0, 0, 0),
    }
    assert (
        StockLevel.objects.count(),
        Category.objects.count(),
        Product.objects.exclude(withdrawn_at=None).count(),
    ) == (2, 2, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0",
            "This is no table: the file holds binary data. Save it as CSV, XLSX or Parquet.",
        ),
        (
            "注文番号,備考\n1,x\n".encode(),
            "To import this file, one column must be each of: Ordered at, Line amount / Unit price / Total / Goods total.",
        ),
        ("注文番号,注文日,合計\n".encode(), "The file has a header but no rows."),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(data: bytes, words: str, tmp_path: Path, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    result = import_file(path=path, kind="orders" if data.startswith("注".encode()) else None)
    assert (result.problem, Order.objects.count()) == (words, 0)
