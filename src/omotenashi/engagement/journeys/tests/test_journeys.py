# SPDX-License-Identifier: Apache-2.0
"""Ways through a journey: in by an event or a segment, out at once when the goal is reached, silent for the control group."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion, StepLog
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.timeline import actions as timeline

pytestmark = pytest.mark.django_db
NOW = world.NOW
CART, BOUGHT = "checkout.BasketAbandoned", "orders.OrderPlaced"


def graph(template: UUID, **changes: Any) -> dict[str, Any]:
    """Three hours after a basket was left a message goes; a purchase ends it."""
    return {
        "entry": {"kind": "event", "event": CART, "key": "basket_id"},
        "first": "wait",
        "exits": [BOUGHT],
        "steps": {
            "wait": {"kind": "wait", "hours": 3, "next": "say"},
            "say": {"kind": "send", "template": str(template), "next": ""},
        },
        **changes,
    }


def live(drawing: dict[str, Any], *, key: str = "cart") -> JourneyVersion:
    """Let a drawing live."""
    journey = journeys.draft(key=key, name="カゴ落ち", graph=drawing, now=NOW)
    version = journeys.publish(journey.pk, now=NOW)
    journeys.follow(now=NOW)
    return version


def happen(person: UUID, name: str, *, at: datetime, **props: Any) -> None:
    """Let something happen to somebody, and the journeys hear of it."""
    record = timeline.EntryRecord(message_id=f"{name}:{person}:{at}", name=name, node_id=person, at=at, props=props)
    timeline.append([record], source=timeline.internal_source(), now=at)
    while journeys.follow(now=at):
        pass


def go(now: datetime) -> None:
    """Lead everybody on, and let what follows go out."""
    while journeys.turn(now=now) + journeys.advance(now=now):
        pass
    world.send([], now=now)


def template() -> UUID:
    """Give a published message."""
    return world.version().template_id


def test_a_left_basket_is_reminded_of_after_three_hours_and_not_before() -> None:
    world.house()
    people = world.people("hana")
    live(graph(template()))
    happen(people["hana"], CART, at=NOW, basket_id="b1", amount=1200)
    go(NOW + timedelta(hours=2, minutes=59))
    assert Message.objects.count() == 0
    go(NOW + timedelta(hours=3))
    message, run = Message.objects.get(), Enrolment.objects.get()
    assert (message.state, message.context["amount"], run.outcome) == ("sent", 1200, "end")
    assert list(StepLog.objects.order_by("visit").values_list("step", "branch")) == [("wait", "next"), ("say", "next")]


def test_whoever_buys_meanwhile_hears_nothing_and_leaves_at_once() -> None:
    world.house()
    people = world.people("hana")
    live(graph(template()))
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    happen(people["hana"], BOUGHT, at=NOW + timedelta(hours=1))
    run = Enrolment.objects.get()
    go(NOW + timedelta(hours=4))
    assert (run.outcome, run.ended_at, Message.objects.count()) == ("exit", NOW + timedelta(hours=1), 0)


def test_the_same_basket_starts_once_and_another_one_beside_it() -> None:
    world.house()
    people = world.people("hana")
    live(graph(template()))
    for minute, basket in enumerate(["b1", "b1", "b2"]):
        happen(people["hana"], CART, at=NOW + timedelta(minutes=minute), basket_id=basket)
    assert sorted(Enrolment.objects.values_list("key", flat=True)) == ["b1", "b2"]


def test_what_happened_before_the_journey_lived_begins_nothing() -> None:
    world.house()
    people = world.people("hana")
    happen(people["hana"], CART, at=NOW - timedelta(hours=1), basket_id="b0")
    live(graph(template()))
    assert Enrolment.objects.count() == 0


def test_waiting_for_an_event_goes_on_by_it_or_by_the_time() -> None:
    world.house()
    people = world.people("hana", "taro")
    steps = {
        "wait": {"kind": "wait_event", "on": "messaging.MessageClicked", "days": 1, "event": "", "timeout": "say"},
        "say": {"kind": "send", "template": str(template()), "next": ""},
    }
    live(graph(template(), steps=steps))
    for name in ("hana", "taro"):
        happen(people[name], CART, at=NOW, basket_id=name)
    go(NOW)
    happen(people["hana"], "messaging.MessageClicked", at=NOW + timedelta(hours=1))
    go(NOW + timedelta(hours=1))
    go(NOW + timedelta(days=1))
    assert set(StepLog.objects.values_list("enrolment__node", "step", "branch")) == {
        (people["hana"], "wait", "event"), (people["taro"], "wait", "timeout"), (people["taro"], "say", "next"),
    }  # fmt: skip


def test_a_broadcast_goes_to_everybody_of_a_segment_once() -> None:
    world.house()
    people = world.people("hana", "taro")
    world.people("other")
    segment, _ = audience.create(key="s", name="二人", definition=segments.Manual(), now=NOW)
    audience.add(segment.pk, persons=list(people.values()), now=NOW)
    version = live(graph(template(), entry={"kind": "list", "segment": str(segment.pk)}, first="say", steps={
        "say": {"kind": "send", "template": str(template()), "next": ""},
    }))  # fmt: skip
    assert (journeys.admit(now=NOW), journeys.admit(now=NOW)) == (2, 0)
    go(NOW)
    assert (Message.objects.filter(state="sent").count(), Journey.objects.get().state) == (2, "closing")
    assert version.number == 1


def test_the_control_group_walks_the_same_way_in_silence() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(40)))
    live(graph(template(), control=5_000))
    for person in people.values():
        happen(person, CART, at=NOW, basket_id="b")
    go(NOW)
    go(NOW + timedelta(hours=3))
    arms = Counter(Enrolment.objects.values_list("arm", flat=True))
    notes = Counter(StepLog.objects.filter(step="say").values_list("note", flat=True))
    assert (arms["control"] + arms["treated"], notes["control"], Message.objects.count()) == (
        40, arms["control"], arms["treated"],
    )  # fmt: skip
    assert arms["control"] > 0


def test_a_pause_lengthens_every_wait() -> None:
    world.house()
    people = world.people("hana")
    version = live(graph(template()))
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    go(NOW)
    journeys.pause(version.journey_id, now=NOW + timedelta(hours=1))
    go(NOW + timedelta(hours=5))
    journeys.resume(version.journey_id, now=NOW + timedelta(hours=6))
    assert Enrolment.objects.get().wake_at == NOW + timedelta(hours=8)


def test_a_new_version_leaves_those_on_the_way_where_they_are() -> None:
    world.house()
    people = world.people("hana")
    first = live(graph(template()))
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    changed = graph(template())
    changed["steps"]["wait"]["hours"] = 9
    second = live(changed)
    assert (second.number, Enrolment.objects.get().version_id) == (2, first.pk)
    go(NOW)
    go(NOW + timedelta(hours=3))
    assert Message.objects.filter(state="sent").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"entry": {"kind": "event"}}, "entry"),
        ({"first": "nowhere"}, "first"),
        ({"steps": {"wait": {"kind": "wait", "next": "wait", "hours": 1}}}, "circle"),
        ({"steps": {"wait": {"kind": "wait", "next": "gone", "hours": 1}}}, "astray"),
        ({"steps": {"wait": {"kind": "wait", "next": ""}}}, "wait"),
        ({"steps": {"wait": {"kind": "end"}, "lost": {"kind": "end"}}}, "unreachable"),
    ],
)
def test_a_drawing_that_cannot_live_says_why(changes: dict[str, Any], reason: str) -> None:
    world.house()
    journey = journeys.draft(key="bad", name="だめ", graph=graph(template(), **changes), now=NOW)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert wrong.value.reason == reason


@pytest.mark.parametrize("made", queries.READY_MADE, ids=lambda made: made.code)
def test_every_ready_made_journey_can_be_taken_over_and_lives(made: queries.ReadyMade) -> None:
    world.house()
    journey = journeys.adopt(made.code, key=f"mine:{made.code}", now=NOW)
    assert journeys.publish(journey.pk, now=NOW).number == 1


def test_the_simulation_says_what_then_happens() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(6)))
    drawing = graph(template())
    for number, person in enumerate(people.values()):
        happen(person, CART, at=NOW, basket_id=f"b{number}")
        if number < 2:
            happen(person, BOUGHT, at=NOW + timedelta(hours=1 + 4 * number))
    foreseen = queries.simulate(queries.draft_of(Journey(draft=drawing)), now=NOW + timedelta(days=1))
    assert (foreseen.runs, dict(foreseen.sent), dict(foreseen.outcomes)) == (6, {"say": 5}, {"exit": 1, "end": 5})
    assert (foreseen.bought, Message.objects.count(), Enrolment.objects.count()) == (2, 0, 0)
