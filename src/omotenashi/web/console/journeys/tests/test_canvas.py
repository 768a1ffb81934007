# SPDX-License-Identifier: Apache-2.0
"""The canvas of a scenario: its draft is kept as it is drawn, once, by one of two; what is wrong stands where it is wrong."""

import json
from typing import Any

import pytest
from django.test import Client

from omotenashi.base.ids import new_id
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.journeys import canvas, kinds
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def office(role: str = "headquarters") -> tuple[Client, Journey]:
    """Sign somebody in at a house with a scenario that was taken over."""
    client = shop.signed_in(role)
    world.house()
    client.post("/console/journeys/ready/basket/", {"key": "basket"})
    return client, Journey.objects.get()


def drawn(**changes: Any) -> dict[str, Any]:
    """Draw: whoever buys waits a day."""
    graph = {"entry": {"kind": "event", "event": "orders.OrderPlaced"}, "first": "w", "control": 0, "again_days": None}
    graph |= {"steps": {"w": {"kind": "wait", "days": 1, "next": ""}}, "exits": [], "goal": {}, "view": {}}
    return graph | changes


def keep(client: Client, journey: Journey, graph: dict[str, Any], *, seen: str = "", name: str = "道") -> Any:
    """Send a drawing as the canvas does."""
    said = {"seen": seen or journey.changed_at.isoformat(), "name": name, "graph": graph}
    path = f"/console/journeys/{journey.pk}/drawing/"
    return client.post(path, json.dumps(said), content_type="application/json")


def test_a_drawing_is_kept_with_its_places_and_notes_and_comes_back_with_what_it_says() -> None:
    client, journey = office()
    view = {"at": {"w": [120, 40.4]}, "notes": [{"id": "n1", "text": "年末は止める", "at": [0, 0]}], "rest": "x"}
    answer = keep(client, journey, drawn(view=view))
    journey.refresh_from_db()
    assert (answer.status_code, journey.name) == (200, "道")
    assert journey.draft["view"] == {"at": {"w": [120, 40]}, "notes": view["notes"]}
    assert answer.json()["said"]["w"] == {"text": "Wait 1 day", "note": ""}
    assert answer.json()["seen"] == journey.changed_at.isoformat()


def test_what_is_sent_twice_is_kept_once_although_the_first_answer_was_lost() -> None:
    client, journey = office()
    old = journey.changed_at.isoformat()
    first = keep(client, journey, drawn()).json()
    assert keep(client, journey, drawn(), seen=old).json() == first


def test_of_two_who_draw_the_slower_is_told_and_sees_what_the_other_drew() -> None:
    client, journey = office()
    old = journey.changed_at.isoformat()
    keep(client, journey, drawn())
    answer = keep(client, journey, drawn(control=500), seen=old, name="私の道")
    journey.refresh_from_db()
    assert (answer.status_code, journey.name, journey.draft["control"]) == (409, "道", 0)
    assert answer.json()["drawing"] == {"name": "道", **journey.draft}


def test_mine_can_be_kept_as_a_scenario_of_its_own() -> None:
    client, journey = office()
    said = json.dumps({"name": "私の道", "graph": drawn()})
    answer = client.post(f"/console/journeys/{journey.pk}/copy/", said, content_type="application/json")
    made = Journey.objects.exclude(pk=journey.pk).get()
    assert (answer.json(), made.name, made.state) == ({"href": f"/console/journeys/{made.pk}/"}, "私の道", "draft")


@pytest.mark.parametrize(
    "graph", [{"steps": []}, {"steps": {"a": {"kind": "no"}}}, {"view": {"at": {"w": ["x", 1]}}}, {"view": {"notes": [1]}}]
)  # fmt: skip
def test_what_is_no_drawing_is_refused_and_changes_nothing(graph: dict[str, Any]) -> None:
    client, journey = office()
    before = journey.draft
    answer = keep(client, journey, drawn(**graph))
    journey.refresh_from_db()
    assert (answer.status_code, journey.draft) == (422, before)


def test_everything_that_is_wrong_is_said_at_the_step_it_belongs_to() -> None:
    client, journey = office()
    steps = {
        "w": {"kind": "wait", "days": 0, "next": "s"},
        "s": {"kind": "send", "template": "", "next": ""},
        "lost": {"kind": "points", "points": 5, "next": ""},
    }
    told = keep(client, journey, drawn(steps=steps)).json()["troubles"]
    assert sorted(one["where"] for one in told) == ["lost", "s", "w"]


def test_a_card_that_was_moved_is_no_change_of_what_lives_and_makes_no_version() -> None:
    client, journey = office()
    keep(client, journey, drawn())
    client.post(f"/console/journeys/{journey.pk}/version/")
    journey.refresh_from_db()
    moved = keep(client, journey, drawn(view={"at": {"w": [9, 9]}, "notes": []})).json()
    client.post(f"/console/journeys/{journey.pk}/version/")
    assert (moved["is_changed"], JourneyVersion.objects.count()) == (False, 1)


def test_before_it_is_published_it_says_what_is_different_and_what_stands_in_the_way() -> None:
    client, journey = office()
    keep(client, journey, drawn())
    client.post(f"/console/journeys/{journey.pk}/version/")
    journey.refresh_from_db()
    steps = {"w": {"kind": "wait", "days": 2, "next": "s"}, "s": {"kind": "send", "template": "", "next": ""}}
    keep(client, journey, drawn(steps=steps))
    said = client.get(f"/console/journeys/{journey.pk}/version/").context
    assert [(one.name, one.says, one.was, one.now) for one in said["differences"]] == [
        ("New", "No message chosen yet", "", ""), ("Changed", "Wait", "Wait 1 day", "Wait 2 days"),
    ]  # fmt: skip
    assert [(one.label, one.href) for one in said["checks"] if one.stops] == [
        ("No message chosen yet", f"/console/journeys/{journey.pk}/#step=s")
    ]
    refused = client.post(f"/console/journeys/{journey.pk}/version/")
    assert (refused.status_code, JourneyVersion.objects.count()) == (422, 1)


def test_nobody_publishes_what_they_have_not_seen() -> None:
    client, journey = office()
    keep(client, journey, drawn())
    client.post(f"/console/journeys/{journey.pk}/version/", {"seen": journey.changed_at.isoformat()})
    assert JourneyVersion.objects.count() == 0


def test_the_past_is_told_card_by_card_and_an_unfinished_drawing_has_none() -> None:
    client, journey = office()
    path = f"/console/journeys/{journey.pk}/simulation/"
    found = client.get(path, headers={"accept": "application/json"})
    assert sorted(found.json()["numbers"]) == ["entry", "say", "wait1"]
    keep(client, journey, drawn(first=""))
    assert client.get(path, headers={"accept": "application/json"}).status_code == 422
    assert client.get(path).status_code == 200


def test_the_canvas_can_draw_every_step_and_every_entry_that_the_engine_knows() -> None:
    found = kinds.kinds()
    assert sorted(found) == sorted(set(queries.KINDS) - {"end"})
    assert [kind for kind, one in found.items() if not (one["help"] and one["fields"])] == []
    assert [kind for kind, name in kinds.lists(_no_names(), own="")["entries"] if kind == name] == []


def _no_names() -> dict[str, dict[str, str]]:
    return {name: {} for name in ("letters", "segments", "journeys", "coupons", "hooks")}


@pytest.mark.parametrize(("role", "may"), [("headquarters", True), ("manager", False)])
def test_who_may_only_look_gets_a_canvas_that_cannot_be_changed(role: str, may: bool) -> None:
    _office, journey = office()
    shop_client = Client(headers={"accept-language": "en"})
    shop_client.force_login(shop.hired(role) if role != "headquarters" else Staff.objects.get(), backend=shop.BACKEND)
    page = shop_client.get(f"/console/journeys/{journey.pk}/")
    assert page.context["canvas"]["may_edit"] == may
    assert keep(shop_client, journey, drawn()).status_code == (200 if may else 403)


def test_a_version_is_shown_as_it_was_and_cannot_be_changed() -> None:
    client, journey = office()
    keep(client, journey, drawn())
    client.post(f"/console/journeys/{journey.pk}/version/")
    journey.refresh_from_db()
    keep(client, journey, drawn(steps={"w": {"kind": "wait", "days": 9, "next": ""}}))
    told = client.get(f"/console/journeys/{journey.pk}/versions/1/").context["canvas"]
    assert (told["may_edit"], told["said"]["w"]["text"]) == (False, "Wait 1 day")
    assert client.get(f"/console/journeys/{journey.pk}/versions/2/").status_code == 404
    assert client.post(f"/console/journeys/{new_id()}/drawing/").status_code == 404


def test_the_figures_of_a_card_name_those_who_are_there_and_those_who_came_through() -> None:
    client, journey = office()
    keep(client, journey, drawn())
    client.post(f"/console/journeys/{journey.pk}/version/")
    journey.refresh_from_db()
    assert canvas.numbers_of(journey) == {
        "entry": {"here": 0, "through": 0, "branches": {"first": 0}, "facts": []},
        "w": {"here": 0, "through": 0, "branches": {}, "facts": []},
    }
