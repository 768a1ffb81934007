# SPDX-License-Identifier: Apache-2.0
"""From the record into the lake and back as figures: all of it once, then only what changed."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from omotenashi.commerce.orders.actions import reasons, returns
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.actions.records import LineRecord, OrderRecord, ReturnRecord
from omotenashi.commerce.orders.models import Attribution, Order, OrderLine
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import open_lake
from omotenashi.insight.models import Run, Score
from omotenashi.people.customers.models import Node
from omotenashi.people.timeline import actions as timeline
from omotenashi.places.locations import actions as locations

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    """An empty lake of a retailer with two channels."""
    settings.LAKE_PATH = tmp_path / "lake"
    locations.set_up_retailer(name="花店")
    locations.register_channels(["EC", "STORE"])
    return Lake(settings.LAKE_PATH)


def sold(number: str, day: str, amount: int = 1100, *, hour: int = 3, product: str = "A") -> OrderRecord:
    """An order of one line that nobody has claimed; the hour is UTC."""
    line = LineRecord(sku=product, quantity=1, unit_price=Decimal(amount), amount=amount)
    placed = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
    return OrderRecord(origin="test", number=number, channel="EC", placed_at=placed, lines=(line,))


def in_lake(lake: Lake, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a table of the lake, sorted."""
    opened = open_lake(lake.path)
    rows: Sequence[dict[str, Any]] = getattr(opened.tables, table).to_pyarrow().to_pylist()
    opened.close()
    return sorted(tuple(row[column] for column in columns) for row in rows)


def refresh() -> int:
    """Bring the lake up to date, once no transaction of a neighbour is older than what was just recorded.

    A test beside this one, in another database of the same server, holds the horizon back; the lake would then rightly
    read the same rows once more.
    """
    end = time.monotonic() + 60
    while time.monotonic() < end and not _is_settled():
        time.sleep(0.02)
    return insight.refresh(now=NOW)


def _is_settled() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(changed_in), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            " FROM (SELECT changed_in FROM orders_order UNION ALL SELECT changed_in FROM orders_return"
            " UNION ALL SELECT changed_in FROM loyalty_tierstate) marks"
        )
        return bool(cursor.fetchone()[0])


def test_a_new_lake_holds_everything(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-31"), sold("2", "2025-02-10", 2200)], now=NOW)

    assert refresh() == 1
    assert in_lake(lake, "orders", "number", "gross", "tax", "lines") == [("1", 1100, 100, 1), ("2", 2200, 200, 1)]
    assert in_lake(lake, "lines", "sku", "amount", "unit_price") == [
        ("A", 1100, Decimal("1100.0000")),
        ("A", 2200, Decimal("2200.0000")),
    ]
    assert sorted(lake.manifest().parts["lines"]) == ["2025-01", "2025-02"]


def test_the_day_is_that_of_the_retailer(lake: Lake) -> None:
    # 16:00 UTC on the last of January is 1 February in Tokyo.
    orders.record([sold("1", "2025-01-31", hour=16)], now=NOW)
    refresh()

    assert list(lake.manifest().parts["orders"]) == ["2025-02"]


def test_an_order_that_is_sent_later_says_so_in_its_month(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-31"), sold("2", "2025-01-31")], now=NOW)
    refresh()
    # 16:00 UTC on 4 February is the 5th in Tokyo.
    done = datetime(2025, 2, 4, 16, tzinfo=UTC)
    orders.record([replace(sold("1", "2025-01-31"), completed_at=done)], now=NOW)
    refresh()

    assert in_lake(lake, "orders", "number", "day", "sent") == [
        ("1", date(2025, 1, 31), date(2025, 2, 5)),
        ("2", date(2025, 1, 31), None),
    ]


def test_nothing_new_leaves_the_version_as_it_is(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-31")], now=NOW)
    refresh()
    orders.record([sold("1", "2025-01-31")], now=NOW)

    assert refresh() == 1
    assert Run.objects.count() == 1


def test_only_the_touched_month_is_written_again(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-31"), sold("2", "2025-02-10")], now=NOW)
    refresh()
    before = lake.manifest().parts["orders"]
    orders.record([sold("3", "2025-02-11"), sold("4", "2025-03-01")], now=NOW)
    refresh()
    after = lake.manifest().parts["orders"]

    assert after["2025-01"] == before["2025-01"]
    assert after["2025-02"] != before["2025-02"]
    assert in_lake(lake, "orders", "number") == [("1",), ("2",), ("3",), ("4",)]


def test_an_order_that_moves_to_another_month_leaves_the_old_one(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-31"), sold("2", "2025-02-10")], now=NOW)
    refresh()
    orders.record([sold("1", "2025-03-05")], now=NOW)
    refresh()

    assert sorted(lake.manifest().parts["orders"]) == ["2025-02", "2025-03"]
    assert in_lake(lake, "orders", "number") == [("1",), ("2",)]


def test_a_cancellation_and_a_return_reach_the_figures(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-10"), sold("2", "2025-01-20", 2200), sold("3", "2025-02-01", 3300)], now=NOW)
    refresh()
    orders.cancel(order_id=Order.objects.get(number="1").id, now=NOW)
    returns.record(
        [
            ReturnRecord(origin="test", number="r1", order_number="2", channel="EC", returned_at=NOW, amount=1100),
            ReturnRecord(origin="test", number="r2", channel="EC", returned_at=NOW, amount=300),
        ],
        now=NOW,
    )
    refresh()

    rows = queries.ask(name="sales", values={"as_of": "2026-01-15"}, now=NOW).rows
    assert [(row["period"], row["amount"]) for row in rows] == [
        ("2025-01", 1100),
        ("2025-02", 3300),
        ("2026-01", -300),
    ]


def test_orders_that_an_undone_import_took_away_leave_the_lake(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-10"), sold("2", "2025-02-20")], now=NOW)
    refresh()
    Order.objects.filter(number="1").delete()
    orders.record([sold("3", "2025-03-01")], now=NOW)
    refresh()

    assert in_lake(lake, "orders", "number") == [("2",), ("3",)]


def test_a_rebuild_gives_the_same_lake(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-10"), sold("2", "2025-02-20")], now=NOW)
    refresh()
    before = in_lake(lake, "orders", "order", "node", "number", "gross")

    assert insight.refresh(now=NOW, rebuild=True) == 2
    assert in_lake(lake, "orders", "order", "node", "number", "gross") == before


def test_a_refresh_that_fails_keeps_the_lake_and_says_why(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    orders.record([sold("1", "2025-01-10")], now=NOW)
    refresh()
    monkeypatch.setitem(connection.settings_dict, "NAME", "none")
    with pytest.raises(Exception, match=r"none|connect|refused"):
        refresh()

    assert lake.manifest().version == 1
    assert Run.objects.exclude(failed_at=None).get().error != ""


def test_an_unclaimed_receipt_has_no_scores(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-10")], now=NOW)
    refresh()

    assert Node.objects.count() == 1
    assert Score.objects.count() == 0


def test_what_people_did_is_read_once_and_by_the_media_code(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-31")], now=NOW)
    node, source = Node.objects.values_list("id", flat=True)[0], timeline.internal_source()
    looked = timeline.EntryRecord(
        message_id="m1", name="Product Viewed", node_id=node, at=NOW, props={"sku": "A"},
    )  # fmt: skip
    visited = timeline.EntryRecord(
        message_id="m2", name="Store Visited", node_id=node, at=NOW, props={"store_id": "SHIBUYA", "medium": "FL02"},
    )  # fmt: skip
    refresh()
    timeline.append([looked], source=source, now=NOW)
    second = refresh()
    timeline.append([looked, visited], source=source, now=NOW)

    assert refresh() == second + 1
    assert in_lake(lake, "touches", "act", "product", "location", "medium") == [
        ("view", "A", None, None), ("visit", None, "SHIBUYA", "FL02"),
    ]  # fmt: skip
    assert refresh() == second + 1


def test_what_was_fetched_and_who_is_credited_reach_the_lake(lake: Lake) -> None:
    orders.record([sold("1", "2025-01-31", 10001)], now=NOW)
    order, line = Order.objects.get(), OrderLine.objects.get()
    fetched = timeline.EntryRecord(
        message_id="m1", name="fulfilment.HandedOver", node_id=order.node_id, at=NOW, props={"location": "SHIBUYA"},
    )  # fmt: skip
    timeline.append([fetched], source=timeline.internal_source(), now=NOW)
    till, chat = (
        Attribution.objects.create(order=order, line=line, touch=touch, share=share, quantity=1, amount=yen, at=NOW)
        for touch, share, yen in (("till", 6000, 6001), ("chat", 4000, 4000))
    )
    Attribution.objects.create(
        order=order, line=line, touch="chat", share=4000, quantity=-1, amount=-4000, at=NOW, reverses=chat
    )
    refresh()

    assert in_lake(lake, "touches", "act", "channel", "location") == [("pickup", "STORE", "SHIBUYA")]
    assert in_lake(lake, "credits", "touch", "amount", "returned") == [("chat", 4000, 4000), ("till", 6001, 0)]
    assert till.amount + chat.amount == line.amount


def test_answers_reach_the_lake_once_and_their_words_never(lake: Lake) -> None:
    orders.record([sold("1", "2025-03-01")], now=NOW)
    said: Any = {"origin": "test", "number": "1", "asked": "storefront", "at": NOW}
    reasons.give_reasons([reasons.ReasonRecord(reason="口コミ", comment="友人から", **said)], now=NOW)
    refresh()
    reasons.give_reasons([reasons.ReasonRecord(reason="SNS", **said)], now=NOW)
    refresh()

    assert in_lake(lake, "answers", "number", "origin", "reason") == [("1", "test", "SNS"), ("1", "test", "口コミ")]


def _noted(*numbers: int) -> None:
    node = Node.objects.values_list("id", flat=True)[0]
    entries = [
        timeline.EntryRecord(message_id=f"n{n}", name=f"scenario:ＶＩＰ{n}", node_id=node, at=NOW, props={})
        for n in numbers
    ]
    timeline.append(entries, source=timeline.internal_source(), now=NOW)


def test_what_scenarios_noted_reaches_the_lake_once_and_is_no_touch(lake: Lake) -> None:
    orders.record([sold("1", "2025-03-01")], now=NOW)
    _noted(1)
    refresh()
    _noted(2)
    version = refresh()

    assert (in_lake(lake, "notes", "name"), in_lake(lake, "touches", "act")) == ([("VIP1",), ("VIP2",)], [])
    assert refresh() == version


def test_a_lake_from_before_there_were_notes_reads_them_once_from_the_beginning(lake: Lake) -> None:
    orders.record([sold("1", "2025-03-01")], now=NOW)
    _noted(1)
    refresh()
    before = lake.manifest()
    older = {name: parts for name, parts in before.parts.items() if name != "notes"}
    with lake.writing():
        lake.swap(parts=older, watermark=before.watermark, now=NOW, replace=True)
    assert in_lake(lake, "notes", "name") == []
    _noted(2)
    refresh()
    _noted(3)
    refresh()

    assert in_lake(lake, "notes", "name") == [("VIP1",), ("VIP2",), ("VIP3",)]
