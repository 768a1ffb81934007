# SPDX-License-Identifier: Apache-2.0
"""Ways that divide: the first of several things, the first question that fits, lots with a winner, a day that is over."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Choice, Enrolment, StepLog
from omotenashi.engagement.journeys.rules import graphs, moves, soundness
from omotenashi.engagement.journeys.tests.drawn import taken, way
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, happen, live
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import tags
from omotenashi.people.timeline import actions as timeline
from omotenashi.places.locations.queries import zone

pytestmark = pytest.mark.django_db
NOW, HOUR, DAY = world.NOW, timedelta(hours=1), timedelta(days=1)
CLICKED = "messaging.MessageClicked"
ANY: dict[str, Any] = {
    "kind": "wait_any", "days": 2, "timeout": "", "c1": "", "c2": "", "c3": "",
    "cases": [{"key": "c1", "on": CLICKED, "prop": "kind", "is": "shoe"}, {"key": "c2", "on": CLICKED}, {"key": "c3", "on": BOUGHT}],
}  # fmt: skip


def came(name: str, drawing: dict[str, Any]) -> UUID:
    """Let a journey live and somebody come in."""
    world.house()
    [person] = world.people(name).values()
    live(drawing)
    happen(person, CART, at=NOW)
    go(NOW)
    return person


@pytest.mark.parametrize(
    ("event", "props", "branch"),
    [(CLICKED, {"kind": "shoe"}, "c1"), (CLICKED, {"kind": "hat"}, "c2"), (CLICKED, {}, "c2"), (BOUGHT, {}, "c3"), ("orders.OrderCompleted", {}, "timeout")],
)  # fmt: skip
def test_of_several_things_the_first_that_fits_leads_on(event: str, props: dict[str, str], branch: str) -> None:
    person = came("hana", way({"any": ANY}))
    happen(person, event, at=NOW + HOUR, **props)
    go(NOW + HOUR)
    go(NOW + 2 * DAY)
    assert taken() == [("any", branch)]


def test_of_two_things_that_are_read_at_once_the_earlier_counts() -> None:
    person = came("hana", way({"any": ANY}))
    said = [
        timeline.EntryRecord(message_id=name, name=name, node_id=person, at=at, props={})
        for name, at in ((CLICKED, NOW + 2 * HOUR), (BOUGHT, NOW + HOUR))
    ]
    timeline.append(said, source=timeline.internal_source(), now=NOW + 3 * HOUR)
    journeys.follow(now=NOW + 3 * HOUR)
    go(NOW + 3 * HOUR)
    assert taken() == [("any", "c3")]


def test_questions_are_asked_one_after_the_other_and_the_rest_goes_on_as_everybody_else() -> None:
    world.house()
    people = world.people("hana", "taro", "ken")
    tags.put("VIP", nodes=[people["hana"], people["taro"]], source="test", now=NOW)
    tags.put("花粉", nodes=[people["taro"]], source="test", now=NOW)
    cases = [{"key": "c1", "what": "tag", "tag": "花粉"}, {"key": "c2", "what": "tag", "tag": "VIP"}]
    live(way({"ask": {"kind": "cases", "cases": cases, "c1": "", "c2": "", "else": ""}}))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    branches = dict(StepLog.objects.values_list("enrolment__node", "branch"))
    assert branches == {people["hana"]: "c2", people["taro"]: "c1", people["ken"]: "else"}


def lots(**changes: Any) -> dict[str, Any]:
    """Draw three arms of a fifth each, and keep a tenth apart; a third of all is left over."""
    cases = [{"key": key, "share": 2_000} for key in "abc"]
    return {"kind": "random", "cases": cases, "held": 1_000, "a": "", "b": "", "c": "", **changes}


def test_arms_are_drawn_by_their_shares_and_kept_for_ever() -> None:
    shares = [("a", 2_000), ("b", 3_000), ("hold", 1_000)]
    drawn = Counter(moves.draw("test", f"p{number}", shares) for number in range(10_000))
    assert {arm: round(n / 1_000) for arm, n in drawn.items()} == {"a": 2, "b": 3, "hold": 1, "": 4}


def test_who_drew_an_arm_keeps_it_although_the_shares_change() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(20)))
    drawn = []
    for day, share in enumerate((5_000, 9_000, 1_000)):
        cases = [{"key": "a", "share": share}, {"key": "b", "share": 10_000 - share}]
        live(way({"draw": {"kind": "random", "cases": cases, "a": "", "b": ""}}, again_days=0))
        for person in people.values():
            happen(person, CART, at=NOW + (day + 1) * DAY)
        go(NOW + (day + 1) * DAY)
        logged = StepLog.objects.filter(at=NOW + (day + 1) * DAY)
        drawn.append(dict(logged.values_list("enrolment__node", "branch")))
    assert drawn[0] == drawn[1] == drawn[2]
    assert set(drawn[0].values()) == {"a", "b"}


def test_the_rest_waits_for_the_better_arm_and_goes_with_it() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(40)))
    live(way({"draw": lots(winner="bought", days=1)}))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    arms = dict(StepLog.objects.values_list("enrolment__node", "branch"))
    left = set(people.values()) - set(arms)
    assert (left == set(), Enrolment.objects.filter(ended_at=None).count()) == (False, len(left))
    Choice.objects.create(journey=Enrolment.objects.all()[0].journey, step="draw", arm="b", figures={}, decided_at=NOW)
    go(NOW + DAY)
    later = StepLog.objects.filter(at=NOW + DAY)
    assert dict(later.values_list("enrolment__node", "branch")) == dict.fromkeys(left, "b")
    assert Enrolment.objects.filter(ended_at=None).count() == 0


def test_the_arm_with_more_buyers_wins_and_stays_the_winner() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(24)))
    version = live(way({"draw": lots(winner="clicked", days=1)}))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    go(NOW + DAY)
    won = Choice.objects.get()
    # Nobody clicked: of equals the first wins, and what was found is kept.
    took = Counter(StepLog.objects.filter(at=NOW).values_list("branch", flat=True))
    assert (won.arm, won.figures) == ("a", {arm: [took[arm], 0] for arm in "abc"})
    assert (won.journey_id, StepLog.objects.filter(at=NOW + DAY).exclude(branch="a").count()) == (version.journey_id, 0)


@pytest.mark.parametrize(
    ("late", "branch", "outcome"), [("go_on", "next", "end"), ("exit", "exit", "exit"), ("way", "past", "end")]
)
def test_who_comes_too_late_for_a_day_does_what_the_step_says(late: str, branch: str, outcome: str) -> None:
    day = {"kind": "until_day", "what": "day", "day": "2026-03-01", "at": "10:00", "late": late, "next": "", "past": ""}
    came("hana", way({"day": day}))
    assert (taken(), Enrolment.objects.get().outcome) == ([("day", branch)], outcome)


def test_a_day_that_somebody_came_in_with_is_waited_for() -> None:
    world.house()
    [person] = world.people("hana").values()
    day = {"kind": "until_day", "what": "value", "value": "until", "offset": -3, "at": "10:00", "next": ""}
    live(way({"day": day}))
    happen(person, CART, at=NOW, until="2026/03/10")
    go(NOW)
    waits = Enrolment.objects.get().wake_at
    assert waits is not None
    assert waits.astimezone(zone()).isoformat() == "2026-03-07T10:00:00+09:00"


def test_a_weekday_is_waited_for_at_its_hour() -> None:
    # The fourth of March 2026 is a Wednesday; it is ten in the morning.
    step = graphs.Step("until", {"at": "09:00", "weekdays": ["0", "2"]}, {})
    found = [moves.waits(step, now=NOW + n * DAY, zone=zone()) for n in (0, -1)]
    assert [one and one.astimezone(zone()).isoformat()[:16] for one in found] == [
        "2026-03-09T09:00",
        "2026-03-04T09:00",
    ]


@pytest.mark.parametrize(
    ("step", "is_sound"),
    [
        (lots(), False),
        (lots(winner="bought", days=1), True),
        (lots(winner="bought"), False),
        (lots(held=4_000), True),
        ({"kind": "random", "share": 5_000}, True),
        ({"kind": "random", "share": 10_000}, False),
        ({"kind": "cases", "cases": []}, False),
        ({"kind": "cases", "cases": [{"key": "c1", "what": "tag"}]}, False),
        ({**ANY, "days": 0}, False),
        ({"kind": "until_day", "what": "day", "day": "2026-02-30", "at": "10:00"}, False),
        ({"kind": "until_day", "what": "day", "day": "2028-02-29", "at": "10:00"}, True),
        ({"kind": "rate", "most": 0, "hours": 1}, False),
        ({"kind": "task", "title": " "}, False),
    ],
)
def test_what_a_way_needs_to_live(step: dict[str, Any], is_sound: bool) -> None:
    graph = graphs.read(way({"one": step}))
    assert ([wrong.where for wrong in soundness.troubles(graph)] == []) == is_sound


def test_a_tag_is_put_on_and_taken_off_whatever_key_it_hangs_on() -> None:
    person = came("hana", way({"on": {"kind": "tag", "tag": "花粉の季節", "next": "w"}, "w": {"kind": "wait", "days": 1, "next": "off"}, "off": {"kind": "tag", "tag": "花粉の季節", "off": True, "next": ""}}))  # fmt: skip
    assert (customers.tags_of(person), tags.put("花粉の季節", nodes=[person], source="test", now=NOW)) == (
        ["花粉の季節"],
        0,
    )
    go(NOW + DAY)
    assert customers.tags_of(person) == []


def test_a_test_that_is_begun_anew_draws_everybody_again_and_only_once() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(20)))
    cases = [{"key": "a", "share": 5_000}, {"key": "b", "share": 5_000}]
    step = {"kind": "random", "cases": cases, "a": "", "b": ""}
    versions: list[Any] = []
    drawn = []
    for day, anew in enumerate((False, True, False), start=1):
        journey = journeys.draft(
            key="cart", name="カゴ落ち", graph=way({"draw": {**step, "anew": anew}}, again_days=0), now=NOW + day * DAY
        )
        if day == 3:
            # What was published is the draft from now on: the wish is spent.
            journey = journeys.draft(key="cart", name="カゴ落ち", graph=versions[-1].graph, now=NOW + day * DAY)
        versions.append(journeys.publish(journey.pk, now=NOW + day * DAY))
        for person in people.values():
            happen(person, CART, at=NOW + day * DAY)
        go(NOW + day * DAY)
        drawn.append(dict(StepLog.objects.filter(at=NOW + day * DAY).values_list("enrolment__node", "branch")))
    assert (drawn[0] == drawn[1], drawn[1] == drawn[2]) == (False, True)
    assert [version.graph["steps"]["draw"].get("anew_at", "") for version in versions] == [
        "", (NOW + 2 * DAY).isoformat(), (NOW + 2 * DAY).isoformat(),
    ]  # fmt: skip
