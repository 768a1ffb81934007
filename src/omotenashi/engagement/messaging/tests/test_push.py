# SPDX-License-Identifier: Apache-2.0
"""Web push: sealed for one browser as the RFCs say, kept as long as it is true, replaced by what is newer, over when gone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.channels.push import wrapping
from omotenashi.engagement.messaging.channels.push.standin import Standin
from omotenashi.engagement.messaging.models import CapRule, ChannelAccount, Message, PushDevice
from omotenashi.engagement.messaging.rules import browsers, notes
from omotenashi.engagement.messaging.tests import pushing, world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import ConsentEntry, Suppression
from omotenashi.people.consent.queries.verdicts import allows
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Node, NodePerson

# RFC 8291, appendix A.
VECTOR = {
    "said": "When I grow up, I want to be a watermelon",
    "ua_private": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    "ua_public": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "message": "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
}


def _opened(body: bytes) -> str:
    key = ec.derive_private_key(int.from_bytes(browsers.plain(VECTOR["ua_private"])), ec.SECP256R1())
    assert browsers.public_of(key) == VECTOR["ua_public"]
    opened = http_ece.decrypt(body, private_key=key, auth_secret=browsers.plain(VECTOR["auth"]), version="aes128gcm")
    return bytes(opened).decode()


def test_what_we_seal_opens_with_the_keys_of_rfc_8291_as_its_own_message_does() -> None:
    known = {"endpoint": "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"}
    sealed = wrapping.seal("春の花".encode(), p256dh=VECTOR["ua_public"], auth=VECTOR["auth"], **known)
    again = wrapping.seal("春の花".encode(), p256dh=VECTOR["ua_public"], auth=VECTOR["auth"], **known)
    assert (_opened(browsers.plain(VECTOR["message"])), _opened(sealed), sealed == again) == (
        VECTOR["said"],
        "春の花",
        False,
    )


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com/QGu", True),
        ("https://db5p.notify.windows.com/w/?token=x", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com@127.0.0.1/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1", False),
    ],
)
def test_only_push_services_that_are_known_are_ever_asked(endpoint: str, known: bool) -> None:
    assert notes.is_service(endpoint) is known


def test_a_browser_is_called_as_its_owner_calls_it() -> None:
    assert [notes.label_of(agent) for agent in (pushing.AGENT, "Mozilla/5.0 (iPhone) Version/18.0 Safari/605.1", "")] == [
        "Chrome · Android", "Safari · iPhone", "",
    ]  # fmt: skip


@pytest.fixture
def service(db: None, monkeypatch: Any) -> Iterator[Standin]:
    """A push service, and a house."""
    del db
    world.house()
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    with pushing.push_service(monkeypatch) as standin:
        yield standin


def _send(device: PushDevice, *, key: str = "spring", **changes: Any) -> Message:
    said = changes.pop("said", None) or pushing.version()
    world.send([world.wish(pushing.person_of(device), said, key=key, **changes)])
    return Message.objects.get(idem_key=key)


def test_a_notification_says_two_lines_and_leads_through_its_own_link(service: Standin) -> None:
    world.people("hana")
    device = pushing.browser("phone", mail="hana")
    message = _send(device, expires_at=world.NOW + timedelta(hours=3))
    [note] = service.arrived
    assert (message.state, message.channel, message.cost) == ("sent", "push", 0)
    assert {name: note.said[name] for name in ("title", "body", "tag")} == {
        "title": "hanaへ", "body": "春の花が届きました。", "tag": note.topic,
    }  # fmt: skip
    assert note.said["url"] == f"https://hana.example/my/m/{queries.mark_of(message.pk, link=0)}/"
    assert note.said["stop"].startswith("https://hana.example/my/p/")
    assert (note.device, note.ttl, note.urgency, len(note.topic)) == ("phone", 3 * 3600, "low", 32)


def test_the_newer_advertising_takes_the_place_of_the_older_and_news_of_orders_stand(service: Standin) -> None:
    world.people("hana")
    device, said = pushing.browser("phone", mail="hana"), pushing.version()
    news = pushing.version(key="ready", purpose="order")
    CapRule.objects.update(ended_at=world.NOW)
    for key in ("one", "two"):
        _send(device, key=key, said=said)
        _send(device, key=f"order {key}", said=news, campaign="")
    assert [(one.topic != "", one.urgency) for one in service.arrived] == [
        (False, "high"),
        (True, "low"),
        (False, "high"),
    ]


def test_asking_for_notifications_is_the_yes_and_joins_the_browser_to_the_person(service: Standin) -> None:
    person = world.people("hana", agrees=False)["hana"]
    device = pushing.browser("phone", mail="hana")
    entry = ConsentEntry.objects.get()
    assert (pushing.person_of(device), device.label, entry.state, entry.proof["form"]) == (
        person, "Chrome · Android", "granted", "test",
    )  # fmt: skip
    assert allows(contact_point=device.contact_point, purpose="marketing", now=world.NOW).allowed
    assert "push.standin" not in str(list(Node.objects.values_list("value", flat=True)))


def test_a_browser_of_nobody_known_can_be_remembered_too(service: Standin) -> None:
    device = pushing.browser("stranger")
    assert (NodePerson.objects.filter(node=device.contact_point.node_id).count(), device.is_standin) == (0, True)


def test_a_subscription_that_is_gone_ends_and_is_not_asked_again(service: Standin) -> None:
    world.people("hana")
    device = pushing.browser("phone", mail="hana")
    service.gone.add("phone")
    messages = [_send(device), _send(device, key="later")]
    device.refresh_from_db()
    assert [(one.state, one.reason) for one in messages] == [("failed", "refused"), ("dropped", "suppressed")]
    assert (device.end_reason, device.endpoint, device.auth) == ("gone", "", "")
    assert Suppression.objects.get().reason == "unknown_user"


@pytest.mark.parametrize(
    ("fault", "state"), [(503, "queued"), (429, "queued"), (403, "queued"), (413, "dropped"), ("lost", "unknown")]
)
def test_answers_of_the_push_service_are_understood(service: Standin, fault: int | str, state: str) -> None:
    world.people("hana")
    service.broken = [fault]
    assert _send(pushing.browser("phone", mail="hana")).state == state


def test_a_device_that_its_owner_removes_gets_nothing_until_they_ask_again(service: Standin) -> None:
    world.people("hana")
    device, proof = pushing.browser("phone", mail="hana"), Proof(form="test", own_act=True)
    removed = [messaging.remove_device(device.pk, proof=proof, now=world.NOW) for _ in range(2)]
    silent = _send(device)
    pushing.browser("phone", mail="hana")
    later = _send(device, key="again")
    assert (removed, silent.reason, later.state, len(service.arrived)) == ([True, False], "suppressed", "sent", 1)


def test_the_browser_of_one_person_does_not_become_that_of_another(service: Standin) -> None:
    world.people("hana", "ken")
    device = pushing.browser("tablet", mail="hana")
    with pytest.raises(messaging.SomebodyElses):
        pushing.browser("tablet", mail="ken")
    assert (PushDevice.objects.count(), pushing.person_of(device)) == (
        1,
        NodePerson.objects.get(node__value="hana@mail.example").person_id,
    )


def test_a_browser_that_changes_its_address_stays_its_owners(service: Standin) -> None:
    world.people("hana")
    device, proof = pushing.browser("old", mail="hana"), Proof(form="renewal")
    fresh = messaging.renew_device(
        queries.standin_of("old").endpoint, queries.standin_of("new"), proof=proof, now=world.NOW
    )
    assert fresh is not None
    stranger = messaging.renew_device(
        "https://fcm.googleapis.com/guess", queries.standin_of("x"), proof=proof, now=world.NOW
    )
    live = queries.devices_of([device.contact_point.node_id, fresh.contact_point.node_id])
    assert (pushing.person_of(fresh), stranger, [one.pk for one in live]) == (
        pushing.person_of(device),
        None,
        [fresh.pk],
    )


def test_the_key_pair_is_made_once_and_kept_sealed(service: Standin) -> None:
    first, second = messaging.vapid_keys(now=world.NOW), messaging.vapid_keys(now=world.NOW + timedelta(days=1))
    account = ChannelAccount.objects.get(pk="push")
    assert (first, first.private.encode() in bytes(account.sealed), account.hints) == (
        second,
        False,
        {"public": first.public},
    )


@pytest.mark.parametrize("change", [{"endpoint": "https://127.0.0.1/x"}, {"p256dh": "AAAA"}, {"auth": "AAAA"}])
def test_what_is_no_subscription_is_refused(service: Standin, change: dict[str, str]) -> None:
    given = queries.standin_of("phone")
    parts = {name: getattr(given, name) for name in ("endpoint", "p256dh", "auth")}
    with pytest.raises(messaging.BadSubscription):
        messaging.subscribe_device(
            queries.Subscription(**(parts | change)), owner=Identifier("email", "hana@mail.example"), agent="",
            proof=Proof(form="test"), wording=None, now=world.NOW,
        )  # fmt: skip
    assert (PushDevice.objects.count(), Node.objects.count()) == (0, 0)


def test_an_erasure_takes_the_browser_along(service: Standin) -> None:
    world.people("hana")
    device = pushing.browser("phone", mail="hana")
    emptied = messaging.erase([], [device.contact_point.node_id])
    assert (emptied, PushDevice.objects.count()) == ({"messaging_pushdevice": 1}, 0)


def test_every_browser_of_a_person_shows_it_and_it_counts_as_one_message(service: Standin) -> None:
    messaging.set_cap(channel="", window="day", most=1, now=world.NOW)
    world.people("hana")
    first, _second = pushing.browser("phone", mail="hana"), pushing.browser("desk", mail="hana")
    message = _send(first)
    assert {one.device for one in service.arrived} == {"phone", "desk"}
    assert (len({one.topic for one in service.arrived}), len({one.said["url"] for one in service.arrived})) == (1, 1)
    assert (message.state, Message.objects.count()) == ("sent", 1)
    again = _send(first, key="again", said=pushing.version(key="again"))
    assert (again.reason, len(service.arrived)) == ("capped", 2)


def test_a_browser_that_is_gone_ends_while_the_others_have_the_message(service: Standin) -> None:
    world.people("hana")
    device, other = pushing.browser("phone", mail="hana"), pushing.browser("desk", mail="hana")
    service.gone.add("phone")
    message = _send(device)
    device.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, [one.device for one in service.arrived]) == ("sent", ["desk"])
    assert (device.end_reason, other.ended_at) == ("gone", None)


def test_a_browser_at_which_its_owner_said_no_is_left_alone(service: Standin) -> None:
    world.people("hana")
    device, other = pushing.browser("phone", mail="hana"), pushing.browser("desk", mail="hana")
    consent.withdraw(
        contact_point=other.contact_point, purpose="marketing", source="test", now=world.NOW, proof=Proof(form="test")
    )
    _send(device)
    assert [one.device for one in service.arrived] == ["phone"]
