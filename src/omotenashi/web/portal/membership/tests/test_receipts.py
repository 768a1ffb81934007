# SPDX-License-Identifier: Apache-2.0
"""お買い物とレシート: what a member sees, and what comes of a number, a day and a total."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import records
from omotenashi.commerce.orders.models import ClaimTry
from omotenashi.people.customers.actions import cards
from omotenashi.places.locations import actions as places
from omotenashi.web.portal.membership.tests import phone as phones
from omotenashi.web.portal.membership.tests.phone import HANAKO, TAKUMI, phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    """Hanako's phone, with her card."""
    phones.opened()
    found = phone()
    phones.joined(found, HANAKO)
    return found


def sold(number: str, *, amount: int = 1980) -> None:
    places.register_channels(["STORE"])
    line = records.LineRecord(sku="A", quantity=1, unit_price=Decimal(amount), amount=amount)
    at = clock.now() - timedelta(seconds=1)
    order = records.OrderRecord(
        origin="pos", number=number, channel="STORE", location="S1", placed_at=at, lines=(line,)
    )
    records.record([order], now=clock.now())


def today() -> str:
    return clock.day_of(clock.now() - timedelta(seconds=1)).isoformat()


def claimed(client: Client, number: str, total: str, *, day: str = "") -> Any:
    said = {"number": number, "day": day or today(), "total": total}
    return client.post(reverse("portal:receipts"), said, follow=True)


def test_a_receipt_is_added_and_shown(client: Client) -> None:
    sold("0012-1")
    assert "0012-1" not in client.get(reverse("portal:receipts")).content.decode()
    page = claimed(client, "0012-1", "￥１，９８０円").content.decode()
    assert "The receipt is on your card now." in page
    assert ("0012-1" in page, "渋谷店" in page) == (True, True)


def test_nobody_else_sees_it(client: Client) -> None:
    sold("0012-1")
    claimed(client, "0012-1", "1980")
    other = phone()
    phones.joined(other, TAKUMI)
    page = claimed(other, "0012-1", "1980").content.decode()
    assert "This receipt is on another card." in page
    assert "渋谷店" not in page


@pytest.mark.parametrize(
    ("total", "day"),
    [("many", ""), ("-5", ""), ("1.5", ""), ("9" * 15, ""), ("1980", "yesterday"), ("1980", "0001-01-01")],
)
def test_what_cannot_stand_on_a_receipt_is_said_in_place_and_not_counted(client: Client, total: str, day: str) -> None:
    answer = claimed(client, "0012-1", total, day=day)
    assert (answer.status_code, ClaimTry.objects.count()) == (200, 0)
    assert answer.context["form"].errors


def test_five_wrong_tries_are_enough(client: Client) -> None:
    sold("0012-1")
    said = [claimed(client, "0012-1", str(n)).context["said"][0] for n in range(5)]
    assert said == ["bad"] * 5
    assert "try again in an hour" in claimed(client, "0012-1", "1980").content.decode()


def test_the_qr_of_a_receipt_fills_the_form(client: Client) -> None:
    code = cards.receipt_code("0012-1", day=clock.day_of(clock.now()), total=1980)
    way = client.get(reverse("portal:link-code", args=[code]))
    page = client.get(way["Location"]).content.decode()
    assert ('value="0012-1"' in page, 'value="1980"' in page) == (True, True)


def test_the_qr_of_a_receipt_leads_a_stranger_through_line_to_the_receipt(client: Client) -> None:
    code = cards.receipt_code("0012-1", day=clock.day_of(clock.now()), total=1980)
    stranger = phone()
    phones.arrived(stranger, TAKUMI, code=code)
    answer = stranger.post(reverse("portal:agree"), {"name": ""})
    assert answer["Location"] == f"{reverse('portal:receipts')}?code={code}"


def test_the_page_takes_as_many_queries_for_one_receipt_as_for_three(client: Client) -> None:
    counts = []
    for number in ("1", "2", "3"):
        sold(number)
        claimed(client, number, "1980")
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("portal:receipts"))
        counts.append(len(found))
    assert counts[0] == counts[2]
