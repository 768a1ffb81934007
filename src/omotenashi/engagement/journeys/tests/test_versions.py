# SPDX-License-Identifier: Apache-2.0
"""From an old version to the newest: by a map, with nobody lost, nobody told twice, and back again."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Errand, Journey, JourneyVersion
from omotenashi.engagement.journeys.tests.drawn import taken, way
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live, template
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW, DAY = world.NOW, timedelta(days=1)


def waiting(days: int, **more: Any) -> dict[str, Any]:
    """Draw a wait and a message."""
    return way({"w": {"kind": "wait", "days": days, "next": "say"}, "say": {"kind": "send", "template": str(template()), "next": ""}}, **more)  # fmt: skip


def on_two_versions(names: tuple[str, ...] = ("hana", "taro"), **more: Any) -> tuple[JourneyVersion, JourneyVersion]:
    """Let people wait ten days on a version, and publish another, which waits two."""
    world.house()
    people = world.people(*names)
    drawing = waiting(10, **more)
    first = live(drawing)
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    drawing["steps"]["w"]["days"] = 2
    return first, live({**drawing, "control": 0})


def lead(first: JourneyVersion, steps: dict[str, str], *, days: int = 1) -> Any:
    """Lead those on a version over."""
    return journeys.transfer(first.journey_id, source=first.number, steps=steps, now=NOW + days * DAY)


def test_who_is_led_over_waits_since_the_same_moment_by_the_new_rules() -> None:
    first, second = on_two_versions()
    done = lead(first, {"w": "w"})
    go(NOW + DAY)
    assert (done.runs.count(), set(Enrolment.objects.values_list("version", "wake_at"))) == (
        2,
        {(second.pk, NOW + 2 * DAY)},
    )
    go(NOW + 2 * DAY)
    assert (Message.objects.count(), set(Enrolment.objects.values_list("outcome", flat=True))) == (2, {"end"})
    assert taken() == [("w", "moved"), ("w", "next"), ("say", "next")] * 2


def test_what_is_over_by_the_new_rules_goes_on_at_once() -> None:
    first, _second = on_two_versions()
    lead(first, {"w": "w"}, days=3)
    go(NOW + 3 * DAY)
    assert Message.objects.count() == 2


def test_who_is_not_named_stays_and_who_is_led_to_the_end_has_ended() -> None:
    first, _second = on_two_versions()
    lead(first, {})
    assert set(Enrolment.objects.values_list("version", flat=True)) == {first.pk}
    lead(first, {"w": ""})
    assert set(Enrolment.objects.values_list("outcome", "ended_at")) == {("end", NOW + DAY)}


def test_it_can_be_taken_back_by_whoever_has_not_gone_on() -> None:
    first, _second = on_two_versions()
    done = lead(first, {"w": "w"})
    go(NOW + DAY)
    assert journeys.take_back(done.pk, now=NOW + DAY) == 2
    assert journeys.take_back(done.pk, now=NOW + DAY) == 0
    go(NOW + DAY)
    assert set(Enrolment.objects.values_list("version", "step", "wake_at")) == {(first.pk, "w", NOW + 10 * DAY)}
    again = lead(first, {"w": "w"}, days=2)
    go(NOW + 2 * DAY)
    assert (journeys.take_back(again.pk, now=NOW + 2 * DAY), Message.objects.count()) == (0, 2)


def test_an_end_that_was_a_mistake_can_be_taken_back() -> None:
    first, _second = on_two_versions()
    done = lead(first, {"w": ""})
    assert journeys.take_back(done.pk, now=NOW + 2 * DAY) == 2
    go(NOW + 2 * DAY)
    assert set(Enrolment.objects.values_list("outcome", "wake_at")) == {("", NOW + 10 * DAY)}


def test_who_is_held_is_led_over_and_goes_on_when_the_journey_does() -> None:
    first, second = on_two_versions()
    journeys.pause(first.journey_id, now=NOW + DAY)
    lead(first, {"w": "w"}, days=2)
    go(NOW + 2 * DAY)
    assert set(Enrolment.objects.values_list("version", "is_waiting")) == {(second.pk, False)}
    journeys.resume(first.journey_id, now=NOW + 4 * DAY)
    go(NOW + 4 * DAY)
    assert Message.objects.count() == 2


def test_the_control_group_stays_one_in_a_version_that_has_none() -> None:
    first, _second = on_two_versions(tuple(f"p{number}" for number in range(20)), control=5_000)
    arms = dict(Enrolment.objects.values_list("node", "arm"))
    assert set(arms.values()) == {"control", "treated"}
    lead(first, {"w": "say"})
    go(NOW + DAY)
    assert set(Message.objects.values_list("node", flat=True)) == {key for key, arm in arms.items() if arm == "treated"}


@pytest.mark.parametrize("steps", [{"w": "gone"}, {"gone": "w"}])
def test_a_map_that_names_what_is_not_there_moves_nobody(steps: dict[str, str]) -> None:
    first, _second = on_two_versions()
    with pytest.raises(journeys.BadMap):
        lead(first, steps)
    assert set(Enrolment.objects.values_list("version", "visit")) == {(first.pk, 0)}


def test_a_task_that_was_given_is_not_given_again() -> None:
    world.house()
    [person] = world.people("hana").values()
    task = {"kind": "task", "title": "電話", "days": 5, "done": "", "timeout": ""}
    first = live(way({"call": task}))
    happen(person, CART, at=NOW)
    go(NOW)
    live(way({"call": {**task, "days": 9}}))
    lead(first, {"call": "call"})
    go(NOW + DAY)
    one = Errand.objects.get()
    assert (one.visit, Enrolment.objects.get().visit, Enrolment.objects.get().wake_at) == (1, 1, NOW + 9 * DAY)


def test_each_version_has_figures_of_its_own() -> None:
    first, second = on_two_versions()
    happen(world.people("ken")["ken"], CART, at=NOW + DAY)
    go(NOW + 4 * DAY)
    go(NOW + 20 * DAY)
    found = queries.brought_by(Journey.objects.get())
    assert {key: (one.persons, one.steps, one.sent, one.bought) for key, one in found.items()} == {
        first.pk: (2, 4, 2, 0),
        second.pk: (1, 2, 1, 0),
    }
    assert queries.counts_of_version(second).outcomes == {"end": 1}


def test_what_was_coming_to_its_end_still_does_after_a_pause() -> None:
    first, _second = on_two_versions()
    journeys.close(first.journey_id, now=NOW)
    journeys.pause(first.journey_id, now=NOW)
    journeys.resume(first.journey_id, now=NOW + DAY)
    assert Journey.objects.get().state == "closing"
    journeys.pause(first.journey_id, now=NOW + DAY)
    journeys.publish(first.journey_id, now=NOW + DAY)
    assert Journey.objects.get().state == "live"
    journeys.pause(first.journey_id, now=NOW + DAY)
    assert (journeys.close(first.journey_id, now=NOW + DAY), Journey.objects.get().state) == (True, "paused")
    journeys.resume(first.journey_id, now=NOW + 2 * DAY)
    assert Journey.objects.get().state == "closing"
