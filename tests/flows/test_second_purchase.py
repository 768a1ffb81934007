# SPDX-License-Identifier: Apache-2.0
"""F2転換 is switched on in two presses: the simulation of sixty days names who would get which mail when, and so it goes then."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.tests import records as sold
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey
from omotenashi.engagement.journeys.tests.test_journeys import go, happen
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BOUGHT = "orders.OrderPlaced"
# Who bought when for the first time, and again, in days.
STORY: Mapping[str, tuple[float, ...]] = {
    "haruka": (0,), "kenji": (0, 2), "yui": (0, 5), "sora": (0, 10), "mei": (0, 30), "riku": (0, 45),
}  # fmt: skip


def buy(people: Mapping[str, UUID], began: datetime) -> list[tuple[datetime, str]]:
    """Let people buy as the story says; give what happened in its order."""
    acts = sorted((began + day * DAY, name) for name, days in STORY.items() for day in days)
    found = [
        sold.order(f"{name}{at:%m%d%H}", node_id=people[name], placed_at=at, channel="EC", location="GINZA")
        for at, name in acts
    ]
    orders.record(found, now=began + 60 * DAY)
    return acts


def switched_on() -> Journey:
    """Press twice: take it over, publish it."""
    client = shop.signed_in()
    client.post("/console/journeys/ready/second-purchase/", {"key": "f2"})
    journey = Journey.objects.get()
    client.post(f"/console/journeys/{journey.pk}/version/")
    journey.refresh_from_db()
    # Nobody is kept apart: this is about the days.
    return journey


def graph_of(journey: Journey) -> Any:
    return queries.draft_of(Journey(draft={**journey.draft, "control": 0}))


def test_the_simulation_of_sixty_days_names_who_gets_which_mail_and_a_purchase_ends_it() -> None:
    world.house()
    sold.furnish()
    now = clock.now()
    began = now - 60 * DAY
    people = world.people(*STORY)
    for at, name in buy(people, began):
        happen(people[name], BOUGHT, at=at)
    journey = switched_on()
    assert (journey.state, journey.version) == ("live", 1)
    found = queries.simulate(graph_of(journey), now=now, days=61)
    names = {person: name for name, person in people.items()}
    heard = {
        step: sorted((names[person], (at - began).days) for person, at in said) for step, said in found.heard.items()
    }
    three, seven, later = (
        {"haruka", "yui", "sora", "mei", "riku"},
        {"haruka", "sora", "mei", "riku"},
        {"haruka", "mei", "riku"},
    )
    assert heard == {
        "thanks": [(name, 3) for name in sorted(three)], "care": [(name, 7) for name in sorted(seven)],
        "again": [(name, 21) for name in sorted(later)],
    }  # fmt: skip
    assert (found.outcomes["goal"], Message.objects.count()) == (3, 0)


def test_what_was_foreseen_is_what_goes_when_the_days_pass() -> None:
    world.house()
    sold.furnish()
    began = clock.now()
    people = world.people(*STORY)
    version = _live_from(switched_on())
    acts = buy(people, began)
    for day in range(62):
        for at, name in acts:
            if (at - began).days == day:
                happen(people[name], BOUGHT, at=at)
        go(began + day * DAY + timedelta(hours=1))
    names = {person: name for name, person in people.items()}
    found = {
        (names[one.node_id], one.campaign.rpartition(":")[2], (one.planned_at - began).days)
        for one in Message.objects.all()
    }
    assert found == {
        ("haruka", "thanks", 3), ("haruka", "care", 7), ("haruka", "again", 21), ("yui", "thanks", 3), ("sora", "thanks", 3),
        ("sora", "care", 7), ("mei", "thanks", 3), ("mei", "care", 7), ("mei", "again", 21), ("riku", "thanks", 3),
        ("riku", "care", 7), ("riku", "again", 21),
    }  # fmt: skip
    ends = set(Enrolment.objects.filter(version=version, node_id=people["yui"]).values_list("outcome", flat=True))
    assert ends == {"goal"}


def _live_from(journey: Journey) -> Any:
    """Let nobody be kept apart, and let everything of from now on be read."""
    journeys.draft(key="f2", name=journey.name, graph={**journey.draft, "control": 0}, now=clock.now())
    return journeys.publish(journey.pk, now=clock.now() - timedelta(minutes=1))
