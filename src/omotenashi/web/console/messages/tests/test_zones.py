# SPDX-License-Identifier: Apache-2.0
"""Why something waits for somebody who lives elsewhere: the office reads the time there."""

import pytest
from django.utils import translation

from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.actions.zones import choose_zone
from omotenashi.web.console.messages import words

pytestmark = pytest.mark.django_db


def held(zone: str) -> Message:
    """Write to somebody at ten in the morning of Tokyo; give what waits."""
    world.house()
    person = world.people("hana")["hana"]
    choose_zone(node_id=person, name=zone, source="test", now=world.NOW)
    world.send([world.wish(person, world.version())])
    return Message.objects.get()


def test_the_night_is_told_by_the_clock_there() -> None:
    with translation.override("en"):
        told = words.why(held("Europe/London"))
    assert told is not None
    assert told.startswith("It is night where the person is (Europe/London); it waits there until 3/4 08:")
    assert "of the clock there. It is looked at again at 3/4 17:" in told


def test_where_it_is_the_same_clock_nobody_names_it() -> None:
    with translation.override("en"):
        message = held("Asia/Tokyo")
        message.decision[-1] = {
            "step": "quiet",
            "outcome": "hold",
            "reason": "quiet",
            "evidence": "2026-03-04T23:05:00+00:00",
        }
        message.state, message.reason = "held", "quiet"
        assert words.why(message) == "It is night where the person is; it waits for the morning."


def test_the_steps_say_it_too_and_the_best_hour_names_its_clock() -> None:
    message = Message(
        decision=[
            {"step": "quiet", "outcome": "hold", "reason": "quiet", "evidence": "2026-03-04T08:10:00-10:00[Pacific/Honolulu]"},
            {"step": "hour", "outcome": "hold", "reason": "own", "evidence": "19[Pacific/Honolulu]"},
            {"step": "hour", "outcome": "hold", "reason": "own", "evidence": "19"},
        ]
    )  # fmt: skip
    with translation.override("en"):
        assert [one["detail"] for one in words.steps(message)] == [
            "It is night where the person is (Pacific/Honolulu); it waits there until 3/4 08:10 of the clock there.",
            "This person mostly answers around 19:00. By the clock of Pacific/Honolulu.",
            "This person mostly answers around 19:00.",
        ]
