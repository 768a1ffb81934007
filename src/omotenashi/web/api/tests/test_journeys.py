# SPDX-License-Identifier: Apache-2.0
"""People taken along by a call: once for each thing, with what is known, and only where a journey is open."""

from collections.abc import Callable
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.web.api.tests.caller import Api
from omotenashi.web.api.tests.test_writing import results

pytestmark = pytest.mark.django_db
PATH = "/journeys/booked/people"


def opened(**changes: Any) -> None:
    """Let a journey live that begins with a call."""
    drawing = {"entry": {"kind": "api"}, "first": "wait", "steps": {"wait": {"kind": "wait", "days": 1}}, **changes}
    made = journeys.draft(key="booked", name="予約", graph=drawing, now=clock.now())
    journeys.publish(made.pk, now=clock.now())


def arrival(member: str = "M1", **said: Any) -> dict[str, Any]:
    """Give somebody in JSON."""
    return {"customer": [{"type": "member_no", "value": member}], **said}


def test_somebody_is_taken_along_once_for_each_thing(headquarters: Api) -> None:
    opened()
    sent = [arrival(key="R1", values={"seat": "A-12", "guests": 2}), arrival(key="R2"), arrival("M2")]
    assert results(headquarters.post(PATH, sent)) == ["created", "created", "created"]
    assert results(headquarters.post(PATH, [*sent, arrival("M3")])) == [
        "unchanged",
        "unchanged",
        "unchanged",
        "created",
    ]
    assert Enrolment.objects.get(key="R1").context == {"seat": "A-12", "guests": 2}


def test_who_cannot_be_told_is_refused_and_the_others_come_in(headquarters: Api) -> None:
    opened()
    nobody = {"customer": [{"type": "email", "value": "unknown"}]}
    assert results(headquarters.post(PATH, [nobody, arrival()])) == ["refused", "created"]
    assert Enrolment.objects.count() == 1


def test_a_journey_is_known_by_its_id_too_and_another_is_not_there(headquarters: Api) -> None:
    opened()
    key = journeys.opened("booked").journey_id
    assert results(headquarters.post(f"/journeys/{key}/people", [arrival()])) == ["created"]
    assert headquarters.post("/journeys/other/people", [arrival()]).status_code == 404


def test_a_journey_that_begins_otherwise_or_is_over_takes_nobody_along(headquarters: Api) -> None:
    opened()
    version = journeys.opened("booked")
    journeys.close(version.journey_id, now=clock.now())
    answer = headquarters.post(PATH, [arrival()])
    assert (answer.status_code, answer.json()["code"], Enrolment.objects.count()) == (409, "not_open", 0)
    opened(entry={"kind": "event", "event": "orders.OrderPlaced"})
    assert (headquarters.post(PATH, [arrival()]).status_code, Enrolment.objects.count()) == (409, 0)


@pytest.mark.parametrize("values", [{"seat": ["A"]}, {"Seat": "A"}, {"long": "x" * 901}])
def test_what_cannot_be_said_or_is_too_much_is_refused(headquarters: Api, values: dict[str, Any]) -> None:
    opened()
    assert (headquarters.post(PATH, [arrival(values=values)]).status_code, Enrolment.objects.count()) == (422, 0)


def test_only_those_who_may_write_may_take_people_along(key_of: Callable[[str], str]) -> None:
    opened()
    roles = ("headquarters", "manager", "clerk", "support", "developer")
    answers = {role: Api(key_of(role)).post(PATH, [arrival()]).status_code for role in roles}
    assert answers == {role: 200 if role in {"headquarters", "developer"} else 403 for role in roles}
