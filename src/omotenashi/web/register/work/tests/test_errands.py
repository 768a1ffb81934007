# SPDX-License-Identifier: Apache-2.0
"""What scenarios ask of a shop: shown there, done by one tap, and nobody else's."""

from datetime import date
from uuid import UUID

import pytest

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Enrolment, Errand
from omotenashi.engagement.messaging.tests import world
from omotenashi.places.locations.models import Location
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.register.work.tests.backroom import see, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops() -> None:
    backroom.furnish()


def task(name: str, *, place: str = "") -> Errand:
    """Let somebody stand before a task, of one shop or of any."""
    [person] = world.people(name).values()
    graph = {"entry": {"kind": "api"}, "first": "w", "steps": {"w": {"kind": "wait", "days": 1, "next": ""}}}
    journey = journeys.draft(key=name, name="お誕生日のお電話", graph=graph, now=world.NOW)
    version = journeys.publish(journey.pk, now=world.NOW)
    journeys.enrol(version, [journeys.Arrival(node_id=person, at=world.NOW)], now=world.NOW)
    where: UUID | None = Location.objects.get(code=place).pk if place else None
    run = Enrolment.objects.get(journey=journey)
    return Errand.objects.create(
        enrolment=run, visit=0, node_id=person, title=f"{name}へ電話", due_date=date(2026, 3, 5), made_at=world.NOW, location_id=where
    )  # fmt: skip


def test_a_shop_sees_its_tasks_and_those_of_no_shop_and_does_them_by_one_tap() -> None:
    mine, anybodys, theirs = task("hana", place="GINZA"), task("taro"), task("ken", place="UMEDA")
    clerk = backroom.at("GINZA")
    assert "2 tasks for customers" in see(clerk)
    page = see(clerk, "errands/")
    assert [one.title in page for one in (mine, anybodys, theirs)] == [True, True, False]
    for one in (mine, theirs):
        send(clerk, "errands/completion/", errand=str(one.pk))
    done = set(Errand.objects.exclude(done_at=None).values_list("pk", "done_by__name"))
    assert done == {(mine.pk, "clerk")}
    assert "Somebody was faster" in see(clerk, "errands/")


def test_an_empty_list_says_what_will_be_there() -> None:
    assert "Nothing to do for customers" in see(backroom.at("GINZA"), "errands/")
