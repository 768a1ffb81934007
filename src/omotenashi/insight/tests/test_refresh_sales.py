# SPDX-License-Identifier: Apache-2.0
"""Orders and lines travel together and packed; in the lake they are what the questions of the record say, row by row."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pytest

from omotenashi.base import bulk
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.actions import ProductRecord
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.orders.tests.records import furnish, line, order, record
from omotenashi.insight.actions.refreshing import _address
from omotenashi.insight.lake import feed, sources
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.tests.test_refresh import in_lake, refresh

pytestmark = pytest.mark.django_db(transaction=True)
STRANGE = "𠮷野\x01\x1f\t\r\n\"'\\,{}%;"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    """A lake of sales of every kind, filled once."""
    settings.LAKE_PATH = tmp_path / "lake"
    furnish()
    catalogue.register(
        [
            ProductRecord(sku="A", code="SHIRT", name="シャツ", category="衣"),
            ProductRecord(sku="B", code="CAP", name="帽子"),
        ]
    )
    record(
        order("1", line("A"), line("A", key="again"), line("B", 2200, name=STRANGE), line("none", -300, name="")),
        order("2", line("C", 1, quantity=3, name="長" * 50_000), placed_at=datetime(1969, 12, 31, 15, tzinfo=UTC)),
        order("3", line("A", 0), placed_at=datetime(2025, 12, 31, 14, 59, 59, tzinfo=UTC), medium="", channel="STORE"),
        order("4", line("A"), placed_at=datetime(2025, 12, 31, 15, tzinfo=UTC)),
        order("5", line("A", 900), origin="gift_card"),
        *(order(f"n{n}", line(f"S{n % 3}", n, name=f"品{n % 2}"), line("B", n, key="b")) for n in range(60)),
    )
    bulk.run("UPDATE orders_orderline SET unit_price = 0.001, name = '' WHERE sku = 'A' AND key = 'again'")
    bulk.run("DELETE FROM orders_orderline WHERE order_id = (SELECT id FROM orders_order WHERE number = 'n7')")
    refresh()
    return Lake(settings.LAKE_PATH)


def _asked(table: str) -> list[tuple[Any, ...]]:
    """The rows of a question, as a driver gives them field by field."""
    question = {"orders": sources.ORDERS, "lines": sources.LINES}[table]
    with adbc.connect(_address()) as connection, connection.cursor() as cursor:
        cursor.execute(question.format(zone="Asia/Tokyo", months=""))
        batches = [feed.conform(batch, SCHEMAS[table]) for batch in cursor.fetch_record_batch()]
    return _sorted([tuple(row.values()) for row in pa.Table.from_batches(batches, SCHEMAS[table]).to_pylist()])


def _sorted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)


def _kept(lake: Lake, table: str) -> list[tuple[Any, ...]]:
    return _sorted(in_lake(lake, table, *SCHEMAS[table].names))


@pytest.mark.parametrize("table", ["orders", "lines"])
def test_the_lake_says_of_sales_what_the_record_says(lake: Lake, table: str) -> None:
    rows = _asked(table)
    assert (
        len(rows)
        == {"orders": Order.objects.exclude(number="5").count(), "lines": OrderLine.objects.count() - 1}[table]
    )
    assert _kept(lake, table) == rows


def test_what_changed_later_says_the_same_again(lake: Lake) -> None:
    bulk.run("UPDATE orders_orderline SET amount = 7, unit_price = 1.5 WHERE sku = 'S1'")
    catalogue.register([ProductRecord(sku="A", code="SHIRT", name="長袖", category="冬")])
    Order.objects.filter(number="n4").update(cancelled_at=datetime(2026, 1, 9, tzinfo=UTC))
    refresh()

    for table in ("orders", "lines"):
        assert _kept(lake, table) == _asked(table)
    assert {row for row in in_lake(lake, "lines", "product", "category", "unit_price") if row[0] == "SHIRT"} == {
        ("SHIRT", "冬", Decimal("1100.0000")), ("SHIRT", "冬", Decimal("0.0010")), ("SHIRT", "冬", Decimal("0.0000")),
    }  # fmt: skip
