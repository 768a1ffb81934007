# SPDX-License-Identifier: Apache-2.0
"""The page of the versions: figures of each, who is led over, and the way back; and the page of the receivers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Call, Enrolment, Hook, Journey, Transfer
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def drawing(days: int) -> dict[str, Any]:
    """Draw a wait."""
    return {"entry": {"kind": "api"}, "first": "w", "steps": {"w": {"kind": "wait", "days": days, "next": ""}}}


def office(role: str = "headquarters") -> tuple[Client, Journey]:
    """Sign somebody in at a house with two versions, and one person on the first."""
    client = shop.signed_in(role)
    world.house()
    [person] = world.people("hana").values()
    now = clock.now()
    journey = journeys.draft(key="way", name="道", graph=drawing(10), now=now)
    version = journeys.publish(journey.pk, now=now)
    journeys.enrol(version, [journeys.Arrival(node_id=person, at=now)], now=now)
    journeys.advance(now=now)
    journeys.draft(key="way", name="道", graph=drawing(2), now=now + timedelta(seconds=1))
    journeys.publish(journey.pk, now=now + timedelta(seconds=1))
    return client, journey


def test_the_people_of_an_old_version_are_led_over_and_back_again() -> None:
    client, journey = office()
    path = f"/console/journeys/{journey.pk}/versions/1/transfer/"
    [row] = client.get(path).context["rows"]
    assert (row["people"], row["chosen"], row["says"]) == (1, "w", "Wait: Wait 10 days")
    client.post(path, {"target": "2", "to-w": "w"})
    done = Transfer.objects.get()
    assert (Enrolment.objects.get().version.number, done.runs.count()) == (2, 1)
    page = client.get(f"/console/journeys/{journey.pk}/versions/").context
    assert [(one["version"].number, one["live"], one["brought"].persons) for one in page["versions"]] == [
        (2, 1, 1),
        (1, 0, 0),
    ]
    client.post(f"/console/journeys/transfers/{done.pk}/return/")
    assert Enrolment.objects.get().version.number == 1
    assert AuditEntry.objects.filter(permission="messages.publish", subject=f"journey:{journey.pk}").count() == 2


def test_a_map_to_what_is_no_longer_the_newest_moves_nobody() -> None:
    client, journey = office()
    client.post(f"/console/journeys/{journey.pk}/versions/1/transfer/", {"target": "1", "to-w": "w"})
    client.post(f"/console/journeys/{journey.pk}/versions/1/transfer/", {"target": "2", "to-w": "gone"})
    assert (Enrolment.objects.get().version.number, Transfer.objects.count()) == (1, 0)


def test_who_may_not_publish_leads_nobody_over_and_enters_no_receiver() -> None:
    _hq, journey = office()
    client = Client()
    client.force_login(shop.hired("clerk"), backend=shop.BACKEND)
    paths = (f"/console/journeys/{journey.pk}/versions/1/transfer/", "/console/journeys/hooks/")
    assert [client.post(path, {"url": "https://a.example/"}).status_code for path in paths] == [403, 403]
    assert (Transfer.objects.count(), Hook.objects.count()) == (0, 0)


def test_a_receiver_is_entered_with_a_secret_that_is_shown_once() -> None:
    client = shop.signed_in("headquarters")
    page = client.post("/console/journeys/hooks/", {"name": "倉庫", "url": "https://hooks.example/in"})
    secret = page.context["secret"]
    assert (page.status_code, page.headers["cache-control"], secret[:6], secret in page.content.decode()) == (
        200,
        "no-store",
        "whsec_",
        True,
    )
    hook = Hook.objects.get()
    assert secret not in client.get("/console/journeys/hooks/").content.decode()
    client.post(f"/console/journeys/hooks/{hook.pk}/trial/")
    assert Call.objects.get().hook_id == hook.pk
    renewed = client.post(f"/console/journeys/hooks/{hook.pk}/secret/").context["secret"]
    assert renewed != secret
    client.post(f"/console/journeys/hooks/{hook.pk}/removal/")
    assert client.get("/console/journeys/hooks/").context["hooks"] == []


@pytest.mark.parametrize("url", ["http://plain.example/", "https://me:pw@a.example/", "nonsense"])
def test_what_cannot_be_called_is_said_and_not_kept(url: str) -> None:
    page = shop.signed_in("headquarters").post("/console/journeys/hooks/", {"name": "x", "url": url})
    assert (page.status_code, bool(page.context["wrong"]), Hook.objects.count()) == (422, True, 0)
