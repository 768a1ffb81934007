# SPDX-License-Identifier: Apache-2.0
"""The last message: once to whoever leaves by an exit, to nobody who reached the goal, through the gate like all."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import saying
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.journeys.tests.drawn import way
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, happen, live, template
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW, HOUR = world.NOW, timedelta(hours=1)
LEAVES = "orders.SubscriptionCancelled"


def drawing(**changes: Any) -> dict[str, Any]:
    """Wait for days; one event is the goal, another the way out, with a word on it."""
    wait = {"wait": {"kind": "wait", "days": 3, "next": ""}}
    goal = {"event": BOUGHT, "ends": True, "days": 7}
    return way(wait, exits=[LEAVES], goal=goal, farewell={"template": str(template())}) | changes


def sent() -> list[tuple[str, str]]:
    """Give whose messages stand how, with what they belong to."""
    found = Message.objects.order_by("planned_at", "pk").values_list("campaign", "state")
    return [(campaign.rpartition(":")[2], state) for campaign, state in found]


def test_whoever_leaves_by_an_exit_hears_it_once_and_who_reached_the_goal_does_not() -> None:
    world.house()
    people = world.people("hana", "ken")
    live(drawing())
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    happen(people["hana"], LEAVES, at=NOW + HOUR)
    happen(people["ken"], BOUGHT, at=NOW + HOUR)
    go(NOW + HOUR)
    run = Enrolment.objects.get(node_id=people["hana"])
    assert (sent(), Message.objects.get().node_id, run.outcome) == ([("farewell", "sent")], people["hana"], "exit")
    assert (saying.farewell([run.pk], now=NOW + 2 * HOUR), Message.objects.count()) == (0, 1)


def test_what_still_waited_is_taken_back_and_the_last_word_goes() -> None:
    world.house()
    people = world.people("hana")
    steps = {
        "say": {"kind": "send", "template": str(template()), "next": "wait"},
        "wait": {"kind": "wait", "days": 3, "next": ""},
    }
    live(drawing(steps=steps, first="say"))
    happen(people["hana"], CART, at=NOW)
    journeys.advance(now=NOW)
    happen(people["hana"], LEAVES, at=NOW + HOUR)
    go(NOW + HOUR)
    assert sorted(sent()) == [("farewell", "sent"), ("say", "dropped")]


def test_the_control_group_hears_nothing() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(20)))
    live(drawing(control=5_000))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    for person in people.values():
        happen(person, LEAVES, at=NOW + HOUR)
    go(NOW + HOUR)
    treated = set(Enrolment.objects.filter(arm="treated").values_list("node_id", flat=True))
    assert (set(Message.objects.values_list("node_id", flat=True)), 0 < len(treated) < 20) == (treated, True)


def test_a_stop_of_all_advertising_holds_the_last_word_too() -> None:
    world.house()
    people = world.people("hana", agrees=False)
    live(drawing())
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    happen(people["hana"], LEAVES, at=NOW + HOUR)
    go(NOW + HOUR)
    assert sent() == [("farewell", "dropped")]


def test_a_scenario_that_is_held_says_nothing() -> None:
    world.house()
    people = world.people("hana")
    version = live(drawing())
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    journeys.pause(version.journey_id, now=NOW)
    happen(people["hana"], LEAVES, at=NOW + HOUR)
    assert (Enrolment.objects.get().outcome, Message.objects.count()) == ("exit", 0)


def test_leaving_the_segment_and_a_day_that_is_over_are_exits_too() -> None:
    world.house()
    people = world.people("hana", "ken")
    vip, _ = audience.create(key="vip", name="VIP", definition=segments.Manual(), now=NOW)
    entry = {"kind": "segment", "segment": str(vip.pk), "leaves": "exit"}
    live(drawing(entry=entry, exits=[], goal={}), key="vip")
    late = {"kind": "until_day", "what": "day", "day": "2020-01-01", "at": "10:00", "late": "exit", "next": ""}
    live(drawing(steps={"late": late}, first="late", exits=[], goal={}), key="late")
    audience.add(vip.pk, persons=[people["hana"]], now=NOW)
    outbox.deliver(now=clock.now() + HOUR)
    audience.remove(vip.pk, persons=[people["hana"]], now=NOW + HOUR)
    outbox.deliver(now=clock.now() + HOUR)
    happen(people["ken"], CART, at=NOW)
    go(NOW + HOUR)
    said = list(Message.objects.order_by("pk").values_list("node_id", flat=True))
    assert (said, {name for name, _state in sent()}) == ([people["hana"], people["ken"]], {"farewell"})


def test_a_last_word_that_was_never_published_keeps_the_scenario_back() -> None:
    world.house()
    unpublished = messaging.draft(key="raw", name="下書き", content=world.WORDS, purpose="marketing", now=NOW)
    journey = journeys.draft(key="x", name="x", graph=drawing(farewell={"template": str(unpublished.pk)}), now=NOW)
    assert [(one.reason, one.where) for one in queries.troubles(queries.draft_of(journey))] == [("unpublished", "")]
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert wrong.value.reason == "unpublished"


def test_a_scenario_that_is_put_away_takes_the_last_word_back() -> None:
    world.house()
    people = world.people("hana")
    version = live(drawing())
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    happen(people["hana"], LEAVES, at=NOW + HOUR)
    journeys.archive(version.journey_id, now=NOW + HOUR)
    go(NOW + 2 * HOUR)
    assert sent() == [("farewell", "dropped")]


def test_the_simulation_counts_it_among_the_messages() -> None:
    world.house()
    people = world.people("hana", "ken")
    for person in people.values():
        happen(person, CART, at=NOW)
    happen(people["hana"], LEAVES, at=NOW + HOUR)
    happen(people["ken"], BOUGHT, at=NOW + HOUR)
    journey = journeys.draft(key="x", name="x", graph=drawing(), now=NOW)
    found = queries.simulate(queries.draft_of(journey), now=NOW + timedelta(days=9), days=30)
    assert (dict(found.sent), found.messages, dict(found.outcomes)) == ({"farewell": 1}, 1, {"exit": 1, "goal": 1})
