# SPDX-License-Identifier: Apache-2.0
"""Goods for goods at the till: one transaction, two documents, and only the difference changes hands."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.models import Document, Order, Return
from omotenashi.commerce.payments.models import Refund, Tender
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()


def _bought(client: Client, sku: str, amount: int, *, kind: str = "cash", **more: Any) -> Order:
    tenders = [{"kind": kind, "amount": amount, "received": amount if kind == "cash" else None}]
    done = world.post(client, "api-sales", world.sale(world.line(sku), **{"tenders": tenders, **more}))
    assert done.status_code == 201, done.json()
    return Order.objects.get(pk=done.json()["order"])


def _said(order: Order) -> dict[str, str]:
    return {f"n:{line.uid}": "1" for line in order.lines.all()} | {"reason": "size"}


def _exchange(client: Client, order: Order, *skus: str, credit: int, sequence: int = 2, **more: Any) -> Any:
    tenders = [{"kind": "store_credit", "amount": credit}, *more.pop("more_tenders", [])]
    swapped = {"order": str(order.pk), "said": _said(order), "credit": credit}
    lines = [world.line(sku) for sku in skus]
    return world.sale(*lines, sequence=sequence, **{"tenders": tenders, "exchange": swapped, **more})


def _refunds() -> list[tuple[str, int]]:
    return list(Refund.objects.order_by("id").values_list("to_kind", "amount"))


@pytest.mark.parametrize("kind", ["cash", "card_terminal"])
def test_a_dearer_piece_costs_the_difference(kind: str) -> None:
    world.open_drawer()
    client = world.signed_in()
    order = _bought(client, "TEA", 1080, kind=kind)
    more = [{"kind": "cash", "amount": 1120, "received": 2000}]
    said = _exchange(client, order, "SHIRT", credit=1080, more_tenders=more)
    done, again = world.post(client, "api-sales", said), world.post(client, "api-sales", said)
    assert (done.status_code, again.status_code, done.json()["change"]) == (201, 200, 880), done.json()
    assert (done.json()["exchange"]["parts"], again.json()["exchange"]) == ([], done.json()["exchange"])
    assert _refunds() == [("store_credit", 1080)]
    assert list(Tender.objects.filter(intent__order_id=done.json()["order"]).order_by("key").values_list("amount")) == [
        (1080,), (1120,)
    ]  # fmt: skip
    assert sorted(Document.objects.values_list("kind", "total")) == [
        ("return_invoice", 1080), ("simplified_invoice", 1080), ("simplified_invoice", 2200)
    ]  # fmt: skip
    left = wallets.balance([order.node_id], clock.now(), kind="store_credit").available
    assert (Return.objects.count(), left) == (1, 0)
    assert (checkout.broken(clock.now()), wallets.broken(clock.now())) == ([], [])


def test_of_a_cheaper_piece_the_rest_goes_back_as_it_was_paid() -> None:
    world.open_drawer()
    client = world.signed_in()
    order = _bought(client, "SHIRT", 2200)
    done = world.post(client, "api-sales", _exchange(client, order, "TEA", credit=1080))
    assert (done.status_code, done.json()["total"]) == (201, 1080), done.json()
    assert _refunds() == [("store_credit", 1080), ("cash", 1120)]
    assert [(x["kind"], x["amount"]) for x in done.json()["exchange"]["parts"]] == [("cash", 1120)]
    page = client.get(done.json()["exchange"]["receipt"])
    assert (page.status_code, "1,080" in page.text, "1,120" in page.text) == (200, True, True)


def test_a_sale_that_is_refused_takes_nothing_back() -> None:
    world.open_drawer()
    client = world.signed_in()
    order = _bought(client, "SHIRT", 2200)
    refused = [
        world.post(client, "api-sales", _exchange(client, order, "TEA", credit=2200)),  # more than it costs
        world.post(client, "api-sales", _exchange(client, order, "SHIRT", "SHIRT", credit=4400)),  # than comes back
        world.post(client, "api-sales", _exchange(client, order, "TEA", credit=1080, member=str(world.member()[0]))),
    ]
    assert [(x.status_code, x.json()["code"]) for x in refused] == [
        (422, "tenders"), (409, "not_taken_back"), (409, "not_taken_back")
    ]  # fmt: skip
    assert (Refund.objects.count(), Return.objects.count(), Order.objects.count()) == (0, 0, 1)


def test_the_return_page_leads_to_the_till_with_what_comes_back_and_settles_nothing() -> None:
    world.open_drawer()
    client = world.signed_in()
    person, _node = world.member()
    order = _bought(client, "SHIRT", 2200, member=str(person))
    form = {**_said(order), "key": str(uuid4()), "exchange": "1"}
    to = client.post(reverse("register:return", args=[order.pk]), form)
    assert to.status_code == 302
    told = client.get(reverse("register:api-exchange") + "?" + to["Location"].split("?")[1]).json()
    assert (told["money"], told["member"], told["lines"]) == (
        2200, str(person), [{"name": "綿のシャツ", "quantity": 1, "amount": 2200}]
    )  # fmt: skip
    assert (told["others"], Return.objects.count()) == ([], 0)


def test_store_credit_of_a_member_is_a_tender_and_stands_on_the_card() -> None:
    world.open_drawer()
    client = world.signed_in()
    person, node = world.member()
    world.credit(node, 3000)
    assert client.get(reverse("register:api-member", args=[person])).json()["credit"] == 3000
    _bought(client, "SHIRT", 2200, kind="store_credit", member=str(person))
    assert client.get(reverse("register:api-member", args=[person])).json()["credit"] == 800
    assert list(Tender.objects.values_list("kind", "amount")) == [("store_credit", 2200)]
