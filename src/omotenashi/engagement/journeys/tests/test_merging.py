# SPDX-License-Identifier: Apache-2.0
"""Two who turn out to be one walk on as one; taken apart again, each goes on where they stood, and draws what they drew."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.engagement.journeys.models import Enrolment, StepLog
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, graph, happen, live, template
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.insight import queries as insight
from omotenashi.people.customers.actions import links

pytestmark = pytest.mark.django_db
NOW = world.NOW
HOUR = timedelta(hours=1)


def joined(people: Mapping[str, UUID]) -> UUID:
    """Let Hana and Taro be one; give the entry of the log."""
    linked = links.link(
        people["hana"], people["taro"], by="clerk", reason="same", cause_kind="staff", cause_id="1", now=NOW + HOUR
    )
    outbox.deliver(now=clock.now() + HOUR)
    assert linked.log_id is not None
    return linked.log_id


def on_the_way() -> dict[str, UUID]:
    """Let both leave a basket, Hana first."""
    world.house()
    people = world.people("hana", "taro")
    live(graph(template(), entry={"kind": "event", "event": CART}))
    for minute, name in enumerate(("hana", "taro")):
        happen(people[name], CART, at=NOW + timedelta(minutes=minute))
    go(NOW + timedelta(minutes=5))
    return people


def test_of_two_runs_the_earlier_goes_on_and_one_message_goes() -> None:
    people = on_the_way()
    joined(people)
    go(NOW + 4 * HOUR)
    outcomes = dict(Enrolment.objects.values_list("node", "outcome"))
    assert (outcomes, Message.objects.count()) == ({people["hana"]: "end", people["taro"]: "merged"}, 1)


def test_taken_apart_again_each_waits_as_long_as_before() -> None:
    people = on_the_way()
    log = joined(people)
    links.unmerge(log_id=log, by="clerk", reason="not the same", now=NOW + 2 * HOUR)
    outbox.deliver(now=clock.now() + HOUR)
    go(NOW + 3 * HOUR)
    assert dict(Enrolment.objects.values_list("node", "outcome")) == {people["hana"]: "end", people["taro"]: ""}
    go(NOW + 3 * HOUR + timedelta(minutes=1))
    assert dict(Enrolment.objects.values_list("node", "outcome")) == {people["hana"]: "end", people["taro"]: "end"}
    assert Message.objects.count() == 2


def test_whoever_came_in_before_does_not_come_in_again_under_another_address() -> None:
    people = on_the_way()
    joined(people)
    happen(people["taro"], CART, at=NOW + 2 * HOUR)
    assert Enrolment.objects.filter(ended_at=None).count() == 1


def test_who_draws_a_side_keeps_it_when_coming_again_and_in_the_next_version() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(12)))
    steps = {"draw": {"kind": "random", "share": 5_000, "a": "", "b": ""}}
    drawing = graph(template(), entry={"kind": "event", "event": CART}, first="draw", steps=steps, again_days=1)
    drawn = []
    for day in (0, 2, 4):
        live({**drawing, "control": day * 100})
        for person in people.values():
            happen(person, CART, at=NOW + timedelta(days=day, hours=1))
        go(NOW + timedelta(days=day, hours=2))
        logged = StepLog.objects.filter(at__gte=NOW + timedelta(days=day), at__lt=NOW + timedelta(days=day + 1))
        drawn.append(dict(logged.values_list("enrolment__node", "branch")))
    assert drawn[0] == drawn[1] == drawn[2]
    assert len(drawn[0]) == 12


def test_who_is_held_out_stays_so_when_two_become_one() -> None:
    people = on_the_way()
    before = insight.held_out(persons=set(people.values()), now=NOW)
    joined(people)
    assert insight.held_out(persons={people["hana"]}, now=NOW + HOUR) == before & {people["hana"]}
