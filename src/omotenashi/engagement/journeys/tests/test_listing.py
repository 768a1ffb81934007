# SPDX-License-Identifier: Apache-2.0
"""The step that keeps a list: on it or off it, once, by hand-kept lists alone, and the list tells whoever listens."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.audience.models import Membership, Segment
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import listing
from omotenashi.engagement.journeys.models import Enrolment, StepLog
from omotenashi.engagement.journeys.rules.graphs import BadGraph, Step
from omotenashi.engagement.journeys.tests.drawn import way
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, happen, live
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW, DAY = world.NOW, timedelta(days=1)


def kept(key: str = "vip", *, by_hand: bool = True) -> UUID:
    """Make a list, or a segment of conditions."""
    rule = segments.Rule(segments.Group("all", (segments.Condition("tag", {"tag": "VIP"}),)))
    definition = segments.Manual() if by_hand else rule
    return audience.create(key=key, name="VIP会", definition=definition, now=NOW)[0].pk


def put(segment: UUID, **more: Any) -> dict[str, Any]:
    """Draw a step that keeps a list."""
    return {"kind": "list", "segment": str(segment), "next": "", **more}


def members(segment: UUID) -> set[UUID]:
    """Give who is on a list."""
    return set(segments.members_of(segment).values_list("person_id", flat=True))


def test_somebody_comes_on_a_list_once_and_goes_off_it_once() -> None:
    world.house()
    people, vip = world.people("hana", "ken"), kept()
    live(way({"on": put(vip)}), key="on")
    live(way({"off": put(vip, off=True)}, entry={"kind": "event", "event": BOUGHT}), key="off")
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    assert (members(vip), Segment.objects.get(pk=vip).size) == (set(people.values()), 2)
    run = Enrolment.objects.get(node_id=people["hana"])
    step = Step("list", {"segment": str(vip)}, {"next": ""})
    listing.enlist(step, [run], {run.node_id: people["hana"]}, NOW + DAY)
    assert (Membership.objects.count(), Segment.objects.get(pk=vip).size) == (2, 2)
    happen(people["hana"], BOUGHT, at=NOW + DAY)
    go(NOW + DAY)
    assert (members(vip), Segment.objects.get(pk=vip).size, segments.broken()) == ({people["ken"]}, 1, [])


def test_nobody_of_the_control_group_is_put_on_it() -> None:
    world.house()
    people, vip = world.people(*(f"p{number}" for number in range(20))), kept()
    live(way({"on": put(vip)}, control=5_000))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    treated = set(Enrolment.objects.filter(arm="treated").values_list("node_id", flat=True))
    assert (members(vip), 0 < len(treated) < 20) == (treated, True)


@pytest.mark.parametrize("what", ["conditions", "archived", "unknown", "none"])
def test_only_a_list_that_is_kept_by_hand_is_published(what: str) -> None:
    world.house()
    segment = str(kept(by_hand=what != "conditions"))
    if what == "archived":
        audience.archive(UUID(segment), now=NOW)
    named = {"unknown": str(UUID(int=9)), "none": ""}.get(what, segment)
    journey = journeys.draft(
        key="bad", name="だめ", graph=way({"on": {"kind": "list", "segment": named, "next": ""}}), now=NOW
    )
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert (wrong.value.reason, wrong.value.where) == ("list" if what == "none" else "no_list", "on")


def test_where_the_list_was_put_away_meanwhile_all_go_on() -> None:
    world.house()
    people, vip = world.people("hana"), kept()
    live(way({"on": put(vip)}))
    audience.archive(vip, now=NOW)
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    assert (members(vip), Enrolment.objects.get().outcome) == (set(), "end")
    assert list(StepLog.objects.values_list("branch", "note")) == [("next", "closed")]


def test_who_comes_on_a_list_begins_what_begins_by_it() -> None:
    world.house()
    people, vip = world.people("hana"), kept()
    begun = live(
        way({"tag": {"kind": "tag", "tag": "VIP", "next": ""}}, entry={"kind": "segment", "segment": str(vip)}), key="b"
    )
    live(way({"on": put(vip)}), key="a")
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    outbox.deliver(now=clock.now() + DAY)
    assert Enrolment.objects.filter(version=begun).count() == 1


def test_a_scenario_that_puts_people_on_the_list_by_which_they_came_is_refused() -> None:
    world.house()
    vip = kept()
    entry = {"kind": "segment", "segment": str(vip)}
    journey = journeys.draft(key="own", name="環", graph=way({"on": put(vip)}, entry=entry), now=NOW)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert (wrong.value.reason, wrong.value.where) == ("loop", "on")
    live(way({"off": put(vip, off=True)}, entry=entry), key="off")


def test_the_simulation_says_who_is_on_it_already_and_puts_nobody_on() -> None:
    world.house()
    people, vip = world.people("hana", "ken", "taro"), kept()
    audience.add(vip, persons=[people["hana"]], now=NOW)
    for person in people.values():
        happen(person, CART, at=NOW)
    steps = {"on": put(vip, next="off"), "off": put(vip, off=True)}
    journey = journeys.draft(key="x", name="x", graph=way(steps), now=NOW)
    found = queries.simulate(queries.draft_of(journey), now=NOW + DAY, days=30)
    assert (dict(found.noted), dict(found.same)) == ({"on": 2, "off": 1}, {"on": 1, "off": 2})
    assert members(vip) == {people["hana"]}
