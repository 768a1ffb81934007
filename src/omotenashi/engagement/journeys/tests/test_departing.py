# SPDX-License-Identifier: Apache-2.0
"""Whoever leaves the segment they came in by: gone at once, at the goal, or on to the end, as the drawing says."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.journeys.tests.test_journeys import go, graph, live, template
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW, HOUR = world.NOW, timedelta(hours=1)


def hear() -> None:
    """Let the outbox be delivered."""
    outbox.deliver(now=clock.now() + HOUR)


def inside(leaves: str, *names: str) -> tuple[UUID, dict[str, UUID]]:
    """Let people come into a segment by which a scenario begins that writes three hours later."""
    world.house()
    people = world.people(*names)
    segment, _ = audience.create(key="s", name="迷っている", definition=segments.Manual(), now=NOW)
    entry: dict[str, Any] = {"kind": "segment", "segment": str(segment.pk), "leaves": leaves}
    live(graph(template(), entry=entry, exits=[]))
    audience.add(segment.pk, persons=list(people.values()), now=NOW + timedelta(minutes=1))
    hear()
    go(NOW + timedelta(minutes=1))
    return segment.pk, people


def let_go(segment: UUID, person: UUID, *, at: datetime) -> None:
    """Take somebody out of the segment."""
    audience.remove(segment, persons=[person], now=at)
    hear()


def ends() -> dict[UUID, str]:
    """Give how each run stands or ended."""
    return dict(Enrolment.objects.values_list("node", "outcome"))


@pytest.mark.parametrize("outcome", ["exit", "goal"])
def test_whoever_leaves_it_is_out_at_once_and_hears_nothing(outcome: str) -> None:
    segment, people = inside(outcome, "hana", "ken")
    let_go(segment, people["hana"], at=NOW + HOUR)
    assert ends() == {people["hana"]: outcome, people["ken"]: ""}
    assert Enrolment.objects.get(node=people["hana"]).ended_at == NOW + HOUR
    go(NOW + 4 * HOUR)
    assert list(Message.objects.values_list("node", "state")) == [(people["ken"], "sent")]


def test_where_nothing_is_said_everybody_goes_on() -> None:
    segment, people = inside("", "hana")
    let_go(segment, people["hana"], at=NOW + HOUR)
    go(NOW + 4 * HOUR)
    assert (ends(), Message.objects.get().state) == ({people["hana"]: "end"}, "sent")


def test_another_segment_is_nobodys_way_out() -> None:
    _segment, people = inside("exit", "hana")
    other, _ = audience.create(key="o", name="別", definition=segments.Manual(), now=NOW)
    audience.add(other.pk, persons=list(people.values()), now=NOW)
    let_go(other.pk, people["hana"], at=NOW + HOUR)
    assert ends() == {people["hana"]: ""}


def test_what_is_heard_again_ends_no_later_run() -> None:
    segment, people = inside("exit", "hana")
    let_go(segment, people["hana"], at=NOW + HOUR)
    again: dict[str, Any] = {"segment_id": segment, "persons": list(people.values()), "now": NOW + 2 * HOUR}
    Enrolment.objects.update(entered_at=NOW + HOUR * 1.5, ended_at=None, outcome="", wake_at=NOW + 9 * HOUR)
    assert journeys.depart(at=NOW + HOUR, **again) == 0
    assert journeys.depart(at=NOW + 2 * HOUR, **again) == 1


def test_the_simulation_lets_them_go_as_they_went() -> None:
    segment, people = inside("exit", "hana", "ken")
    let_go(segment, people["hana"], at=NOW + HOUR)
    found = queries.simulate(queries.draft_of(Journey.objects.get()), now=NOW + 9 * HOUR, days=5)
    assert (dict(found.outcomes), dict(found.sent)) == ({"exit": 1, "end": 1}, {"say": 1})


def test_a_way_to_leave_that_nobody_knows_is_not_published() -> None:
    world.house()
    entry = {"kind": "segment", "segment": "s", "leaves": "somehow"}
    journey = journeys.draft(key="bad", name="だめ", graph=graph(template(), entry=entry), now=NOW)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert wrong.value.reason == "entry"
