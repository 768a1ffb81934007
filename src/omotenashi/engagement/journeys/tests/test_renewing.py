# SPDX-License-Identifier: Apache-2.0
"""Waiting begun anew: the time runs from what happened last, what it said is known, and it ends after a hundred times."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import renewing
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import read
from omotenashi.engagement.journeys.rules.soundness import troubles
from omotenashi.engagement.journeys.rules.walking import Happened, walk
from omotenashi.engagement.journeys.tests.drawn import taken, way
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, happen, live
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW, HOUR = world.NOW, timedelta(hours=1)
CLICKED = "messaging.MessageClicked"


def wait(**more: Any) -> dict[str, Any]:
    """Draw a wait of three hours that a basket begins anew."""
    said = {"kind": "wait", "hours": 3, "anew": CART, "next": "", **more}
    return way({"wait": said}, entry={"kind": "event", "event": CART, "key": "basket_id"})


def test_the_time_runs_from_the_last_change_and_what_it_said_is_known() -> None:
    world.house()
    people = world.people("hana")
    live(wait())
    happen(people["hana"], CART, at=NOW, basket_id="b1", amount=900, lines=1)
    go(NOW)
    happen(people["hana"], CART, at=NOW + 2 * HOUR, basket_id="b1", amount=1500)
    go(NOW + 4 * HOUR)
    run = Enrolment.objects.get()
    assert (run.ended_at, run.wake_at, run.visit) == (None, NOW + 5 * HOUR, 0)
    assert run.context == {"basket_id": "b1", "amount": 1500, "lines": 1, "begun_anew": 1}
    go(NOW + 5 * HOUR)
    assert (Enrolment.objects.get().outcome, taken()) == ("end", [("wait", "next")])


def test_another_basket_and_one_that_comes_too_late_change_nothing() -> None:
    world.house()
    people = world.people("hana")
    live(wait())
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    go(NOW)
    happen(people["hana"], CART, at=NOW + HOUR, basket_id="b2")
    happen(people["hana"], CART, at=NOW + 4 * HOUR, basket_id="b1")
    runs = {run.key: (run.wake_at, run.context) for run in Enrolment.objects.all()}
    assert runs["b1"] == (NOW + 3 * HOUR, {"basket_id": "b1"})


def test_what_is_waited_for_leads_on_also_after_it_began_anew() -> None:
    world.house()
    people = world.people("hana")
    said = {"kind": "wait_event", "on": CLICKED, "hours": 3, "anew": CART, "event": "", "timeout": ""}
    live(way({"wait": said}, entry={"kind": "event", "event": CART, "key": "basket_id"}))
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    go(NOW)
    happen(people["hana"], CART, at=NOW + 2 * HOUR, basket_id="b1")
    happen(people["hana"], CLICKED, at=NOW + 4 * HOUR)
    go(NOW + 4 * HOUR)
    assert taken() == [("wait", "event")]


def test_it_begins_anew_a_hundred_times_and_no_more() -> None:
    world.house()
    people = world.people("hana")
    version = live(wait())
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    go(NOW)
    Enrolment.objects.update(context={"begun_anew": 99})
    again = [
        (people["hana"], NOW + timedelta(minutes=n), "b1", {"begun_anew": 0, "journeys_before": 9, "list": [1]})
        for n in (1, 2)
    ]
    assert renewing.renew(version, "wait", again[:1], now=NOW) == 1
    assert Enrolment.objects.get().context == {"begun_anew": 100}
    assert renewing.renew(version, "wait", again[1:], now=NOW) == 0


def test_what_a_site_says_of_the_count_ends_no_worker() -> None:
    world.house()
    people = world.people("hana")
    live(wait())
    happen(people["hana"], CART, at=NOW, basket_id="b1", begun_anew="often")
    happen(people["hana"], CART, at=NOW + HOUR, basket_id="b1")
    assert Enrolment.objects.get().context["begun_anew"] == 1


@pytest.mark.parametrize(
    ("step", "is_sound"),
    [
        ({"kind": "wait_event", "on": CLICKED, "anew": CART}, True),
        ({"kind": "wait_event", "on": CLICKED, "anew": CLICKED}, False),
        ({"kind": "wait_any", "cases": [{"key": "c1", "on": CART, "prop": "x", "is": "1"}], "anew": CART}, True),
        ({"kind": "wait_any", "cases": [{"key": "c1", "on": CART}], "anew": CART}, False),
        ({"kind": "wait", "anew": ""}, True),
        ({"kind": "wait", "anew": [CART]}, False),
    ],
)
def test_what_leads_on_does_not_begin_anew(step: dict[str, Any], *, is_sound: bool) -> None:
    assert ([one.where for one in troubles(read(way({"wait": {"hours": 3, **step}})))] == []) == is_sound


@pytest.mark.parametrize(("hours", "ended"), [([], 3), ([2], 5), ([2, 4], 7), ([4], 3)])
def test_a_walk_through_the_past_waits_as_long(hours: list[int], ended: int) -> None:
    past = [Happened(CART, NOW + hour * HOUR) for hour in hours]
    graph = read(wait(next="say") | {"steps": {**wait(next="say")["steps"], "say": {"kind": "send", "template": "x"}}})

    def no(_step: queries.Step, _at: datetime) -> bool:
        return False

    done = walk(
        graph, person=str(UUID(int=1)), began=NOW, past=past, until=NOW + 99 * HOUR, zone=ZoneInfo("Asia/Tokyo"),
        is_yes=no,
    )  # fmt: skip
    assert done.sent == [("say", NOW + ended * HOUR)]


def test_whoever_bought_has_left_and_nothing_begins_anew() -> None:
    world.house()
    people = world.people("hana")
    live(wait() | {"exits": [BOUGHT]})
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    happen(people["hana"], BOUGHT, at=NOW + HOUR)
    happen(people["hana"], CART, at=NOW + 2 * HOUR, basket_id="b1")
    first = Enrolment.objects.order_by("entered_at", "pk")[0]
    assert (first.outcome, first.ended_at) == ("exit", NOW + HOUR)
