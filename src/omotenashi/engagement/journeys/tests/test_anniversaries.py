# SPDX-License-Identifier: Apache-2.0
"""A day that staff noted: a task a week before, a message on LINE on the day, and nothing once it was taken back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Enrolment, Errand, Journey
from omotenashi.engagement.journeys.tests.test_journeys import go
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message, Template
from omotenashi.engagement.messaging.tests import world
from omotenashi.insight import actions as insight
from omotenashi.people.customers.actions import cares
from omotenashi.people.customers.models import Care
from omotenashi.people.staff import actions as staff

pytestmark = pytest.mark.django_db
# Ten in the morning of 4 March in Tokyo.
NOW = world.NOW
DAY = timedelta(days=1)


def heed(person: UUID, day: date, **said: Any) -> Care:
    """Note a day to remember."""
    clerk = staff.hire(email="ken@example.jp", name="ken", role="clerk", password="only-for-tests")
    return cares.heed(node_id=person, kind="anniversary", what="wedding", on_date=day, by=clerk, now=NOW, **said)


def remembered() -> Journey:
    """Let the ready-made scenario live, without a control group."""
    with translation.override("ja"):
        made = journeys.adopt("anniversary", key="anniversary", now=NOW)
    for one in Template.objects.all():
        messaging.publish(one.pk, now=NOW)
    journey = journeys.draft(key=made.key, name=made.name, graph={**made.draft, "control": 0}, now=NOW)
    journeys.publish(journey.pk, now=NOW)
    return journey


def runs() -> set[tuple[UUID, str, str, str]]:
    """Give who came in by which day, where they stand, and how it ended."""
    return set(Enrolment.objects.values_list("node", "key", "step", "outcome"))


def test_an_anniversary_gives_the_staff_a_task_and_the_customer_a_message_on_the_day() -> None:
    world.house()
    insight.switch_holdout(on=False, now=NOW, by="test")
    people = world.people("hana", "taro")
    heed(people["hana"], date(2019, 3, 11))
    heed(people["taro"], date(2019, 3, 13))
    remembered()
    assert journeys.look(now=NOW) == 1
    go(NOW)
    errand = Errand.objects.get()
    assert (errand.node_id, errand.due_date, Message.objects.count()) == (people["hana"], date(2026, 3, 10), 0)
    assert runs() == {(people["hana"], "2026-03-11", "week", "")}
    go(NOW + 7 * DAY)
    message = Message.objects.get()
    assert (message.node_id, message.wanted, message.still) == (
        people["hana"], ["line", "email"], {"topics": ["celebration"]},
    )  # fmt: skip


def test_a_day_that_was_taken_back_ends_the_way_and_one_of_a_single_year_does_not_return() -> None:
    world.house()
    people = world.people("hana", "taro")
    care = heed(people["hana"], date(2019, 3, 11))
    heed(people["taro"], date(2026, 3, 11), yearly=False)
    remembered()
    journeys.look(now=NOW)
    go(NOW)
    cares.take_back(care_id=care.pk, by=care.author, now=NOW)
    journeys.look(now=NOW + timedelta(hours=2))
    go(NOW + 8 * DAY)
    assert runs() == {(people["hana"], "2026-03-11", "week", "moved"), (people["taro"], "2026-03-11", "today", "end")}
    assert journeys.look(now=NOW + 366 * DAY) == 0


def test_whoever_avoids_celebrations_gets_the_task_done_and_no_message() -> None:
    world.house()
    people = world.people("hana")
    care = heed(people["hana"], date(2019, 3, 11))
    cares.heed(node_id=people["hana"], kind="avoid", what="celebration", by=care.author, now=NOW)
    remembered()
    journeys.look(now=NOW)
    go(NOW)
    go(NOW + 7 * DAY)
    go(NOW + 7 * DAY + timedelta(minutes=5))
    assert (Errand.objects.count(), Message.objects.get().reason) == (1, "avoided")


def test_a_day_noted_late_gets_the_message_and_no_task_of_last_week() -> None:
    world.house()
    people = world.people("hana")
    heed(people["hana"], date(2019, 3, 6))
    remembered()
    journeys.look(now=NOW)
    go(NOW)
    assert (Errand.objects.count(), runs()) == (0, {(people["hana"], "2026-03-06", "week", "")})
