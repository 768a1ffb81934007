# SPDX-License-Identifier: Apache-2.0
"""元に戻す: what an import brought goes again, what was changed since stays, and nothing is left half.

These tests commit: what is untouched since is known by the transaction that brought it.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from omotenashi.base import bulk
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Wallet, WalletEntry
from omotenashi.commerce.orders.models import Order, OrderLine, Return
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Movement, StockLevel
from omotenashi.connectors.csv.models import Made, Run
from omotenashi.connectors.csv.sync import runs, undoing
from omotenashi.connectors.csv.tests.makers import text_of
from omotenashi.people.customers.models import Node, NodePerson, Profile
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
HEAD = ["注文番号", "注文日", "商品コード", "商品名", "数量", "単価", "会員番号", "お名前"]
SALES = [
    HEAD,
    ["A", "2025/12/30", "S1", "酒", "2", "1,200", "M1", "髙﨑 花子"],
    ["A", "2025/12/30", "T1", "茶", "1", "500", "M1", "髙﨑 花子"],
    ["B", "2025/12/31", "T1", "茶", "1", "500", "", ""],
    ["C", "2026/1/2", "T1", "茶", "-1", "500", "M1", "髙﨑 花子"],
]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _shop(settings: Any, tmp_path: Path, _django_db_helper: None) -> None:
    settings.FILES_PATH = tmp_path / "files"
    places.set_up_retailer(name="酒と茶", currency="JPY")


def bring(rows: Sequence[Sequence[str]], *, kind: str = "") -> Run:
    run = runs.receive(name="file.csv", data=text_of(rows).encode(), now=NOW, kind=kind)
    return runs.bring_in(run, now=NOW)


def state() -> dict[str, Any]:
    """Everything an import can make, by the names that people see, without ids and moments of recording.

    A key that was seen earlier than we knew stays so: since when somebody is known is not unsaid.
    """
    sums = ("goods_total", "returned_total", "returned_tax", "tax_total", "line_count", "channel_id")
    together: dict[Any, list[Node]] = defaultdict(list)
    for one in NodePerson.objects.select_related("node"):
        together[one.person_id].append(one.node)
    return {
        "orders": sorted(Order.objects.values_list("origin", "number", *sums)),
        "lines": sorted(OrderLine.objects.values_list("order__number", "key", "sku", "quantity", "amount")),
        "returns": sorted(Return.objects.values_list("number", "order__number", "amount")),
        "products": sorted(Product.objects.values_list("code", "name", "tokens")),
        "variants": sorted(Variant.objects.values_list("sku", "product__code")),
        "stock": sorted(StockLevel.objects.values_list("variant__sku", "location__code", "on_hand")),
        "people": sorted(sorted(node.value or "" for node in nodes) for nodes in together.values()),
        "profiles": sorted(Profile.objects.values_list("name", "member_no", "tokens")),
        "points": sorted(Wallet.objects.exclude(available=0).values_list("node__value", "available")),
    }


def test_an_undo_takes_orders_lines_returns_and_products_back() -> None:
    before = state()
    run = bring(SALES)
    assert undoing.plan(run, now=LATER)["orders"] == 2
    assert Order.objects.count() == 2  # a plan changes nothing
    undone = undoing.undo(run, now=LATER)
    assert state() == before
    assert {
        name: undone.undone[name] for name in ("orders", "orders_kept", "returns", "products", "products_kept")
    } == {
        "orders": 2,
        "orders_kept": 0,
        "returns": 1,
        "products": 2,
        "products_kept": 0,
    }
    assert OrderLine.objects.count() == 0


def test_an_undo_said_twice_counts_once_and_the_file_can_come_again() -> None:
    first = bring(SALES)
    after_import = state()
    undone = undoing.undo(first, now=LATER)
    again = undoing.undo(first, now=LATER + timedelta(days=1))
    assert (again.undone_at, again.undone) == (undone.undone_at, undone.undone)
    second = bring(SALES)
    assert (second.rows_created, state()) == (first.rows_created, after_import)


def test_what_another_run_changed_since_stays() -> None:
    run = bring(SALES)
    changed = [HEAD, ["B", "2025/12/31", "T1", "茶", "7", "500", "", ""]]
    bring(changed)
    counts = undoing.undo(run, now=LATER).undone
    assert (counts["orders"], counts["orders_kept"], counts["products"], counts["products_kept"]) == (1, 1, 1, 1)
    assert list(Order.objects.values_list("number", "goods_total")) == [("B", 3500)]
    assert list(Variant.objects.values_list("sku", flat=True)) == ["T1"]


def test_a_return_that_goes_no_longer_lowers_the_order_of_another_run() -> None:
    bring([HEAD, ["C", "2026/1/1", "T1", "茶", "2", "500", "M1", "髙﨑 花子"]])
    before = state()
    run = bring([HEAD, ["C", "2026/1/2", "T1", "茶", "-1", "500", "M1", "髙﨑 花子"]])
    undoing.undo(run, now=LATER)
    assert state() == before


def test_the_timeline_hears_that_an_order_was_withdrawn() -> None:
    run = bring(SALES)
    undoing.undo(run, now=LATER)
    told = bulk.rows("SELECT name, count(*) FROM outbox_event WHERE name LIKE '%%Withdrawn' GROUP BY 1 ORDER BY 1")
    assert told == [("orders.OrderWithdrawn", 2), ("orders.ReturnWithdrawn", 1)]


def test_a_count_of_stock_is_answered_by_its_opposite() -> None:
    bring(SALES)
    places.register_locations([places.LocationRecord(code="001", name="本店")])
    stock.count([stock.CountRecord(sku="S1", location="001", on_hand=4)], source="till", key="1", now=NOW)
    before = state()
    run = bring([["商品コード", "店舗コード", "在庫数"], ["S1", "001", "9"], ["T1", "001", "5"]], kind="stock")
    assert state()["stock"] == [("S1", "001", 9), ("T1", "001", 5)]
    assert undoing.undo(run, now=LATER).undone["levels"] == 2
    assert state() == before
    assert sorted(Movement.objects.values_list("variant__sku", "delta")) == [
        ("S1", -5), ("S1", 4), ("S1", 5), ("T1", -5), ("T1", 5),
    ]  # fmt: skip


def test_a_level_that_was_counted_again_stays() -> None:
    bring(SALES)
    places.register_locations([places.LocationRecord(code="001", name="本店")])
    run = bring([["商品コード", "店舗コード", "在庫数"], ["S1", "001", "9"]], kind="stock")
    stock.count([stock.CountRecord(sku="S1", location="001", on_hand=2)], source="till", key="1", now=NOW)
    counts = undoing.undo(run, now=LATER).undone
    assert (counts["levels"], counts["levels_kept"], state()["stock"]) == (0, 1, [("S1", "001", 2)])


MEMBERS = [["会員番号", "お名前", "ポイント残高"], ["M1", "髙﨑 花子", "120"], ["M2", "佐藤 ケン", "30"]]


def test_the_balance_of_a_file_is_the_balance_of_the_wallet() -> None:
    bring(MEMBERS, kind="customers")
    assert state()["points"] == [("M1", 120), ("M2", 30)]
    again = bring(MEMBERS, kind="customers")
    assert (again.rows_unchanged, WalletEntry.objects.count()) == (2, 2)
    lower = bring([MEMBERS[0], ["M1", "髙﨑 花子", "100"]], kind="customers")
    assert (lower.rows_updated, state()["points"]) == (1, [("M1", 100), ("M2", 30)])
    assert list(WalletEntry.objects.order_by("id").values_list("type", "amount"))[2:] == [("adjust", -20)]


def test_points_that_a_file_brought_go_unless_they_are_spent() -> None:
    run = bring(MEMBERS, kind="customers")
    node = Node.objects.get(value="M1")
    spent = loyalty.PointRecord(node_id=node.id, amount=-50, type="burn", occurred_at=NOW, key="till:1")
    loyalty.post([spent])
    counts = undoing.undo(run, now=LATER).undone
    assert (counts["points"], counts["points_kept"], state()["points"]) == (1, 1, [("M1", 70)])


def test_a_customer_whom_another_file_names_too_stays() -> None:
    bring(MEMBERS[:2], kind="customers")
    before = state()
    run = bring([*MEMBERS[:1], ["M1", "高崎 はな", "120"], *MEMBERS[2:]], kind="customers")
    assert (len(state()["people"]), undoing.undo(run, now=LATER).undone["customers"]) == (2, 1)
    assert state() == before


def test_who_undoes_is_audited() -> None:
    boss = staff.hire(email="hana@example.jp", name="Hana", role="headquarters", password=None)
    run = bring(SALES)
    undoing.undo(run, by=boss, now=LATER)
    entry = AuditEntry.objects.get(subject=f"import {run.pk}")
    assert (entry.staff, entry.permission, entry.details["undone"]["orders"]) == (boss, "imports.run", 2)


def test_an_undo_that_dies_in_the_middle_leaves_everything_there(monkeypatch: pytest.MonkeyPatch) -> None:
    run = bring(SALES)
    after_import = state()

    def die(*_said: Any, **_named: Any) -> int:
        raise IntegrityError

    monkeypatch.setattr(catalogue, "remove", die)
    with pytest.raises(IntegrityError):
        undoing.undo(run, now=LATER)
    run.refresh_from_db()
    assert (state(), run.undone_at) == (after_import, None)


def test_what_is_not_imported_cannot_be_undone() -> None:
    run = runs.receive(name="file.csv", data=text_of(SALES).encode(), now=NOW)
    with pytest.raises(runs.Stopped, match="nothing_to_undo"):
        undoing.undo(run, now=LATER)


@pytest.mark.parametrize("seed", range(4))
def test_import_and_undo_is_the_state_before_whatever_stands_there(seed: int) -> None:
    draw = random.Random(seed)
    bring([HEAD, *_rows(draw, "old", products="AB")])
    before = state()
    run = bring([HEAD, *_rows(draw, "new", products="ABC")])
    undoing.undo(run, now=LATER)
    assert state() == before
    assert Made.objects.filter(run=run, thing="orders").count() == 1


def _rows(draw: random.Random, name: str, *, products: str) -> list[list[str]]:
    """Orders with lines, some given back whole or in part, of few members and few products."""
    rows = []
    for number in range(draw.randint(1, 8)):
        day = f"2026/1/{draw.randint(1, 4)}"
        member = draw.choice(["", "M1", "M2", "M3"])
        for _line in range(draw.randint(1, 3)):
            sku, price = draw.choice(products), draw.choice(["500", "1,200"])
            quantity = draw.choice(["1", "2", "3", "-1"])
            rows.append([f"{name}{number}", day, sku, sku, quantity, price, member, f"人{member}" if member else ""])
    draw.shuffle(rows)
    return rows
