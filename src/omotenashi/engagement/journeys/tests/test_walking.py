# SPDX-License-Identifier: Apache-2.0
"""Random ways of several people at once: nobody is lost, nobody walks twice, what is drawn is drawn once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion, StepLog
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, graph, happen, live, template
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.timeline import actions as timeline

pytestmark = pytest.mark.django_db
NOW = world.NOW
CLICKED = "messaging.MessageClicked"
HOUR = timedelta(hours=1)
NAMES = ("hana", "taro", "ken")


@contextmanager
def undone() -> Iterator[None]:
    """Give each example a world of its own."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


kinds = st.sampled_from(["wait", "until", "wait_event", "split", "random", "end"])
acts = st.lists(
    st.tuples(
        st.sampled_from(["cart", "cart", "buy", "click", "pause", "resume", "publish", "wait", "wait", "lazy"]),
        st.sampled_from(NAMES),
        st.integers(min_value=1, max_value=30),
    ),
    min_size=3,
    max_size=14,
)


@st.composite
def drawings(draw: Any) -> dict[str, Any]:
    """Draw a way of up to six steps; each leads to later ones only."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    steps: dict[str, Any] = {}
    for number, name in enumerate(names):
        kind = draw(kinds)
        onward = st.sampled_from(["", *names[number + 1 :]])
        values: dict[str, Any] = {
            "wait": {"hours": draw(st.integers(1, 40))},
            "until": {"at": draw(st.sampled_from(["00:00", "10:00", "23:59"]))},
            "wait_event": {"on": CLICKED, "hours": draw(st.integers(1, 40))},
            "split": {"what": draw(st.sampled_from(["bought", "first_order", "clicked"]))},
            "random": {"share": 5_000},
        }.get(kind, {})
        branches = queries.KINDS[kind]
        steps[name] = {"kind": kind, **values, **{branch: draw(onward) for branch in branches}}
    met = [name for name, _ in queries.Graph({}, "s0", _read(steps)).ordered()]
    exits = draw(st.sampled_from([[], [BOUGHT]]))
    entry = {"kind": "event", "event": CART, **draw(st.sampled_from([{}, {"key": "basket_id"}]))}
    return {
        "entry": entry, "first": "s0", "steps": {name: steps[name] for name in met}, "exits": exits,
        "again_days": draw(st.sampled_from([None, 0, 1])), "control": draw(st.sampled_from([0, 5_000])),
    }  # fmt: skip


def _read(steps: dict[str, Any]) -> Any:
    return queries.draft_of(Journey(draft={"steps": steps})).steps


def broken(now: datetime) -> list[str]:
    """Name what must never be: a run that nobody looks at, one on a step that its version has not, two at once."""
    found = []
    for run in Enrolment.objects.select_related("version"):
        drawn = run.version.graph["steps"]
        if run.ended_at is None and (run.step not in drawn or run.wake_at is None or run.outcome != ""):
            found.append(f"astray: {run.step} {run.wake_at} {run.outcome}")
        if run.ended_at is not None and run.ended_at < run.entered_at:
            found.append("ended before it began")
        if StepLog.objects.filter(enrolment=run).count() != run.visit:
            found.append("steps that were not logged")
    live_runs = list(Enrolment.objects.filter(ended_at=None).values_list("node", "key", "journey"))
    return found + (["two at once"] if len(live_runs) != len(set(live_runs)) else [])


@given(drawing=drawings(), script=acts)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
def test_everybody_on_any_way_ends_or_waits_for_something_that_comes(
    drawing: dict[str, Any], script: list[tuple[str, str, int]]
) -> None:
    with undone():
        world.house()
        people, now = world.people(*NAMES), NOW
        version = live(drawing)
        for number, (act, name, hours) in enumerate(script):
            now += timedelta(hours=hours, seconds=number)
            _do(act, people[name], version, drawing, now=now, number=number)
            assert broken(now) == []
        journeys.resume(version.journey_id, now=now)
        # The longest way takes six waits of forty hours and a day each.
        for _ in range(20):
            now += timedelta(hours=24)
            go(now)
            assert broken(now) == []
        assert set(Enrolment.objects.values_list("outcome", flat=True)) <= {"end", "exit"}


def _do(
    act: str, person: UUID, version: JourneyVersion, drawing: dict[str, Any], *, now: datetime, number: int
) -> None:
    match act:
        case "cart":
            happen(person, CART, at=now, basket_id=f"b{number % 3}")
        case "buy":
            happen(person, BOUGHT, at=now)
        case "click":
            happen(person, CLICKED, at=now)
        case "pause":
            journeys.pause(version.journey_id, now=now)
        case "resume":
            journeys.resume(version.journey_id, now=now)
        case "publish":
            journeys.draft(key="cart", name="カゴ落ち", graph={**drawing, "again_days": number}, now=now)
            journeys.publish(version.journey_id, now=now)
    if act not in ("lazy", "pause"):
        go(now)


def test_what_happens_before_the_worker_looked_is_not_lost() -> None:
    world.house()
    people = world.people("hana")
    steps = {
        "wait": {"kind": "wait_event", "on": CLICKED, "days": 1, "event": "", "timeout": "say"},
        "say": {"kind": "send", "template": str(template()), "next": ""},
    }
    live(graph(template(), steps=steps))
    happen(people["hana"], CART, at=NOW, basket_id="b")
    happen(people["hana"], CLICKED, at=NOW + timedelta(seconds=2))
    go(NOW + timedelta(seconds=9))
    assert list(StepLog.objects.values_list("step", "branch")) == [("wait", "event")]


def test_who_left_a_basket_and_bought_before_anything_was_read_has_left() -> None:
    world.house()
    people = world.people("hana")
    live(graph(template()))
    said = [
        timeline.EntryRecord(message_id=name, name=name, node_id=people["hana"], at=at, props={"basket_id": "b"})
        for name, at in ((CART, NOW + HOUR), (BOUGHT, NOW + 2 * HOUR))
    ]
    timeline.append(said, source=timeline.internal_source(), now=NOW + 3 * HOUR)
    journeys.follow(now=NOW + 3 * HOUR)
    assert list(Enrolment.objects.values_list("outcome", "ended_at")) == [("exit", NOW + 2 * HOUR)]
    go(NOW + 9 * HOUR)
    assert Message.objects.count() == 0
