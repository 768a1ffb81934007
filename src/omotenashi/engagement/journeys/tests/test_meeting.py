# SPDX-License-Identifier: Apache-2.0
"""A wait for a segment: on at once who is in it, on within seconds who comes in, on by the time who does not."""

from datetime import timedelta
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey, StepLog
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.journeys.tests.drawn import way
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW, DAY = world.NOW, timedelta(days=1)


def segment(key: str = "s") -> UUID:
    """Make a list by hand."""
    return audience.create(key=key, name=key, definition=segments.Manual(), now=NOW)[0].pk


def waiting(wanted: UUID, *names: str) -> dict[str, UUID]:
    """Let people have come to the wait, one of them in the segment."""
    people = world.people(*names)
    audience.add(wanted, persons=[people["hana"]], now=NOW)
    live(way({"w": {"kind": "wait_segment", "segment": str(wanted), "days": 2, "event": "", "timeout": ""}}))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    return people


def come(wanted: UUID, person: UUID) -> None:
    """Let somebody come into a segment, and the journeys hear of it."""
    audience.add(wanted, persons=[person], now=NOW + DAY)
    outbox.deliver(now=clock.now() + timedelta(hours=1))
    go(clock.now())


def took() -> dict[UUID, str]:
    """Give the branch that each took."""
    return dict(StepLog.objects.values_list("enrolment__node", "branch"))


def test_each_goes_on_when_they_are_in_it_or_when_the_time_is_over() -> None:
    world.house()
    wanted = segment()
    people = waiting(wanted, "hana", "ken", "yui")
    assert took() == {people["hana"]: "event"}
    due = Enrolment.objects.get(node=people["yui"]).wake_at
    journeys.meet(segment_id=wanted, persons=[people["ken"]], now=NOW + DAY)
    go(NOW + DAY)
    assert took() == {people["hana"]: "event", people["ken"]: "event"}
    go(NOW + 2 * DAY)
    assert (took()[people["yui"]], due) == ("timeout", NOW + 2 * DAY)


def test_coming_into_it_is_heard_from_the_segment_itself_and_of_others_not() -> None:
    world.house()
    wanted, other = segment(), segment("other")
    people = waiting(wanted, "hana", "ken", "yui")
    # The clock of the test stands long before that of the outbox: what is due by then would go on by the time.
    Enrolment.objects.filter(ended_at=None).update(wake_at=clock.now() + 9 * DAY)
    come(other, people["yui"])
    come(wanted, people["ken"])
    assert took() == {people["hana"]: "event", people["ken"]: "event"}


def test_what_is_heard_twice_leads_on_once() -> None:
    world.house()
    wanted = segment()
    people = waiting(wanted, "hana", "ken")
    told = [journeys.meet(segment_id=wanted, persons=list(people.values()), now=NOW + DAY) for _ in range(2)]
    assert told == [1, 0]


def test_without_a_segment_or_a_time_it_is_not_published_and_the_simulation_asks_of_today() -> None:
    world.house()
    wanted = segment()
    for step in ({"segment": "", "days": 2}, {"segment": str(wanted)}):
        drawing = way({"w": {"kind": "wait_segment", "event": "", "timeout": "", **step}})
        journey = journeys.draft(key="bad", name="だめ", graph=drawing, now=NOW)
        with pytest.raises(BadGraph):
            journeys.publish(journey.pk, now=NOW)
    Journey.objects.all().delete()
    waiting(wanted, "hana", "ken")
    found = queries.simulate(queries.draft_of(Journey.objects.get()), now=NOW + 3 * DAY, days=9)
    assert dict(found.taken) == {("w", "event"): 1, ("w", "timeout"): 1}
