# SPDX-License-Identifier: Apache-2.0
"""What was bought anywhere comes back here: money to its tenders, points to their lots, a document, once."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.models import Document, Order, Return
from omotenashi.commerce.payments.models import Refund
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.places.locations.models import Location
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()


def _sold(client: Client, *lines: dict[str, Any], cash: int, **more: Any) -> Order:
    done = world.post(client, "api-sales", world.sale(*lines, cash=cash, **more))
    assert done.status_code == 201, done.json()
    return Order.objects.get(pk=done.json()["order"])


def _form(order: Order, *, reason: str = "size", condition: str = "on_hand", pieces: int = 1) -> dict[str, str]:
    line = order.lines.order_by("id")[0]
    return {"key": str(uuid4()), "reason": reason, f"n:{line.uid}": str(pieces), f"c:{line.uid}": condition}


def _take(client: Client, order: Order, form: dict[str, str]) -> Any:
    return client.post(reverse("register:return", args=[order.pk]), form)


def _on_hand(place: str) -> int:
    return StockLevel.objects.get(variant__sku="SHIRT", location__code=place).on_hand


def test_bought_in_one_shop_and_given_back_in_another() -> None:
    world.open_drawer("GINZA")
    order = _sold(world.signed_in(shop="GINZA"), world.line("SHIRT"), cash=2200)
    there = world.signed_in("manager", shop="UENO")
    world.open_drawer("UENO", terminal="T02")
    before = _on_hand("GINZA")
    done = _take(there, order, _form(order))
    page = there.get(done["Location"])
    assert (done.status_code, page.status_code, "¥2,200" in page.content.decode()) == (302, 200, True)
    back = Return.objects.get()
    assert (_code(back.location_id), back.amount, _on_hand("GINZA")) == ("UENO", 2200, before)
    assert [(one.to_kind, one.amount) for one in Refund.objects.all()] == [("cash", 2200)]
    assert [str(one) for one in Document.objects.filter(of_return=back)] == ["UENO-T02-000001"]
    assert checkout.broken(clock.now()) == []


def test_the_same_press_again_is_the_same_return() -> None:
    client = world.signed_in()
    world.open_drawer()
    order = _sold(client, world.line("SHIRT", 2), cash=4400)
    form = _form(order)
    assert _take(client, order, form)["Location"] == _take(client, order, form)["Location"]
    assert (Return.objects.count(), Refund.objects.count(), order.lines.get().returned) == (1, 1, 1)


def test_points_come_back_as_points_and_earned_ones_go() -> None:
    person, node = world.member(points=500)
    client = world.signed_in()
    world.open_drawer()
    order = _sold(client, world.line("SHIRT"), cash=1700, points=500, member=str(person))
    shown = client.get(reverse("register:return", args=[order.pk]), _form(order), headers={"HX-Request": "true"})
    assert "¥1,700" in shown.content.decode()
    _take(client, order, _form(order))
    assert wallets.balance([node], clock.now()).available == 500
    assert sorted(Refund.objects.values_list("to_kind", "amount")) == [("cash", 1700), ("points", 500)]


def test_cash_goes_back_from_an_open_drawer_alone() -> None:
    client = world.signed_in()
    shift = world.open_drawer()
    order = _sold(client, world.line("SHIRT"), cash=2200)
    _close(shift)
    refused = _take(client, order, _form(order))
    assert (refused.status_code, Return.objects.count(), "drawer is not open" in refused.content.decode()) == (
        409,
        0,
        True,
    )


def test_a_late_return_is_the_managers_to_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    world.open_drawer()
    order = _sold(world.signed_in("clerk"), world.line("SHIRT"), cash=2200)
    late = clock.now() + timedelta(days=400)
    clerk, manager = world.browser("clerk", shop="UENO"), world.signed_in("manager", shop="GINZA")
    world.bind(clerk, "UENO")
    world.open_drawer(terminal="T02")
    world.open_drawer("UENO", terminal="T03")
    monkeypatch.setattr(clock, "now", lambda: late)
    refused = _take(clerk, order, _form(order))
    assert (refused.status_code, Return.objects.count()) == (409, 0)
    assert (_take(manager, order, _form(order)).status_code, Return.objects.count()) == (302, 1)


def test_an_order_is_found_by_receipt_number_order_number_and_e_receipt() -> None:
    client = world.signed_in()
    world.open_drawer()
    person, _node = world.member()
    order = _sold(client, world.line("SHIRT"), cash=2200, member=str(person))
    receipt = Document.objects.get()
    page = client.get(reverse("register:receipt", args=[receipt.pk]))
    link = page.context["link"]
    for text in (order.number, str(receipt), link, "800000000012", "090-1234-5678"):
        found = client.get(reverse("register:returns"), {"q": text})
        assert (text, found.get("Location")) == (text, reverse("register:return", args=[order.pk]))
    assert client.get(reverse("register:returns"), {"q": "nothing"}).status_code == 200


def test_a_receipt_says_what_the_law_asks_for() -> None:
    client = world.signed_in()
    world.open_drawer()
    _sold(client, world.line("SHIRT"), world.line("TEA", 2), cash=4360)
    said = client.get(reverse("register:receipt", args=[Document.objects.get().pk])).content.decode()
    for words in (
        "試験商店",
        "GINZA-T01-000001",
        "ほうじ茶 ※",
        "10 % taxable",
        "(tax 8 %)",
        "¥160",
        "¥200",
        "¥4,360",
        "<svg",
    ):
        assert (words, words in said) == (words, True)


@pytest.mark.parametrize(("role", "status"), [("clerk", 200), ("manager", 200), ("support", 403), ("developer", 403)])
def test_who_may_take_back(role: str, status: int) -> None:
    assert world.signed_in(role).get(reverse("register:returns")).status_code == status


def _code(place: UUID | None) -> str:
    assert place is not None
    return Location.objects.get(pk=place).code


def _close(shift: UUID) -> None:
    from omotenashi.commerce.payments import actions as payments

    payments.close_shift(shift_id=shift, counts={1000: 2, 100: 2}, staff_id=None, key="close", now=clock.now())
