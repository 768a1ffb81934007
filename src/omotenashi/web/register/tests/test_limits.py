# SPDX-License-Identifier: Apache-2.0
"""What the office lets tills do: how far a price may be taken down by hand, and who gives how much money back."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.orders.models import Order, Return
from omotenashi.commerce.payments.models import Refund
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()
    world.open_drawer()


def _cheaper(client: Client, price: int, *, sequence: int = 1) -> int:
    line = world.line("SHIRT", price=price, reason="しみ")
    return int(world.post(client, "api-sales", world.sale(line, cash=price, sequence=sequence)).status_code)


def _give_back(client: Client, order: Order) -> int:
    line = order.lines.get()
    form = {"key": str(uuid4()), "reason": "size", f"n:{line.uid}": "1", f"c:{line.uid}": "on_hand"}
    return int(client.post(reverse("register:return", args=[order.pk]), form).status_code)


def test_a_price_goes_down_by_hand_as_far_as_the_office_says() -> None:
    places.set_till_rules({"reprice_percent": 30}, now=clock.now())
    manager = world.signed_in("manager")
    assert (_cheaper(manager, 1539), Order.objects.count()) == (403, 0)
    assert (_cheaper(manager, 1540), Order.objects.get().payable) == (201, 1540)


def test_leaders_give_money_back_where_the_office_wants_it_so_and_a_refusal_is_written_down() -> None:
    clerk = world.signed_in("clerk")
    sold = world.post(clerk, "api-sales", world.sale(world.line("SHIRT"), cash=2200)).json()
    order = Order.objects.get(pk=sold["order"])
    places.set_till_rules({"refunds": "leaders"}, now=clock.now())
    assert (_give_back(clerk, order), Return.objects.count()) == (409, 0)
    assert AuditEntry.objects.get(subject="refund").details["amount"] == 2200
    places.set_till_rules({"refunds": "everybody", "refund_most": 2199}, now=clock.now())
    assert (_give_back(clerk, order), Refund.objects.count()) == (409, 0)
    places.set_till_rules({"refund_most": 2200}, now=clock.now())
    assert (_give_back(clerk, order), Return.objects.get().amount) == (302, 2200)


def test_the_change_that_was_agreed_is_said_at_the_opening() -> None:
    clerk = world.signed_in("clerk", shop="UENO")
    places.set_till_rules({"drawer_float": 30_000}, now=clock.now())
    assert "¥30,000 of change was agreed." in clerk.get("/register/work/shift/").content.decode()
