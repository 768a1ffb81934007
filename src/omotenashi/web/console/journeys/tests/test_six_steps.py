# SPDX-License-Identifier: Apache-2.0
"""A scenario of six steps through the doors of the canvas: drawn, held against ninety days, published, and seen at work."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as engine
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.journeys.tests.test_journeys import go, happen
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.journeys.tests.test_canvas import keep, office

pytestmark = pytest.mark.django_db
BASKET, BOUGHT, CLICKED = "checkout.BasketAbandoned", "orders.OrderPlaced", "messaging.MessageClicked"
NAMES = [f"p{number}" for number in range(6)]


def drawing(template: Any) -> dict[str, Any]:
    """Three hours after a basket a mail; who does not look at it for two days gets a tag, the others a task."""
    return {
        "entry": {"kind": "event", "event": BASKET}, "first": "rest", "control": 0, "again_days": None, "goal": {},
        "exits": [BOUGHT], "view": {},
        "steps": {
            "rest": {"kind": "wait", "hours": 3, "next": "say"},
            "say": {"kind": "send", "template": str(template), "next": "look"},
            "look": {"kind": "wait_event", "on": CLICKED, "days": 2, "event": "call", "timeout": "ask"},
            "ask": {"kind": "split", "what": "tag", "tag": "VIP", "yes": "call", "no": "mark"},
            "call": {"kind": "task", "title": "お電話", "days": 0, "done": "", "timeout": ""},
            "mark": {"kind": "tag", "tag": "反応なし", "next": ""},
        },
    }  # fmt: skip


def test_six_steps_are_counted_over_ninety_days_and_then_for_real() -> None:
    client, journey = office()
    template = world.version().template_id
    now = clock.now()
    people = world.people(*NAMES)
    for number, person in enumerate(people.values()):
        began = now - timedelta(days=10 + 15 * number)
        happen(person, BASKET, at=began)
        if number == 0:
            happen(person, BOUGHT, at=began + timedelta(hours=1))
        if number in (1, 2):
            happen(person, CLICKED, at=began + timedelta(hours=9))
    assert keep(client, journey, drawing(template)).status_code == 200
    past = client.get(f"/console/journeys/{journey.pk}/simulation/", headers={"accept": "application/json"}).json()
    came = {name: int(one["through"]) for name, one in past["numbers"].items()}
    # Ten days ago one bought at once, five more came in within ninety days, two of them looked.
    assert came == {"entry": 6, "rest": 5, "say": 5, "look": 5, "ask": 3, "call": 2, "mark": 3}
    assert Message.objects.count() == 0
    assert client.post(f"/console/journeys/{journey.pk}/version/").status_code == 302
    engine.follow(now=now)
    later = clock.now()
    happen(people["p0"], BASKET, at=later)
    for hours in (0, 4):
        go(later + timedelta(hours=hours))
    live = client.get(f"/console/journeys/{journey.pk}/numbers/").json()
    assert (Journey.objects.get().state, Message.objects.count()) == ("live", 1)
    assert {name: (int(one["here"]), int(one["through"])) for name, one in live.items()} == {
        "entry": (0, 1), "rest": (0, 1), "say": (0, 1), "look": (1, 0), "ask": (0, 0), "call": (0, 0), "mark": (0, 0),
    }  # fmt: skip
