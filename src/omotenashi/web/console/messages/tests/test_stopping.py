# SPDX-License-Identifier: Apache-2.0
"""A channel is stopped with a reason that stands at each message, and goes on; what went says what it cost and what was bought."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.tests import records as sold
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message, Pool
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.messages import aftermath, words
from omotenashi.web.console.messages.menus import starting
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_server(settings: Any) -> Iterator[None]:
    """No mail server is set up: the inbox is where mails arrive."""
    with world.no_server(settings):
        yield


def test_a_channel_is_stopped_by_hand_says_why_and_goes_on() -> None:
    office = shop.signed_in("headquarters")
    world.house()
    people, said = world.people("hana"), world.version()
    asked = {"to": "stop", "channel": "email", "why": "宛先を 確認しています。"}
    assert office.post(reverse("console:sending-pool"), asked).status_code == 302
    world.send([world.wish(people["hana"], said)])
    held = Message.objects.get()
    with translation.override("en"):
        assert (held.state, words.why(held)) == (
            "held",
            "Advertising by Mail is stopped: 宛先を 確認しています。 It goes once somebody lets it go on.",
        )
    office.post(reverse("console:sending-pool"), {"to": "start", "channel": "email"})
    world.send([])
    assert (Pool.objects.get().stopped_at, Message.objects.get().state) == (None, "held")
    # Ten in the morning in Tokyo, whenever this is tried.
    messaging.judge(now=(clock.now() + timedelta(days=2)).replace(hour=1))
    assert Message.objects.get().state == "queued"


def test_no_channel_is_stopped_that_there_is_not() -> None:
    office = shop.signed_in("headquarters")
    assert office.post(reverse("console:sending-pool"), {"to": "stop", "channel": "pigeon"}).status_code == 404
    assert Pool.objects.count() == 0


def test_what_went_says_what_it_cost_and_what_its_reader_bought_in_any_channel_within_a_week() -> None:
    world.house()
    sold.furnish()
    people, said = world.people("hana", "kei"), world.version()
    sent = world.send([world.wish(one, said) for one in people.values()])
    for number, name, days in (("S1", "hana", 2), ("S2", "kei", 8)):
        placed = world.NOW + timedelta(days=days)
        orders.record(
            [sold.order(number, node_id=people[name], placed_at=placed, channel="STORE", location="GINZA")], now=placed
        )
    later = world.NOW + timedelta(days=9)
    with translation.override("en"):
        told = {name: aftermath.of(sent[person], now=later) for name, person in people.items()}
    page = reverse("console:message-result", args=[said.template_id])
    assert {name: (one["cost"], one["effect"]) for name, one in told.items()} == dict.fromkeys(people, ("¥0", page))
    assert ("¥1,100" in told["hana"]["bought"], told["kei"]["bought"]) == (True, "none so far")


def test_hours_that_are_changed_let_what_waits_for_the_morning_be_asked_anew() -> None:
    world.house()
    people, said = world.people("hana"), world.version()
    night = world.NOW.replace(hour=14)
    world.send([world.wish(people["hana"], said, at=night)], now=night)
    assert Message.objects.get().reason == "quiet"
    messaging.set_quiet(begins=time(3), finishes=time(3), now=night)
    world.send([], now=night)
    assert Message.objects.get().state == "sent"


def test_the_first_menu_is_put_up_once() -> None:
    world.house()
    assert [starting.put_up("all", now=world.NOW) for _ in range(2)] == [True, False]
