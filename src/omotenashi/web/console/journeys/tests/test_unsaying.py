# SPDX-License-Identifier: Apache-2.0
"""What a scenario set in profiles is taken back on the page of its versions, by whoever may publish, and the log says so."""

from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
SET = {"kind": "profile", "field": "rank", "value": "ゴールド", "next": ""}


def office(role: str, step: dict[str, Any]) -> tuple[Client, Journey]:
    """Sign somebody in at a house whose scenario of one step somebody went through."""
    client = shop.signed_in(role)
    world.house()
    [person] = world.people("hana").values()
    now = clock.now()
    graph = {"entry": {"kind": "api"}, "first": "s", "steps": {"s": step}}
    journey = journeys.draft(key="way", name="道", graph=graph, now=now)
    version = journeys.publish(journey.pk, now=now)
    journeys.enrol(version, [journeys.Arrival(node_id=person, at=now)], now=now)
    journeys.advance(now=now)
    return client, journey


def test_whoever_may_publish_takes_back_what_was_set_and_the_log_says_from_how_many() -> None:
    client, journey = office("headquarters", SET)
    page = client.get(f"/console/journeys/{journey.pk}/versions/")
    assert (page.context["sets_fields"], Profile.objects.get().rank) == (True, "ゴールド")
    client.post(f"/console/journeys/{journey.pk}/unsaying/")
    entry = AuditEntry.objects.get(permission="messages.publish", subject=f"journey:{journey.pk}")
    assert (Profile.objects.get().rank, entry.details) == ("", {"unsaid": 1})


def test_a_scenario_that_sets_nothing_offers_no_way_back() -> None:
    client, journey = office("headquarters", {"kind": "tag", "tag": "VIP", "next": ""})
    assert client.get(f"/console/journeys/{journey.pk}/versions/").context["sets_fields"] is False


def test_whoever_may_not_publish_takes_nothing_back() -> None:
    client, journey = office("clerk", SET)
    assert (client.post(f"/console/journeys/{journey.pk}/unsaying/").status_code, Profile.objects.get().rank) == (
        403,
        "ゴールド",
    )
