# SPDX-License-Identifier: Apache-2.0
"""What worked before is told with opens of humans, clicks, purchases and n; a lucky few do not overtake many."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from omotenashi.commerce.orders.actions import records as orders
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message, MessageEvent
from omotenashi.engagement.messaging.tests import world
from omotenashi.engagement.messaging.tests.world import NOW
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
# A Wednesday, ten in the morning in Tokyo.
AT = NOW - timedelta(days=28)


@pytest.fixture
def persons(db: None) -> list[UUID]:
    """Forty people who agreed."""
    del db
    world.house()
    places.register_channels(["EC"])
    return list(world.people(*(f"p{number}" for number in range(40))).values())


def _sent(key: str, persons: list[UUID], *, bought: int, opened: int = 0, machines: int = 0) -> UUID:
    said = world.version(key=key)
    messaging.intend([world.wish(one, said, key=f"{key}:{one}", campaign=key, at=AT) for one in persons])
    found = list(Message.objects.filter(campaign=key).order_by("id"))
    Message.objects.filter(campaign=key).update(state="sent", sent_at=AT, channel="email", due_at=None)
    for number, message in enumerate(found[: opened + machines]):
        actor = "human" if number < opened else "machine"
        MessageEvent.objects.create(message=message, kind="opened", actor=actor, at=AT, key=f"{key}{number}")
    line = orders.LineRecord(
        sku="", name="茶", quantity=1, unit_price=Decimal(1_000), amount=1_000, tax_rate=0, cost=500
    )
    orders.record(
        [
            orders.OrderRecord(
                origin="test", number=f"{key}{one}", channel="EC", node_id=one, placed_at=AT + timedelta(days=1),
                lines=(line,),
            )
            for one in persons[:bought]
        ],
        now=NOW,
    )  # fmt: skip
    return said.template_id


def _best(**asked: object) -> list[tuple[str, int, int, int]]:
    found = queries.best_of("marketing", zone="Asia/Tokyo", **asked)  # type: ignore[arg-type]
    return [(one.subject[:2], one.people, one.opened, one.bought) for one in found]


def test_the_best_stands_first_with_opens_of_humans_and_when_it_went(persons: list[UUID]) -> None:
    good = _sent("good", persons[:20], bought=6, opened=9, machines=5)
    poor = _sent("poor", persons[20:], bought=1)
    found = queries.best_of("marketing", zone="Asia/Tokyo")
    assert [(one.template_id, one.people, one.opened, one.clicked, one.bought) for one in found] == [
        (good, 20, 9, 0, 6), (poor, 20, 0, 0, 1),
    ]  # fmt: skip
    assert (found[0].weekday, found[0].hour) == (3, 10)


def test_the_message_itself_other_purposes_and_small_sends_are_left_out(persons: list[UUID]) -> None:
    own = _sent("own", persons[:20], bought=2)
    _sent("few", persons[:19], bought=0)
    assert _best(without=own) == []
    assert queries.best_of("order", zone="Asia/Tokyo") == []


def test_as_it_worked_with_some_people_alone(persons: list[UUID]) -> None:
    _sent("all", persons, bought=5)
    assert [(n, bought) for _, n, _, bought in _best(persons=persons[:20])] == [(20, 5)]
    assert [(n, bought) for _, n, _, bought in _best(persons=persons[20:])] == [(20, 0)]
    assert _best(persons=[]) == []
