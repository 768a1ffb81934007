# SPDX-License-Identifier: Apache-2.0
"""All of a segment come in by turns: who is in it then, each once a turn, again where it is allowed, whatever happens to the worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import recurring
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.journeys.tests.test_journeys import go, graph, live, template
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.places.locations.queries import zone

pytestmark = pytest.mark.django_db
NOW, DAY, HOUR = world.NOW, timedelta(days=1), timedelta(hours=1)


def first() -> datetime:
    """Give the first turn after a scenario of every day was published: at ten of the next morning."""
    here = zone()
    morning = datetime.combine(NOW.astimezone(here).date() + DAY, datetime.min.time(), tzinfo=here) + 10 * HOUR
    return morning.astimezone(UTC)


def begun(again: int | None = 0, **entry: Any) -> tuple[UUID, dict[str, UUID], JourneyVersion]:
    """Publish a scenario of every day to a segment of two."""
    world.house()
    people = world.people("hana", "ken", "yui")
    segment, _ = audience.create(key="s", name="常連", definition=segments.Manual(), now=NOW - 9 * DAY)
    audience.add(segment.pk, persons=[people["hana"], people["ken"]], now=NOW - 9 * DAY, tells=False)
    drawn = graph(
        template(), exits=[], again_days=again, first="say",
        steps={"say": {"kind": "send", "template": str(template()), "next": ""}},
        entry={"kind": "list", "segment": str(segment.pk), "every": "day", **entry},
    )  # fmt: skip
    return segment.pk, people, live(drawn)


def test_each_turn_takes_whoever_is_in_the_segment_then_once() -> None:
    segment, people, version = begun()
    at = first()
    assert [journeys.recur(now=now) for now in (at - HOUR, at, at + HOUR)] == [0, 2, 0]
    go(at)
    audience.add(segment, persons=[people["yui"]], now=at + HOUR, tells=False)
    assert [journeys.recur(now=now) for now in (at + 2 * HOUR, at + DAY, at + DAY + HOUR)] == [0, 3, 0]
    assert (journeys.admit(now=at + DAY), Journey.objects.get(pk=version.journey_id).state) == (0, "live")


@pytest.mark.parametrize(("again", "came"), [(0, [2, 2, 2, 2]), (2, [2, 0, 2, 0]), (None, [2, 0, 0, 0])])
def test_the_same_person_comes_again_when_it_is_allowed(again: int | None, came: list[int]) -> None:
    begun(again)
    found = []
    for number in range(4):
        found.append(journeys.recur(now=first() + number * DAY + HOUR / 6 * number))
        go(first() + number * DAY + HOUR)
    assert found == came
    assert Message.objects.count() == sum(came)


def test_whoever_is_still_on_the_way_does_not_come_in_twice() -> None:
    begun()
    journeys.recur(now=first())
    assert (journeys.recur(now=first() + DAY), Enrolment.objects.count()) == (0, 2)


def test_a_worker_that_is_killed_in_between_leaves_nobody_in_and_the_next_takes_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun()
    calls: list[int] = []

    def dying(*args: Any, **named: Any) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return journeys.enrol(*args, **named)

    monkeypatch.setattr(recurring, "_BATCH", 1)
    monkeypatch.setattr(recurring, "enrol", dying)
    with pytest.raises(KeyboardInterrupt):
        journeys.recur(now=first())
    assert (Enrolment.objects.count(), journeys.recur(now=first() + HOUR)) == (0, 2)


def test_a_turn_that_is_taken_twice_brings_nobody_a_second_time() -> None:
    _segment, _people, version = begun()
    journeys.recur(now=first())
    go(first() + HOUR)
    # As if another worker had not seen that it was taken.
    Journey.objects.filter(pk=version.journey_id).update(looked_at=NOW)
    assert (journeys.recur(now=first() + HOUR), Message.objects.count()) == (0, 2)


def test_a_worker_with_an_old_view_of_the_journey_does_nothing() -> None:
    _segment, _people, version = begun()
    stale = queries.admitting()[0]
    journeys.recur(now=first())
    go(first())
    took = recurring._turn(stale, queries.graph_of(version), now=first() + DAY, zones=[zone()])
    assert (took, Enrolment.objects.count()) == (0, 2)


def test_published_again_it_begins_with_the_next_turn_and_not_with_the_last() -> None:
    segment, people, version = begun()
    journeys.recur(now=first())
    go(first())
    audience.add(segment, persons=[people["yui"]], now=first() + HOUR, tells=False)
    journeys.publish(version.journey_id, now=first() + HOUR)
    assert [journeys.recur(now=first() + later) for later in (2 * HOUR, DAY)] == [0, 3]


def test_what_fell_due_while_it_was_held_is_taken_once_when_it_goes_on() -> None:
    _segment, _people, version = begun()
    journeys.pause(version.journey_id, now=NOW)
    held = journeys.recur(now=first() + 3 * DAY)
    journeys.resume(version.journey_id, now=first() + 3 * DAY + HOUR)
    assert (held, [journeys.recur(now=first() + 3 * DAY + HOUR * n) for n in (1, 2)]) == (0, [2, 0])


@pytest.mark.parametrize(("again", "runs"), [(0, 10), (2, 6), (None, 2)])
def test_the_simulation_foresees_the_turns(again: int | None, runs: int) -> None:
    _segment, _people, version = begun(again)
    found = queries.simulate(queries.graph_of(version), now=NOW + HOUR, days=5)
    assert (found.turns, found.runs, found.persons) == (5, runs, 2)


def test_days_that_are_not_told_keep_it_from_living() -> None:
    with pytest.raises(BadGraph) as wrong:
        begun(every="week")
    assert wrong.value.reason == "every"


def _at_work(now: datetime) -> int:
    try:
        return journeys.recur(now=now)
    finally:
        connection.close()


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_four_workers_take_a_turn_once() -> None:
    begun()
    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(_at_work, [first()] * 4))
    assert (sum(came), Enrolment.objects.count()) == (2, 2)
