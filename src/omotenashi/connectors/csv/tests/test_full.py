# SPDX-License-Identifier: Apache-2.0
"""Whole public data sets through the import: the counts of `../shared/data/expected.json` hold."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from django.db.models import Count, Max, Min, Sum

from omotenashi.commerce.orders.models import Order, OrderLine, Return, ReturnLine
from omotenashi.connectors.csv.client import reading
from omotenashi.connectors.csv.sync import runs
from omotenashi.connectors.csv.sync.prepare import Home, prepare, suggested
from omotenashi.connectors.csv.tests.makers import BRITAIN
from omotenashi.people.customers.models import Node
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.full


def expected(shared: Path, case: str) -> dict[str, Any]:
    """The expected numbers of one case."""
    cases = json.loads((shared / "data/expected.json").read_text("utf-8"))
    return next(found["expected"] for found in cases if found["id"] == case)


@pytest.mark.django_db
def test_rfm_d1_every_line_of_online_retail_comes_in_once(shared: Path, settings: Any, tmp_path: Path) -> None:
    settings.FILES_PATH = tmp_path
    case = expected(shared, "RFM-D1")
    places.set_up_retailer(name="UK", currency="GBP", zone="UTC")
    path = shared / "data/transactions/online_retail.csv.gz"
    run = runs.bring_in(
        runs.receive(name=path.name, data=path.read_bytes(), now=datetime.now(UTC)), now=datetime.now(UTC)
    )
    assert (run.rows_read, run.rows_created, run.rows_refused) == (case["rows"], case["rows"], 0)
    assert OrderLine.objects.count() + ReturnLine.objects.count() == case["rows"]
    numbers = {*Order.objects.values_list("number", flat=True), *Return.objects.values_list("number", flat=True)}
    cancelled = ReturnLine.objects.filter(of__number__startswith="C")
    assert (len(numbers), Node.objects.filter(type__startswith="external:").count()) == (
        case["invoices"],
        case["customers"],
    )
    assert cancelled.count() == case["cancel_rows"]
    sold = Order.objects.aggregate(
        total=Sum("goods_total"),
        first=Min("placed_at"),
        last=Max("placed_at"),
        countries=Count("country", distinct=True),
    )
    back = Return.objects.aggregate(total=Sum("amount"))
    assert ((sold["total"] - back["total"]) / 100, sold["countries"]) == (case["revenue"], case["countries"])
    assert (f"{sold['first']:%F %T}", f"{sold['last']:%F %T}") == (case["first"], case["last"])
    assert [w["count"] for w in run.warnings if w["code"] == "identical_rows"] == [case["exact_duplicate_rows"]]


def test_cj_d1_the_complete_journey_adds_up(shared: Path) -> None:
    case = expected(shared, "CJ-D1")
    path = shared / "data/completejourney/transactions.parquet"
    sheet = reading.read(path.read_bytes(), name=path.name)
    found = prepare(sheet, suggested(sheet), Home(currency="USD", zone=BRITAIN.zone)).things
    lines, orders = found.lines, found.orders
    assert (lines.num_rows, orders.num_rows, found.refused) == (case["lines"], case["trips"], [])
    distinct = (
        pc.count_distinct(orders["customer_id"]).as_py(),
        pc.count_distinct(lines["sku"]).as_py(),
        pc.count_distinct(orders["location"]).as_py(),
    )
    assert distinct == (case["households"], case["products"], case["stores"])
    sums = [
        pc.sum(column).as_py() / 100
        for column in (lines["amount"], lines["discount"], lines["coupon"], orders["gross"])
    ]
    assert sums == [case["sales"], case["retail_disc"], case["coupon_disc"], case["sales"]]
