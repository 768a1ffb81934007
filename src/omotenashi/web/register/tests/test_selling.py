# SPDX-License-Identifier: Apache-2.0
"""The till over HTTP: quotes, sales once, who may what, and a client that is not believed."""

from typing import Any

import pytest
from django.urls import reverse

from omotenashi.commerce.checkout.models import TillSale
from omotenashi.commerce.orders.models import Attribution, Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()


def _on_hand(sku: str, place: str = "GINZA") -> int:
    return StockLevel.objects.get(variant__sku=sku, location__code=place).on_hand


def test_what_lies_on_the_counter_is_quoted_by_the_house() -> None:
    client = world.signed_in()
    answer = world.post(client, "api-quote", world.sale(world.line("SHIRT", 2), world.line("TEA")))
    said = answer.json()
    assert (answer.status_code, said["total"], said["to_pay"]) == (200, 5480, 5480)
    assert [(x["unit_price"], x["regular"], x["amount"]) for x in said["lines"]] == [
        (2200, 2200, 4400),
        (1080, 1080, 1080),
    ]
    assert said["taxes"] == [{"rate": 10, "total": 4400, "tax": 400}, {"rate": 8, "total": 1080, "tax": 80}]


def test_a_sale_pressed_twice_is_one() -> None:
    client = world.signed_in()
    world.open_drawer()
    body = world.sale(world.line("SHIRT"), cash=2200)
    first, again = world.post(client, "api-sales", body), world.post(client, "api-sales", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "is_repeat": True}
    assert (Order.objects.count(), _on_hand("SHIRT"), first.json()["document"]) == (1, 4, "GINZA-T01-000001")
    known = client.get(reverse("register:api-sale", args=[body["id"]]))
    assert known.json() == again.json()
    assert client.get(reverse("register:api-number")).json() == {"last_sequence": 1}


def test_the_drawer_must_be_open_for_cash_and_for_nothing_else() -> None:
    client = world.signed_in()
    refused = world.post(client, "api-sales", world.sale(world.line("SHIRT"), cash=2200))
    assert (refused.status_code, refused.json()["code"], TillSale.objects.count()) == (409, "no_open_shift", 0)
    card = [{"kind": "card_terminal", "amount": 2200, "ref": "0042"}]
    sold = world.post(client, "api-sales", world.sale(world.line("SHIRT"), tenders=card))
    assert (sold.status_code, _on_hand("SHIRT")) == (201, 4)


@pytest.mark.parametrize("change", [{"cash": 1}, {"cash": 2200, "points": 500}])
def test_money_and_points_of_the_client_are_not_believed(change: dict[str, Any]) -> None:
    client = world.signed_in()
    world.open_drawer()
    refused = world.post(client, "api-sales", world.sale(world.line("SHIRT"), **change))
    assert (refused.status_code // 100, Order.objects.count(), _on_hand("SHIRT")) == (4, 0, 5)


def test_a_clerk_may_not_change_a_price_and_the_manager_may_with_a_reason() -> None:
    world.open_drawer()
    world.open_drawer(terminal="T02")
    cheap = world.line("SHIRT", price=1000, reason="しみ")
    clerk = world.post(world.signed_in("clerk"), "api-sales", world.sale(cheap, cash=1000))
    assert (clerk.status_code, clerk.json()["code"], Order.objects.count()) == (403, "reprice", 0)
    manager = world.signed_in("manager")
    silent = world.post(manager, "api-sales", world.sale({**cheap, "reason": ""}, cash=1000))
    assert (silent.status_code, silent.json()["code"]) == (422, "bad_sale")
    sold = world.post(manager, "api-sales", world.sale(cheap, cash=1000))
    assert (sold.status_code, sold.json()["total"]) == (201, 1000)


@pytest.mark.parametrize(
    ("role", "status"), [("headquarters", 200), ("manager", 200), ("clerk", 200), ("support", 403), ("developer", 403)]
)
def test_who_may_sell(role: str, status: int) -> None:
    client = world.signed_in(role)
    assert world.post(client, "api-quote", world.sale(world.line("SHIRT"))).status_code == status


def test_a_clerk_sells_in_the_own_shop_alone_and_the_head_office_everywhere() -> None:
    clerk = world.signed_in("clerk", shop="GINZA", at="UENO")
    refused = world.post(clerk, "api-quote", world.sale(world.line("SHIRT")))
    assert (refused.status_code, refused.json()["code"]) == (403, "other_shop")
    assert clerk.get(reverse("register:sale"))["Location"] == reverse("register:device")
    office = world.signed_in("headquarters", at="UENO")
    assert world.post(office, "api-quote", world.sale(world.line("SHIRT"))).status_code == 200


def test_a_stranger_and_a_browser_that_is_no_till_sell_nothing() -> None:
    body = world.sale(world.line("SHIRT"))
    assert world.post(world.browser(None), "api-quote", body).json()["code"] == "signed_out"
    assert world.post(world.browser("clerk"), "api-quote", body).json()["code"] == "no_device"


def test_the_shop_that_is_said_is_not_read() -> None:
    client = world.signed_in("clerk")
    world.open_drawer()
    body = world.sale(world.line("SHIRT"), cash=2200, shop="UENO", terminal="T99")
    assert world.post(client, "api-sales", body).status_code == 201
    assert list(Order.objects.values_list("location__code")) == [("GINZA",)]


def test_no_stock_here_is_found_there_and_sent_home_and_both_share_the_credit() -> None:
    client = world.signed_in()
    world.open_drawer()
    found = client.get(reverse("register:api-elsewhere"), {"sku": "CAP"}).json()
    assert [(x["code"], x["free"]) for x in found["places"]] == [("UENO", 3), ("DC", 4)]
    to = {"name": "髙﨑 花子", "phone": "090", "postal_code": "1500001", "prefecture": "東京都", "address": "渋谷区1-1"}
    body = world.sale(world.line("CAP", mode="ship"), recipient=to)
    total = world.post(client, "api-quote", body).json()["to_pay"]
    tenders = [{"kind": "cash", "amount": total, "received": 5000}]
    sold = world.post(client, "api-sales", {**body, "tenders": tenders})
    assert (sold.status_code, sold.json()["change"]) == (201, 5000 - total)
    order = Order.objects.get()
    assert (order.completed_at, order.confirmed_at is not None) == (None, True)
    credit = Attribution.objects.filter(order=order).values_list("location__code", "share")
    assert sorted(credit) == [("DC", 3_000), ("GINZA", 7_000)]


def test_the_basket_goes_over_to_the_customers_phone() -> None:
    client = world.signed_in()
    answer = world.post(client, "api-carts", world.sale(world.line("SHIRT", 2)))
    phone = world.browser(None)
    page = phone.get(answer.json()["url"], follow=True)
    assert (answer.status_code, page.status_code, "綿のシャツ" in page.content.decode()) == (201, 200, True)
    assert "<svg" in answer.json()["qr"]


def test_who_advised_has_a_part_when_they_work_here_and_nobody_from_elsewhere_has() -> None:
    client, card = world.signed_in(), [{"kind": "card_terminal", "amount": 2200, "ref": "0042"}]
    here, there = world.hired("manager", shop="GINZA").pk, world.hired("clerk", shop="UENO").pk
    page = client.get(reverse("register:sale")).context["staff"]
    assert (str(here) in {one["id"] for one in page}, str(there) in {one["id"] for one in page}) == (True, False)
    for number, asked in enumerate((here, there), start=1):
        body = world.sale(world.line("SHIRT"), sequence=number, tenders=card, assisted=str(asked))
        assert world.post(client, "api-sales", body).status_code == 201
    credit = Attribution.objects.order_by("order__seq", "-amount").values_list("staff_id", "share", "amount")
    seller = credit[0][0]
    assert list(credit) == [(seller, 8_000, 1_760), (here, 2_000, 440), (seller, 10_000, 2_200)]
