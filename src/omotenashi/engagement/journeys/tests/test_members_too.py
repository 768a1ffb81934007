# SPDX-License-Identifier: Apache-2.0
"""Whoever is in the segment when a scenario is published comes in where it says so, once, and it goes on for who comes later."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion
from omotenashi.engagement.journeys.tests.test_journeys import graph, live, template
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW, DAY = world.NOW, timedelta(days=1)


def begun(**entry: Any) -> tuple[UUID, dict[str, UUID], JourneyVersion]:
    """Publish a scenario of a segment in which two are already."""
    world.house()
    people = world.people("hana", "ken", "yui")
    segment, _ = audience.create(key="s", name="常連", definition=segments.Manual(), now=NOW - 9 * DAY)
    audience.add(segment.pk, persons=[people["hana"], people["ken"]], now=NOW - 9 * DAY, tells=False)
    version = live(graph(template(), exits=[], entry={"kind": "segment", "segment": str(segment.pk), **entry}))
    return segment.pk, people, version


def inside() -> list[UUID]:
    """Give who is or was on the way, in the order of names."""
    return list(Enrolment.objects.order_by("node__nodeperson__person__profile__name").values_list("node", flat=True))


def test_whoever_is_in_it_comes_in_once_and_who_comes_later_too() -> None:
    segment, people, version = begun(members_too=True)
    assert [journeys.admit(now=NOW) for _ in range(2)] == [2, 0]
    audience.add(segment, persons=[people["yui"]], now=NOW + DAY)
    outbox.deliver(now=clock.now() + DAY)
    assert (inside(), Journey.objects.get(pk=version.journey_id).state) == (
        [people["hana"], people["ken"], people["yui"]],
        "live",
    )


def test_without_the_wish_nobody_of_before_comes_in() -> None:
    _segment, _people, _version = begun()
    assert (journeys.admit(now=NOW), inside()) == (0, [])


def test_after_a_pause_it_goes_on_taking_people_along() -> None:
    _segment, _people, version = begun(members_too=True)
    journeys.admit(now=NOW)
    journeys.pause(version.journey_id, now=NOW)
    journeys.resume(version.journey_id, now=NOW + DAY)
    assert Journey.objects.get(pk=version.journey_id).state == "live"


def test_the_next_version_takes_nobody_along_twice() -> None:
    _segment, people, version = begun(members_too=True)
    journeys.admit(now=NOW)
    journey = Journey.objects.get(pk=version.journey_id)
    journeys.draft(
        key="cart", name="次", graph={**journey.draft, "goal": {"event": "orders.OrderPlaced", "days": 9}}, now=NOW
    )
    assert journeys.publish(journey.pk, now=NOW + DAY).number == 2
    assert (journeys.admit(now=NOW + DAY), sorted(inside())) == (0, sorted([people["hana"], people["ken"]]))


@pytest.mark.parametrize(("wish", "runs"), [(True, 2), (False, 0)])
def test_the_simulation_begins_with_them(wish: bool, runs: int) -> None:
    _segment, _people, version = begun(members_too=wish)
    found = queries.simulate(queries.graph_of(version), now=NOW, days=5)
    assert (found.runs, found.persons) == (runs, runs)
