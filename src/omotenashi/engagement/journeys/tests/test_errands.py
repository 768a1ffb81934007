# SPDX-License-Identifier: Apache-2.0
"""Tasks for the staff: they stand in the list of the shop, and the way waits until one is done, or too long."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from omotenashi.base.ids import new_id
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Errand
from omotenashi.engagement.journeys.tests.drawn import taken, way
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, happen, live
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Channel, Location

pytestmark = pytest.mark.django_db
NOW, DAY = world.NOW, timedelta(days=1)
CALL = {"kind": "task", "title": "お電話でご様子を伺う", "due_days": 2, "days": 5, "done": "", "timeout": ""}


def clerk() -> Staff:
    """Hire somebody."""
    return Staff.objects.create(email="hana@shop.example", name="店員")


def asked() -> Errand:
    """Let somebody come to a task."""
    world.house()
    [person] = world.people("hana").values()
    live(way({"call": CALL}, exits=[BOUGHT]))
    happen(person, CART, at=NOW)
    go(NOW)
    return Errand.objects.get()


def test_a_task_that_is_done_leads_on_at_once_and_only_once() -> None:
    task = asked()
    assert (task.title, task.due_date, list(queries.open_errands(location_id=new_id()))) == (
        CALL["title"],
        date(2026, 3, 6),
        [task],
    )
    someone = clerk()
    assert [journeys.finish(task.pk, by=someone, now=NOW + DAY) for _ in range(2)] == [True, False]
    go(NOW + DAY)
    assert (taken(), list(queries.open_errands(location_id=new_id()))) == ([("call", "done")], [])


def test_nobody_waits_for_ever_for_a_task_that_is_not_done() -> None:
    task = asked()
    go(NOW + 5 * DAY)
    assert taken() == [("call", "timeout")]
    # It still stands in the list; done later it moves nobody.
    journeys.finish(task.pk, by=clerk(), now=NOW + 6 * DAY)
    go(NOW + 6 * DAY)
    assert taken() == [("call", "timeout")]


def test_a_task_for_somebody_who_left_is_nobodys_work() -> None:
    task = asked()
    happen(task.node_id, BOUGHT, at=NOW + DAY)
    assert list(queries.open_errands(location_id=new_id())) == []


def test_the_control_group_gives_nobody_work() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(30)))
    live(way({"call": CALL}, control=5_000))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    arms = set(Errand.objects.values_list("enrolment__arm", flat=True))
    assert (arms, 0 < Errand.objects.count() < 30) == ({"treated"}, True)


def test_a_task_for_the_own_shop_stands_where_somebody_bought_last() -> None:
    world.house()
    people = world.people("hana", "taro")
    places.register_locations([places.LocationRecord(code="SHIBUYA", name="渋谷店", kind="store")])
    places.register_channels(["POS"])
    Channel.objects.update(kind="pos")
    shop = Location.objects.get(code="SHIBUYA")
    line = orders.LineRecord(sku="A", quantity=1, unit_price=Decimal(1000), amount=1000)
    record = orders.OrderRecord(
        origin="test", number="1", channel="POS", location="SHIBUYA", node_id=people["hana"], placed_at=NOW - DAY,
        lines=(line,),
    )  # fmt: skip
    orders.record([record], now=NOW)
    live(way({"call": {**CALL, "own_shop": True}}))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    assert dict(Errand.objects.values_list("node", "location")) == {people["hana"]: shop.pk, people["taro"]: None}
