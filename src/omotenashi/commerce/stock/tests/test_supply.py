# SPDX-License-Identifier: Apache-2.0
"""What somebody who orders must know: what is free and coming, and when there was nothing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries
from omotenashi.commerce.stock.actions import transfers
from omotenashi.commerce.stock.actions.transfers import Sending
from omotenashi.commerce.stock.models import Transfer
from omotenashi.commerce.stock.tests import shelf

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    shelf.furnish(on_hand=0)


def counted(day: int, on_hand: int) -> None:
    at = datetime(2026, 3, day, 12, tzinfo=TOKYO)
    record = stock.CountRecord(sku="A", location="GINZA", on_hand=on_hand)
    stock.count([record], source="test", key=f"day{day}", now=at)


def gaps(since: int = 1, until: int = 31) -> list[tuple[int, int]]:
    found = queries.gaps(since=date(2026, 3, since), until=date(2026, 3, until), zone=TOKYO)
    return [(one.since.day, one.until.day) for one in found if (one.sku, one.place) == ("A", "GINZA")]


def test_whole_days_between_the_last_piece_and_the_next_delivery_are_gaps() -> None:
    counted(2, 5)
    counted(10, 0)
    counted(14, 3)
    counted(14, 4)
    counted(20, 0)
    # Until day 10 there was some, and on day 14 there was some again; the last gap goes on until yesterday.
    assert gaps() == [(11, 13), (21, 30)]
    assert gaps(since=12, until=22) == [(12, 13), (21, 21)]
    assert gaps(since=14, until=20) == []


def test_what_sold_out_and_came_on_one_day_is_no_gap() -> None:
    counted(2, 5)
    counted(3, 0)
    counted(4, 2)
    assert gaps() == []


def test_planned_transfers_are_coming_where_they_go_and_gone_where_they_lie() -> None:
    shelf.lay({("A", "GINZA"): 9}, key="more")
    variant, ginza = shelf.where("A", "GINZA")
    _same, other = shelf.where("A", "UENO")
    transfers.draft(
        [Sending(variant_id=variant, quantity=4)], source_id=ginza, destination_id=other, key="t", now=shelf.NOW
    )
    known = {(one.sku, one.place): (one.free, one.coming) for one in queries.shelved()}
    assert (known["A", "GINZA"], known["A", "UENO"]) == ((5, 0), (0, 4))
    transfers.ready(Transfer.objects.get().pk, now=shelf.NOW + timedelta(hours=1))
    known = {(one.sku, one.place): (one.free, one.coming) for one in queries.shelved()}
    assert (known["A", "GINZA"], known["A", "UENO"]) == ((5, 0), (0, 4))
