# SPDX-License-Identifier: Apache-2.0
"""注文: list, detail, cancellation, returns."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import records, returns
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _numbers(client: Client, query: str = "") -> list[str]:
    page: Any = client.get(f"/console/orders/{query}").context["page"]
    return [row.label for row in page.rows]


def test_orders_are_found_by_number_and_by_the_customer() -> None:
    client = shop.signed_in("clerk")
    node_id, _person = shop.person(1, name="渡辺 花子", kana="ワタナベ ハナコ")
    shop.ordered("A-100", node_id)
    shop.ordered("B-100")
    assert _numbers(client, "?q=a-1") == ["A-100"]
    assert _numbers(client, f"?q={quote('わたなべ')}") == ["A-100"]
    assert _numbers(client, "?q=hana1@example.jp") == ["A-100"]


def test_filters_and_sorts_work_together() -> None:
    client = shop.signed_in()
    for number, amount, channel in (("1", 500, "EC"), ("2", 900, "STORE"), ("3", 700, "STORE")):
        shop.ordered(number, amount=amount, channel=channel)
    assert _numbers(client, "?sort=-total") == ["2", "3", "1"]
    assert _numbers(client, "?location=S1&total_to=800") == ["3"]
    today = clock.day_of(clock.now()).isoformat()
    assert _numbers(client, f"?placed_from={today}") == []


@pytest.mark.parametrize("address", ["/console/orders/", "/console/orders/?q=E", "/console/orders/returns/"])
def test_the_lists_need_the_same_queries_for_one_row_and_for_three(address: str) -> None:
    client = shop.signed_in()

    def add(number: str) -> None:
        node_id, _person = shop.person(int(number))
        shop.ordered(f"E{number}", node_id)
        back = records.ReturnRecord(
            origin="test",
            number=f"R{number}",
            order_number=f"E{number}",
            channel="EC",
            returned_at=clock.now(),
            amount=100,
        )
        returns.record([back], now=clock.now())

    add("1")
    client.get(address)
    one = shop.queries_of(client, address)
    add("2")
    add("3")
    assert shop.queries_of(client, address) == one


def test_an_order_shows_lines_totals_returns_and_who() -> None:
    client = shop.signed_in("clerk")
    node_id, person_id = shop.person(1, name="Hana")
    order = shop.ordered("E1", node_id, amount=1100)
    line = records.LineRecord(sku="A-1", quantity=1, unit_price=Decimal(100), amount=100)
    back = records.ReturnRecord(
        origin="test", number="R1", order_number="E1", channel="EC", returned_at=clock.now(), lines=(line,)
    )
    returns.record([back], now=clock.now())
    answer = client.get(f"/console/orders/{order.id}/")
    context: Any = answer.context
    assert [(one.rate, one.amount, one.tax) for one in context["rates"]] == [(10, 1100, 100)]
    assert (context["buyer"].pk, context["buyer_name"], context["state"][1]) == (person_id, "Hana", "Partly returned")
    assert [one.number for one in context["returns"]] == ["R1"]
    assert "/cancellation/" not in answer.content.decode()


def test_an_order_is_cancelled_once_and_the_log_says_by_whom() -> None:
    client = shop.signed_in("support")
    order = shop.ordered("E1")
    address = f"/console/orders/{order.id}/"
    assert "/cancellation/" in client.get(address).content.decode()
    for _press in range(2):
        assert client.post(address + "cancellation/").status_code == 302
    order.refresh_from_db()
    assert order.cancelled_at is not None
    assert [entry.subject for entry in AuditEntry.objects.filter(was_allowed=True)] == ["order:test:E1"]
    assert "/cancellation/" not in client.get(address).content.decode()


def test_a_clerk_cannot_cancel_and_nothing_changes() -> None:
    client = shop.signed_in("clerk")
    order = shop.ordered("E1")
    assert client.post(f"/console/orders/{order.id}/cancellation/").status_code == 403
    order.refresh_from_db()
    assert order.cancelled_at is None
    assert list(AuditEntry.objects.values_list("permission", "was_allowed")) == [("orders.cancel", False)]


def test_a_receipt_that_nobody_claimed_says_so() -> None:
    client = shop.signed_in()
    order = shop.ordered("E1")
    assert "Nobody is known behind this receipt yet." in client.get(f"/console/orders/{order.id}/").content.decode()
