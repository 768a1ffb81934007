# SPDX-License-Identifier: Apache-2.0
"""シナリオ: taken over in one press, published in another, changed step by step, and only by those who may."""

import pytest
from django.test import Client

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def office(role: str = "headquarters") -> Client:
    """Sign somebody in at a house that may advertise."""
    client = shop.signed_in(role)
    world.house()
    return client


def taken_over(client: Client, code: str = "basket") -> Journey:
    """Take a ready-made scenario over."""
    client.post(f"/console/journeys/ready/{code}/", {"key": code})
    return Journey.objects.get()


def test_a_ready_made_scenario_lives_after_two_presses_and_pressed_twice_it_is_one() -> None:
    client = office()
    taken_over(client)
    journey = taken_over(client)
    client.post(f"/console/journeys/{journey.pk}/version/")
    client.post(f"/console/journeys/{journey.pk}/version/")
    journey.refresh_from_db()
    assert (journey.state, JourneyVersion.objects.count()) == ("live", 1)
    assert AuditEntry.objects.filter(permission="messages.publish").count() == 2


def test_every_page_shows_with_a_scenario_and_without() -> None:
    client = office()
    assert client.get("/console/journeys/").status_code == 200
    journey = taken_over(client, "second-purchase")
    client.post(f"/console/journeys/{journey.pk}/version/")
    pages = ["", "simulation/", "people/", "version/", "numbers/", "versions/", "versions/1/"]
    assert [client.get(f"/console/journeys/{journey.pk}/{page}").status_code for page in pages] == [200] * 7


def test_a_broadcast_is_a_scenario_of_one_step() -> None:
    client = office()
    segment, _ = audience.create(key="s", name="みんな", definition=segments.Manual(), now=world.NOW)
    said = {"name": "春", "segment": str(segment.pk), "key": "b", "at": "2026-12-01T10:00"}
    client.post("/console/journeys/broadcasts/", said)
    client.post("/console/journeys/broadcasts/", said)
    graph = queries.draft_of(Journey.objects.get())
    assert (graph.entry["kind"], graph.entry["at"], list(graph.steps)) == ("list", "2026-12-01T10:00:00+09:00", ["say"])


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        ("headquarters", 200, 302),
        ("manager", 200, 403),
        ("support", 200, 403),
        ("clerk", 403, 403),
        ("developer", 403, 403),
    ],
)
def test_who_may_see_and_who_may_change(role: str, sees: int, changes: int) -> None:
    client = office(role)
    assert client.get("/console/journeys/").status_code == sees
    assert client.post("/console/journeys/new/", {"key": "n"}).status_code == changes
    assert Journey.objects.count() == int(changes == 302)
