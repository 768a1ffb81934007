# SPDX-License-Identifier: Apache-2.0
"""Journeys about goods: each thing has a way of its own, and what no longer holds is not said."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.actions import wishes
from omotenashi.commerce.catalogue.models import RestockRequest, Variant
from omotenashi.commerce.stock import actions as stock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.tests.test_journeys import go, happen
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.places.locations import actions as locations

pytestmark = pytest.mark.django_db
NOW = world.NOW
HOUR = timedelta(hours=1)


@pytest.fixture
def hana() -> UUID:
    """Somebody who agreed to mails of a house with one article, of which nothing is left."""
    world.house()
    locations.register_locations([locations.LocationRecord(code="GINZA", name="銀座店")])
    catalogue.register([catalogue.ProductRecord(sku="CUP", code="CUP", name="カップ", price=3000)])
    lay(0, key="none")
    return world.people("hana")["hana"]


def lay(pieces: int, *, key: str) -> None:
    """Count the article."""
    stock.count([stock.CountRecord(sku="CUP", location="GINZA", on_hand=pieces)], source="test", key=key, now=NOW)


def takes_over(code: str) -> None:
    """Take a ready-made journey over and let it live, with nobody kept apart."""
    made = journeys.adopt(code, key=code, now=NOW - HOUR)
    journeys.draft(key=code, name=made.name, graph={**made.draft, "control": 0}, now=NOW - HOUR)
    journeys.publish(made.pk, now=NOW - HOUR)
    journeys.follow(now=NOW - HOUR)


def states() -> list[tuple[str, str]]:
    """Give what became of every message."""
    return list(Message.objects.order_by("planned_at", "id").values_list("state", "reason"))


def test_who_asked_is_told_when_it_is_there_again_and_then_waits_no_more(hana: UUID) -> None:
    takes_over("restock")
    wishes.ask(node_id=hana, variant_id=Variant.objects.get().pk, now=NOW)
    lay(2, key="lorry")
    stock.tell_waiting(now=NOW + HOUR)
    outbox.deliver(now=clock.now() + HOUR)
    journeys.follow(now=NOW + HOUR)
    go(NOW + HOUR)
    assert states() == [("sent", "")]
    assert RestockRequest.objects.get().told_at == NOW + HOUR


def test_what_is_gone_again_when_the_mail_goes_is_not_told(hana: UUID) -> None:
    takes_over("wish-back")
    happen(hana, "catalogue.BackInStock", at=NOW, sku="CUP", why="wished", product="カップ")
    go(NOW)
    assert states() == [("dropped", "untrue_in_stock")]


@pytest.mark.parametrize(("costs", "became"), [(2700, ("sent", "")), (2800, ("dropped", "untrue_price"))])
def test_a_price_that_rose_again_is_not_told(hana: UUID, costs: int, became: tuple[str, str]) -> None:
    takes_over("price")
    lay(5, key="lorry")
    catalogue.register([catalogue.ProductRecord(sku="CUP", code="CUP", name="カップ", price=costs)])
    happen(hana, "catalogue.PriceDropped", at=NOW, sku="CUP", product="カップ", before=3000, amount=2700)
    go(NOW)
    assert states() == [became]


def test_a_thing_is_told_again_only_after_the_days_that_were_said(hana: UUID) -> None:
    takes_over("wish-back")
    lay(5, key="lorry")
    said: dict[str, Any] = {"why": "wished", "product": "カップ"}
    for day, sku in ((0, "CUP"), (1, "CUP"), (2, "MUG"), (31, "CUP")):
        happen(hana, "catalogue.BackInStock", at=NOW + timedelta(days=day), sku=sku, **said)
        go(NOW + timedelta(days=day))
    entered = sorted(Enrolment.objects.values_list("entered_at", "key"))
    assert [((at - NOW).days, key) for at, key in entered] == [(0, "CUP"), (2, "MUG"), (31, "CUP")]


def test_an_order_that_is_collected_ends_its_own_reminder_and_no_other(hana: UUID) -> None:
    takes_over("pickup")
    for minute, order in enumerate(["one", "two"]):
        happen(hana, "fulfilment.PickupReady", at=NOW + timedelta(minutes=minute), fulfilment_id=order, number=order)
    happen(hana, "fulfilment.HandedOver", at=NOW + HOUR, fulfilment_id="one", number="one")
    assert set(Enrolment.objects.values_list("key", "outcome")) == {("one", "exit"), ("two", "")}
    for day in range(6):
        go(NOW + HOUR + timedelta(days=day))
    assert states() == [("sent", "")]


def test_only_the_first_delivery_of_a_subscription_is_followed_up(hana: UUID) -> None:
    takes_over("subscription")
    for cycle in (1, 2):
        happen(hana, "orders.SubscriptionDelivered", at=NOW + timedelta(days=cycle), number="T-1", cycle=cycle)
    assert list(Enrolment.objects.values_list("key", flat=True)) == ["T-1"]


def looks(node: UUID, *, at: datetime, sku: str = "CUP") -> None:
    """Look at the article on the site."""
    happen(node, "Product Viewed", at=at, sku=sku)


def test_who_looked_in_vain_is_told_once_when_it_is_there_again(hana: UUID) -> None:
    takes_over("looked-back")
    assert stock.tell_lookers(now=NOW) == 0
    looks(hana, at=NOW + HOUR)
    assert stock.tell_lookers(now=NOW + 2 * HOUR) == 0
    lay(2, key="lorry")
    assert [stock.tell_lookers(now=NOW + n * HOUR) for n in (3, 4)] == [1, 0]
    outbox.deliver(now=clock.now() + HOUR)
    journeys.follow(now=NOW + 4 * HOUR)
    go(NOW + 4 * HOUR)
    assert states() == [("sent", "")]


def test_who_looked_before_it_was_gone_or_asked_to_be_told_is_not_told_for_looking(hana: UUID) -> None:
    looks(hana, at=NOW - HOUR)
    stock.tell_lookers(now=NOW)
    lay(2, key="lorry")
    assert stock.tell_lookers(now=NOW + HOUR) == 0
    lay(0, key="sold")
    stock.tell_lookers(now=NOW + 2 * HOUR)
    looks(hana, at=NOW + 3 * HOUR)
    wishes.ask(node_id=hana, variant_id=Variant.objects.get().pk, now=NOW + 3 * HOUR)
    lay(1, key="second lorry")
    assert stock.tell_lookers(now=NOW + 4 * HOUR) == 0
