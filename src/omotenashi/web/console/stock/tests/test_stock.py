# SPDX-License-Identifier: Apache-2.0
"""在庫: the list, the table of places, and what stands behind one number."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.checkout.tests import shop as checkout
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions import Owner, Wanted
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    found = shop.signed_in("clerk")
    checkout.furnish()
    return found


def _sold(sku: str, place: str, quantity: int, *, key: str) -> None:
    wanted = Wanted(variant_id=checkout.variant(sku), location_id=checkout.place(place), quantity=quantity)
    stock.sell_now([wanted], key=key, ref="R-1", actor="", device="till", now=checkout.NOW)


def _rows(client: Client, query: str = "") -> list[Any]:
    page: Any = client.get(f"/console/stock/{query}").context["page"]
    return list(page.rows)


def _hold(sku: str, place: str, quantity: int) -> None:
    wanted = Wanted(variant_id=checkout.variant(sku), location_id=checkout.place(place), quantity=quantity)
    owner, until = Owner("order_line", 1), checkout.NOW + timedelta(days=9000)
    stock.reserve([wanted], kind="payment", owner=owner, key="h", expires_at=until, now=checkout.NOW)


def test_what_was_promised_and_is_missing_stands_on_top(client: Client) -> None:
    _hold("SHIRT", "UMEDA", 2)
    _sold("SHIRT", "UMEDA", 1, key="s")
    first = _rows(client)[0]
    assert (first.label, first.cells["short"], first.cells["free"]) == ("SHIRT 梅田店", 1, -1)
    assert [row.label for row in _rows(client, "?state=short")] == ["SHIRT 梅田店"]


def test_the_list_is_searched_and_filtered_by_place(client: Client) -> None:
    assert [row.label for row in _rows(client, "?q=SHIRT&place=GINZA")] == ["SHIRT 銀座店"]
    assert [row.label for row in _rows(client, "?place=DC&sort=-on_hand")] == ["SHIRT 倉庫", "MUG 倉庫"]
    assert _rows(client, "?q=nothing") == []


def test_marks_say_in_stock_few_and_none(client: Client) -> None:
    _sold("CAP", "GINZA", 1, key="s")
    marks = {row.label: row.cells["mark"][1] for row in _rows(client)}
    assert (marks["SHIRT 倉庫"], marks["SHIRT 銀座店"], marks["CAP 銀座店"]) == (
        "○ Plenty",
        "△ Few left",
        "× None free",
    )


def test_a_level_tells_its_movements_and_its_promises(client: Client) -> None:
    _sold("SHIRT", "DC", 2, key="s")
    _hold("SHIRT", "DC", 3)
    answer: Any = client.get(f"/console/stock/{checkout.variant('SHIRT')}/{checkout.place('DC')}/")
    assert [(move["delta"], move["after"]) for move in answer.context["moves"]] == [(-2, 7), (9, 9)]
    assert [(one.quantity, one.what) for one in answer.context["promises"]] == [(3, "Waiting for the payment")]
    assert answer.context["free"] == 4


def test_the_board_has_a_cell_for_each_place_that_has_stock(client: Client) -> None:
    context: Any = client.get("/console/stock/board/").context
    assert [place.code for place in context["places"]] == ["DC", "GINZA", "UMEDA"]
    cells = {variant.sku: [cell.free for cell in row] for variant, row in context["rows"]}
    assert cells == {"CAP": [None, 1, None], "MUG": [5, None, None], "SHIRT": [9, 2, 2]}


@pytest.mark.parametrize("address", ["/console/stock/", "/console/stock/board/"])
def test_the_pages_need_the_same_queries_for_one_row_and_for_twenty(client: Client, address: str) -> None:
    one = f"{address}?q=CAP"
    client.get(one)
    few = shop.queries_of(client, one)
    catalogue.register([catalogue.ProductRecord(sku=f"CAP{n}", code=f"CAP{n}", name="CAP") for n in range(20)])
    checkout.fill(*[(f"CAP{n}", place, 3) for n in range(20) for place in ("DC", "GINZA")], key="more")
    assert shop.queries_of(client, one) == few


def test_the_file_holds_what_the_list_shows(client: Client) -> None:
    answer: Any = client.post("/console/stock/export/?place=GINZA&q=SHIRT")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[:4] for line in lines[1:]] == [["SHIRT", "SHIRT", "銀座店", "2"]]


def test_an_empty_shop_says_what_will_be_here() -> None:
    client = shop.signed_in()
    for page in ("stock", "stock/board"):
        assert 'class="o-empty"' in client.get(f"/console/{page}/").content.decode()
