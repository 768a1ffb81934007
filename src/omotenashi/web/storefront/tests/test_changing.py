# SPDX-License-Identifier: Apache-2.0
"""Another shop, fetched instead of sent, another address: before anybody has begun, and never for more than was agreed."""

from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.orders.models import Contact, Order, OrderLine
from omotenashi.commerce.payments.models import Refund
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.web.storefront.tests import world

pytestmark = pytest.mark.django_db
OSAKA = {"postal_code": "530-0001", "prefecture": "大阪府", "address": "大阪市北区梅田1-1"}


def _bought(*, shop: str = "", quantity: int = 1) -> tuple[Client, str]:
    """Buy shirts; give the browser and the address of the order."""
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT", quantity=quantity, shop=shop)
    page = world.paid(client, world.ordered(client, **({} if shop else world.TOKYO)))
    fulfilment.plan(Order.objects.get().pk, now=clock.now())
    return client, page.context["base"]


def _change(client: Client, base: str, **data: str) -> Any:
    return client.post(f"{base}change/", {"key": "1", **data})


def _allocated() -> dict[str, int]:
    rows = StockLevel.objects.filter(variant__sku="SHIRT", allocated__gt=0)
    return dict(rows.values_list("location__code", "allocated"))


def _open() -> list[tuple[str, str]]:
    found = Fulfilment.objects.exclude(state__in=["cancelled", "rejected"])
    return list(found.values_list("kind", "location__code"))


def test_sent_becomes_fetched_shipping_goes_back_and_the_goods_move() -> None:
    client, base = _bought()
    before = (_allocated(), _open())
    assert _change(client, base, mode="pickup", location="UMEDA").status_code == 302
    order = Order.objects.get()
    assert (before, _allocated(), _open()) == (
        ({"GINZA": 1}, [("ship", "GINZA")]), {"UMEDA": 1}, [("pickup", "UMEDA")],
    )  # fmt: skip
    assert (order.shipping_total, list(Refund.objects.values_list("to_kind", "amount"))) == (0, [("card", 660)])
    assert checkout.broken(clock.now()) == []


def test_the_same_change_twice_pays_back_once() -> None:
    client, base = _bought()
    answers = [_change(client, base, mode="pickup", location="UMEDA").status_code for _ in range(2)]
    assert (answers, Refund.objects.count(), _allocated()) == ([302, 302], 1, {"UMEDA": 1})


def test_another_shop_fetches_what_it_has_and_a_shop_without_is_not_offered() -> None:
    client, base = _bought(shop="GINZA", quantity=2)
    assert [shop.code for shop in client.get(base).context["choices"].shops] == ["UMEDA"]
    assert _change(client, base, mode="pickup", location="UMEDA").status_code == 302
    wish = OrderLine.objects.get().wish
    assert wish is not None
    assert (_allocated(), wish.code) == ({"UMEDA": 2}, "UMEDA")
    world.fill(("SHIRT", "GINZA", 1), key="2")
    refused = client.post(f"{base}change/", {"key": "2", "mode": "pickup", "location": "GINZA"})
    assert (refused.status_code, _allocated(), Refund.objects.count()) == (409, {"UMEDA": 2}, 0)


def test_another_address_is_kept_beside_the_buyer() -> None:
    client, base = _bought()
    assert _change(client, base, mode="ship", **world.HANAKO, **OSAKA).status_code == 302
    contacts = dict(Contact.objects.values_list("role", "prefecture"))
    assert (contacts, _allocated(), Order.objects.get().shipping_total) == (
        {"buyer": "東京都", "recipient": "大阪府"}, {"UMEDA": 1}, 660,
    )  # fmt: skip


def test_fetched_becomes_sent_only_where_it_costs_no_more() -> None:
    client, base = _bought(shop="UMEDA")
    dear = _change(client, base, mode="ship", **world.HANAKO, **world.TOKYO)
    assert (dear.status_code, client.get(base).context["choices"].can_send, _allocated()) == (409, False, {"UMEDA": 1})
    assert Order.objects.get().shipping_total == 0


def test_dear_goods_are_sent_free_of_shipping_also_afterwards() -> None:
    client, base = _bought(shop="UMEDA", quantity=3)
    assert _change(client, base, mode="ship", **world.HANAKO, **world.TOKYO).status_code == 302
    assert (_open(), Order.objects.get().shipping_total) == ([("ship", "DC")], 0)


def test_what_the_shop_has_begun_is_not_changed_any_more() -> None:
    client, base = _bought(shop="GINZA")
    [task] = Fulfilment.objects.all()
    for step in ("accept", "start_picking"):
        getattr(fulfilment, step)(task.pk, key=step, now=clock.now())
    answer = _change(client, base, mode="pickup", location="UMEDA")
    assert (answer.status_code, client.get(base).context["choices"], _allocated()) == (409, None, {"GINZA": 1})


def test_a_form_without_an_address_or_with_an_unknown_shop_changes_nothing() -> None:
    client, base = _bought()
    answers = [
        _change(client, base, mode="ship").status_code,
        _change(client, base, mode="pickup", location="NOWHERE").status_code,
    ]
    assert (answers, _allocated(), Order.objects.get().shipping_total) == ([409, 409], {"GINZA": 1}, 660)
