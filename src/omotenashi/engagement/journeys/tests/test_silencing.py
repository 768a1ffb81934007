# SPDX-License-Identifier: Apache-2.0
"""Whoever leaves at once hears nothing that still waited, and its place in the caps is free again; others hear theirs."""

from datetime import timedelta
from uuid import UUID

import pytest

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import JourneyVersion
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, graph, happen, live, template
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import AllowanceUse, Message
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
# Half past ten at night in Tokyo: what is wished for waits for the morning.
NIGHT = world.NOW + timedelta(hours=12, minutes=30)
MORNING = NIGHT + timedelta(hours=11)


def waiting(*names: str) -> tuple[JourneyVersion, dict[str, UUID]]:
    """Let people have left a basket in the evening: what reminds them waits for the morning."""
    world.house()
    people = world.people(*names)
    drawing = graph(template())
    drawing["steps"]["say"]["next"] = "rest"
    drawing["steps"]["rest"] = {"kind": "wait", "days": 9, "next": ""}
    version = live(drawing)
    for person in people.values():
        happen(person, CART, at=NIGHT - timedelta(hours=3), basket_id="b")
    go(NIGHT)
    return version, people


def stands() -> dict[UUID, tuple[str, str]]:
    """Give where everybody's message stands, and why."""
    return {one.node_id: (one.state, one.reason) for one in Message.objects.all()}


def test_who_buys_before_the_morning_is_not_reminded_and_who_does_not_is() -> None:
    _version, people = waiting("hana", "ken")
    assert set(stands().values()) == {("held", "quiet")}
    happen(people["hana"], BOUGHT, at=NIGHT + timedelta(hours=1))
    go(MORNING)
    assert stands() == {people["hana"]: ("dropped", "left"), people["ken"]: ("sent", "")}
    kept = Message.objects.get(node_id=people["hana"])
    assert kept.decision[-1] == {"step": "wish", "outcome": "drop", "reason": "left", "evidence": ""}


def test_a_scenario_that_is_put_away_says_nothing_more() -> None:
    version, people = waiting("hana", "ken")
    journeys.archive(version.journey_id, now=NIGHT)
    go(MORNING)
    assert stands() == dict.fromkeys(people.values(), ("dropped", "left"))


def test_what_another_scenario_wants_to_say_is_left_as_it_is() -> None:
    version, people = waiting("hana")
    wished = "catalogue.WishAdded"
    live(graph(template(), exits=[], entry={"kind": "event", "event": wished}), key="other")
    happen(people["hana"], wished, at=NIGHT)
    go(NIGHT + timedelta(hours=3))
    journeys.archive(version.journey_id, now=NIGHT + timedelta(hours=3))
    go(MORNING)
    assert sorted(Message.objects.values_list("state", "reason")) == [("dropped", "left"), ("sent", "")]


def test_the_room_that_was_promised_is_free_for_another_message() -> None:
    world.house()
    messaging.set_cap(channel="", window="day", most=1, now=world.NOW)
    people = world.people("hana")
    version = live({**graph(template()), "exits": [BOUGHT]})
    happen(people["hana"], CART, at=world.NOW, basket_id="b")
    later = world.NOW + timedelta(hours=3)
    while journeys.advance(now=later):
        pass
    while messaging.judge(now=later + timedelta(minutes=2)):
        pass
    assert (Message.objects.get().state, AllowanceUse.objects.exists()) == ("queued", True)
    journeys.archive(version.journey_id, now=later + timedelta(minutes=2))
    assert (stands()[people["hana"]], AllowanceUse.objects.exists()) == (("dropped", "left"), False)
