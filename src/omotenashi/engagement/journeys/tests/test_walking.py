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

from omotenashi.engagement.audience.models import Segment, SegmentVersion
from omotenashi.engagement.audience.queries import Manual
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import (
    Enrolment,
    Errand,
    Hook,
    Journey,
    JourneyVersion,
    StepLog,
    Transfer,
)
from omotenashi.engagement.journeys.rules.kinds import branches_of, renewed
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, graph, happen, live, template
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import links
from omotenashi.people.customers.models import MergeLog
from omotenashi.people.staff.models import Staff
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


kinds = st.sampled_from(sorted(set(queries.KINDS) - {"send", "points", "coupon", "journey"}))
HOOK, LIST = UUID(int=7), UUID(int=8)
acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "cart",
                "cart",
                "buy",
                "click",
                "pause",
                "resume",
                "publish",
                "move",
                "unmove",
                "done",
                "join",
                "part",
                "close",
                "wait",
                "lazy",
            ]
        ),
        st.sampled_from(NAMES),
        st.integers(min_value=1, max_value=30),
    ),
    min_size=3,
    max_size=16,
)


@st.composite
def drawings(draw: Any) -> dict[str, Any]:
    """Draw a way of up to six steps; each leads to later ones only."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    steps: dict[str, Any] = {}
    for number, name in enumerate(names):
        kind = draw(kinds)
        onward = st.sampled_from(["", *names[number + 1 :]])
        said = {"kind": kind, **_values(draw, kind)}
        steps[name] = said | {branch: draw(onward) for branch in branches_of(renewed(said))}
    met = [name for name, _ in queries.Graph({}, "s0", _read(steps)).ordered()]
    exits = draw(st.sampled_from([[], [BOUGHT]]))
    entry = {"kind": "event", "event": CART, **draw(st.sampled_from([{}, {"key": "basket_id"}]))}
    return {
        "entry": entry, "first": "s0", "steps": {name: steps[name] for name in met}, "exits": exits,
        "again_days": draw(st.sampled_from([None, 0, 1])), "control": draw(st.sampled_from([0, 5_000])),
    }  # fmt: skip


def _values(draw: Any, kind: str) -> dict[str, Any]:
    hours = {"hours": draw(st.integers(1, 40))}
    at = {"at": draw(st.sampled_from(["00:00", "10:00", "23:59"]))}
    anew = draw(st.sampled_from([{}, {"anew": CART}]))
    asks = st.sampled_from(["bought", "first_order", "clicked"])
    values: dict[str, Any] = {
        "wait": {**hours, **anew}, "until": {**at, "weekdays": draw(st.sampled_from([[], ["0", "3"]]))},
        "until_day": {
            **at, "what": draw(st.sampled_from(["day", "value"])), "value": "day", "day": "2026-03-08",
            "late": draw(st.sampled_from(queries.LATE)),
        },
        "wait_event": {"on": CLICKED, **hours, **anew},
        "wait_any": {"cases": [{"key": "c1", "on": CLICKED}, {"key": "c2", "on": BOUGHT, "prop": "x", "is": "1"}], **hours},
        "split": {"what": draw(asks)},
        "cases": {"cases": [{"key": f"c{n}", "what": draw(asks)} for n in range(draw(st.integers(1, 3)))]},
        "random": draw(st.sampled_from([
            {"share": 5_000},
            {"cases": [{"key": key, "share": 2_000} for key in "abc"], "held": 1_000, "winner": "bought", **hours},
        ])),
        "rate": {"most": 2, **hours}, "tag": {"tag": "VIP", "off": draw(st.booleans())},
        "wait_segment": {"segment": str(HOOK), **hours},
        "profile": {"field": "rank", "value": draw(st.sampled_from(["A", "B"])), "only_empty": draw(st.booleans())},
        "record": {"name": draw(st.sampled_from(["VIP候補", "お礼済み"]))},
        "list": {"segment": str(LIST), "off": draw(st.booleans())},
        "task": {"title": "電話", "days": draw(st.integers(0, 2))}, "webhook": {"hook": str(HOOK)},
    }  # fmt: skip
    return dict(values.get(kind, {}))


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
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
def test_everybody_on_any_way_ends_or_waits_for_something_that_comes(
    drawing: dict[str, Any], script: list[tuple[str, str, int]]
) -> None:
    with undone():
        world.house()
        people, now = world.people(*NAMES), NOW
        Hook.objects.create(id=HOOK, name="倉庫", url="https://hook.example/", sealed=b"", made_at=NOW)
        Segment.objects.create(id=LIST, key="list", name="VIP会", made_at=NOW)
        SegmentVersion.objects.create(segment_id=LIST, number=1, definition=Manual().as_json(), published_at=NOW)
        version = live(drawing)
        for number, (act, name, hours) in enumerate(script):
            now += timedelta(hours=hours, seconds=number)
            _do(act, people[name], version, drawing, now=now, number=number)
            _meet(act, people, now=now)
            assert broken(now) == []
        journeys.resume(version.journey_id, now=now)
        # The longest way takes six waits of forty hours and four days each, and a line of all before.
        for _ in range(40):
            now += timedelta(hours=24)
            go(now)
            assert broken(now) == []
        assert set(Enrolment.objects.values_list("outcome", flat=True)) <= {"end", "exit", "merged"}


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
        case _:
            _do_more(act, version, drawing, now=now)
    if act not in ("lazy", "pause"):
        go(now)


def _do_more(act: str, version: JourneyVersion, drawing: dict[str, Any], *, now: datetime) -> None:
    match act:
        case "close":
            journeys.close(version.journey_id, now=now)
        case "move":
            _move(version, drawing, now=now)
        case "unmove":
            for one in Transfer.objects.all():
                journeys.take_back(one.pk, now=now)
        case "done":
            for task in Errand.objects.filter(done_at=None)[:1]:
                journeys.finish(task.pk, by=Staff.objects.get_or_create(email="a@b.example")[0], now=now)


def _move(version: JourneyVersion, drawing: dict[str, Any], *, now: datetime) -> None:
    """Lead everybody of the first version over: each to the step they stand on, or to the last one."""
    newest = Journey.objects.get(pk=version.journey_id).version
    if newest > 1:
        last = list(drawing["steps"])[-1]
        way = {name: last if number % 2 else name for number, name in enumerate(drawing["steps"])}
        journeys.transfer(version.journey_id, source=1, steps=way, now=now)


def _meet(act: str, people: dict[str, UUID], *, now: datetime) -> None:
    """Let Hana and Taro be one, or two again."""
    log = MergeLog.objects.exclude(kind="unmerge").order_by("-seq").first()
    is_one = len(set(customers.persons_of([people["hana"], people["taro"]]).values())) == 1
    if act == "join" and not is_one and not MergeLog.objects.filter(kind="unmerge").exists():
        links.link(people["hana"], people["taro"], by="x", reason="same", cause_kind="staff", cause_id="1", now=now)
        journeys.join(set(customers.persons_of([people["hana"]]).values()), now=now)
    if act == "part" and is_one and log is not None:
        links.unmerge(log_id=log.pk, by="x", reason="not the same", now=now)
        journeys.part(set(customers.persons_of([people["hana"], people["taro"]]).values()), now=now)


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
