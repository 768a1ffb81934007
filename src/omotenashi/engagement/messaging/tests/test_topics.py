# SPDX-License-Identifier: Apache-2.0
"""Topics that somebody wants left alone: advertising about them does not go, and its verdict says so."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.commerce.catalogue.models import Product
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import AllowanceUse, Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.actions import cares
from omotenashi.people.staff import actions as staff

pytestmark = pytest.mark.django_db
NOW = world.NOW


def avoid(person: Any, topic: str) -> None:
    """Note that somebody wants a topic left alone."""
    clerk = staff.hire(email="ken@example.jp", name="ken", role="clerk", password="only-for-tests")
    cares.heed(node_id=person, kind="avoid", what=topic, by=clerk, now=NOW)


def test_an_offer_about_a_topic_goes_to_everybody_but_who_wants_it_left_alone(settings: Any) -> None:
    world.house()
    people = world.people("hana", "taro")
    avoid(people["hana"], "leather")
    said = world.version()
    with world.server(settings) as sink:
        sent = world.send([world.wish(one, said, still={"topics": ["leather"]}) for one in people.values()])
    kept = sent[people["hana"]]
    assert (sink.to, kept.state, kept.reason) == (["taro@mail.example"], "dropped", "avoided")
    assert kept.decision[-1] == {"step": "topic", "outcome": "drop", "reason": "avoided", "evidence": "leather"}


def test_an_offer_without_the_topic_goes(settings: Any) -> None:
    world.house()
    people = world.people("hana")
    avoid(people["hana"], "leather")
    with world.server(settings) as sink:
        world.send([world.wish(people["hana"], world.version(), still={"topics": ["celebration"]})])
    assert sink.to == ["hana@mail.example"]


@pytest.mark.parametrize(
    ("topic", "block"),
    [
        ("category:靴", {"kind": "products", "codes": "BOOT"}),
        ("discount", {"kind": "coupon", "label": "10%引き", "code": "SPRING"}),
        ("everything", {"kind": "text", "text": "春です"}),
    ],
)
def test_what_a_message_shows_speaks_for_itself(settings: Any, topic: str, block: dict[str, str]) -> None:
    world.house()
    Product.objects.create(changed_in=0, code="BOOT", name="ブーツ", category="靴 > ブーツ")
    people = world.people("hana", "taro")
    avoid(people["hana"], topic)
    said = world.version({"subject": "春", "blocks": [block]})
    with world.server(settings):
        sent = world.send([world.wish(one, said) for one in people.values()])
    assert {name: (sent[one].reason, sent[one].state == "sent") for name, one in people.items()} == {
        "hana": ("avoided", False), "taro": ("", True),
    }  # fmt: skip


def test_what_an_order_needs_goes_whatever_somebody_avoids(settings: Any) -> None:
    world.house()
    people = world.people("hana")
    avoid(people["hana"], "everything")
    with world.server(settings) as sink:
        world.send([world.wish(people["hana"], world.version(purpose="order"))])
    assert sink.to == ["hana@mail.example"]


def test_a_note_between_the_verdict_and_the_sending_stops_the_offer(settings: Any) -> None:
    world.house()
    people = world.people("hana")
    messaging.set_cap(channel="", window="day", most=1, now=NOW)
    messaging.intend([world.wish(people["hana"], world.version(), still={"topics": ["alcohol"]})])
    while messaging.judge(now=NOW + timedelta(minutes=2)):
        pass
    assert (Message.objects.get().state, AllowanceUse.objects.exists()) == ("queued", True)
    avoid(people["hana"], "alcohol")
    with world.server(settings) as sink:
        messaging.transmit(now=NOW + timedelta(minutes=2))
    message = Message.objects.get()
    assert (sink.to, message.state, message.reason) == ([], "dropped", "avoided")
    assert AllowanceUse.objects.count() == 0


def test_what_a_campaign_takes_back_gives_its_room_back() -> None:
    world.house()
    people = world.people("hana")
    messaging.set_cap(channel="", window="day", most=1, now=NOW)
    messaging.intend([world.wish(people["hana"], world.version())])
    while messaging.judge(now=NOW + timedelta(minutes=2)):
        pass
    assert AllowanceUse.objects.exists()
    assert messaging.withdraw(campaigns=["spring"], now=NOW) == 1
    message = Message.objects.get()
    verdict = {"step": "wish", "outcome": "drop", "reason": "withdrawn", "evidence": ""}
    assert (AllowanceUse.objects.count(), message.state, message.decision[-1]) == (0, "dropped", verdict)
