# SPDX-License-Identifier: Apache-2.0
"""The page of notifications: explained first, for whoever is here, and taken off by its owner alone."""

import json
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import ChannelAccount, PushDevice
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent.models import ConsentEntry
from omotenashi.people.consent.queries.verdicts import allows
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import Node, NodePerson
from omotenashi.web.portal.membership import sessions
from omotenashi.web.portal.push import views
from omotenashi.web.ui.pacing import Pace

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _house(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_PACE", Pace(rate=1_000, burst=1_000))
    settings.SESSION_COOKIE_SECURE = False
    world.house()


def _client(member_no: str = "") -> Client:
    client = Client(headers={"user-agent": CHROME, "accept-language": "ja"})
    if member_no:
        record = CustomerRecord(
            identifiers=(Identifier("member_no", member_no),), fields={"name": "花"}, observed_at=world.NOW
        )
        [outcome] = customers.register([record], source="test", now=world.NOW)
        response = Client().get("/my/push/")
        assert outcome.node_id is not None
        sessions.sign_in(response, node_id=outcome.node_id)
        client.cookies = response.cookies
    return client


def _real(name: str = "abc") -> dict[str, str]:
    given = queries.standin_of(name)
    return {"endpoint": f"https://fcm.googleapis.com/fcm/send/{name}", "p256dh": given.p256dh, "auth": given.auth}


def test_the_page_explains_and_asks_nothing_by_itself() -> None:
    answer = Client(headers={"accept-language": "ja"}).get("/my/push/")
    text = answer.content.decode()
    key = ChannelAccount.objects.get(pk="push").hints["public"]
    assert (answer.status_code, f'data-key="{key}"' in text, "この端末で通知を受け取る" in text, "requestPermission" in text) == (
        200, True, True, False,
    )  # fmt: skip
    assert PushDevice.objects.count() == 0


def test_a_members_browser_is_joined_to_the_member_with_the_consent_and_its_proof() -> None:
    client = _client("M-1")
    answer = client.post("/my/push/devices/", _real())
    device, entry = PushDevice.objects.get(), ConsentEntry.objects.get()
    persons = set(
        NodePerson.objects.filter(
            node__in=[device.contact_point.node_id, Node.objects.get(type="member_no").pk]
        ).values_list("person_id")
    )
    assert (answer["Location"], device.label, len(persons)) == ("/my/push/", "Chrome · Windows", 1)
    assert (entry.state, entry.actor, entry.proof["form"], entry.proof["user_agent"]) == (
        "granted", "customer", "push: permission of the browser", CHROME,
    )  # fmt: skip
    text = client.get("/my/push/").content.decode()
    assert ("Chrome · Windows" in text, "この端末" in text, 'data-state="on"' in text) == (True, True, True)


def test_a_visitor_of_the_site_is_joined_when_they_become_known() -> None:
    client = Client()
    client.cookies["omotenashi_id"] = "0192a6e0-aaaa-7000-8000-0000000000aa"
    client.post("/my/push/devices/", _real())
    device = PushDevice.objects.get()
    before = NodePerson.objects.filter(node=device.contact_point.node_id).count()
    both = (
        Identifier("anonymous_id", "0192a6e0-aaaa-7000-8000-0000000000aa"),
        Identifier("email", "hana@mail.example"),
    )
    customers.register([CustomerRecord(identifiers=both, observed_at=clock.now())], source="test", now=clock.now())
    joined = [messaging.follow_visitors(now=clock.now()) for _ in range(2)]
    mail = NodePerson.objects.get(node__type="email").person_id
    assert (before, joined, NodePerson.objects.get(node=device.contact_point.node_id).person_id) == (0, [1, 0], mail)


def test_only_the_owner_takes_a_device_off() -> None:
    client = _client("M-1")
    client.post("/my/push/devices/", _real())
    device = PushDevice.objects.get()
    path = f"/my/push/devices/{device.pk}/removal/"
    others = [_client("M-2").post(path).status_code, Client().post(path).status_code]
    answer = client.post(path)
    device.refresh_from_db()
    assert (others, answer.status_code, device.end_reason, device.endpoint) == ([404, 404], 302, "removed", "")
    assert not allows(contact_point=device.contact_point, purpose="marketing", now=world.NOW).allowed


def test_whoever_takes_the_card_off_a_phone_takes_its_notifications_off() -> None:
    client = _client("M-1")
    client.post("/my/push/devices/", _real())
    client.post("/my/leave/")
    assert (
        PushDevice.objects.get().end_reason,
        "omotenashi_device" in client.cookies and client.cookies["omotenashi_device"].value,
    ) == ("removed", "")


def test_an_address_inside_the_house_is_never_kept() -> None:
    answers = [
        Client().post("/my/push/devices/", {**_real(), "endpoint": endpoint}).status_code
        for endpoint in ("http://127.0.0.1:8000/x", "https://10.0.0.1/x", f"{queries.STANDIN}/push/x", "")
    ]
    assert (answers, PushDevice.objects.count()) == ([302, 302, 404, 302], 0)


def test_the_simulator_is_there_only_where_the_house_is_tried_out(settings: Any) -> None:
    first = Client().post("/my/push/devices/", {"simulate": "1"})
    assert (first.status_code, PushDevice.objects.get().is_standin) == (302, True)
    settings.SESSION_COOKIE_SECURE = True
    assert Client().post("/my/push/devices/", {"simulate": "1"}).status_code == 404


def test_a_browser_tells_its_new_address_by_the_old_one() -> None:
    client = _client("M-1")
    client.post("/my/push/devices/", _real("old"))
    fresh = _real("new")
    body = {"fresh": {"endpoint": fresh["endpoint"], "keys": {"p256dh": fresh["p256dh"], "auth": fresh["auth"]}}}
    tries = [
        Client()
        .post("/my/push/renewal/", json.dumps({"old": old, **body}), content_type="application/json")
        .status_code
        for old in ("https://fcm.googleapis.com/guess", _real("old")["endpoint"], _real("old")["endpoint"])
    ]
    live = PushDevice.objects.filter(ended_at=None)
    assert (tries, [(one.endpoint, one.label) for one in live]) == (
        [404, 204, 404],
        [(fresh["endpoint"], "Chrome · Windows")],
    )
    assert NodePerson.objects.filter(node=live[0].contact_point.node_id).count() == 1


def test_the_worker_stands_alone_and_opens_pages_of_ours_only() -> None:
    answer = Client(headers={"accept-language": "ja"}).get("/my/push/sw.js")
    text = answer.content.decode()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    assert ('addEventListener("fetch"' in text, "found.origin === location.origin" in text) == (False, True)


def test_two_houses_of_one_process_have_one_pair() -> None:
    assert messaging.vapid_keys(now=world.NOW) == messaging.vapid_keys(now=world.NOW)
