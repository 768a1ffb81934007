# SPDX-License-Identifier: Apache-2.0
"""LINE in the office: a chat as a phone shows it, answering as the reader, keys that are never shown, and the meter."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import ChannelAccount, Friendship, Heard, Message
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.messages import chatview
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
CHANNELS = "/console/settings/sending/channels/"


@pytest.fixture
def line(settings: Any) -> Iterator[chatting.Standin]:
    """A stand-in of LINE behind the SDK, with keys."""
    with chatting.line(settings) as standin:
        yield standin


@pytest.fixture
def without_keys(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[chatting.Standin]:
    """No keys are entered: the house's own stand-in takes LINE's place."""
    with chatting.without_keys(settings, monkeypatch) as standin:
        yield standin


def _office() -> Client:
    client = shop.signed_in()
    world.house()
    return client


def _sent() -> Message:
    people = chatting.friends("hana")
    return world.send([world.wish(people["hana"], chatting.version())])[people["hana"]]


def test_a_chat_is_drawn_and_a_hostile_text_stays_text() -> None:
    hostile = '<script>alert(1)</script>"'
    drawn = chatview.draw(
        [
            {"type": "text", "text": f"{hostile} https://a.example"},
            {"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": {
                "type": "box", "layout": "vertical", "contents": [
                    {"type": "text", "text": hostile, "action": {"type": "uri", "uri": "javascript:alert(1)"}}]}}},
        ]
    )  # fmt: skip
    assert ("<script" in drawn, "javascript:" in drawn, 'href="https://a.example"' in drawn) == (False, False, True)


def test_without_keys_one_answers_as_the_reader_and_it_comes_in_by_the_same_door(
    without_keys: chatting.Standin,
) -> None:
    client, message = _office(), _sent()
    reading = client.get(f"/console/messages/inbox/{message.pk}/").context["reading"]
    assert (reading["looks"], reading["is_simulated"], reading["may_act"]) == ("chat", True, True)
    address = f"/console/messages/inbox/{message.pk}/act/"
    answers = [
        client.post(address, said).status_code for said in ({"act": "message", "text": "はい"}, {"act": "unfollow"})
    ]
    assert (answers, Heard.objects.filter(done_at=None).count()) == ([302, 302], 0)
    assert sorted(Heard.objects.values_list("kind", flat=True)) == ["message", "unfollow"]
    assert (Friendship.objects.get().is_friend, list(message.events.values_list("kind", flat=True))) == (
        False,
        ["replied"],
    )


def test_with_keys_nobody_answers_for_a_reader(line: chatting.Standin) -> None:
    client, message = _office(), _sent()
    reading = client.get(f"/console/messages/inbox/{message.pk}/").context["reading"]
    assert (reading["is_simulated"], reading["may_act"]) == (False, False)
    assert client.post(f"/console/messages/inbox/{message.pk}/act/", {"act": "unfollow"}).status_code == 404


def test_a_trial_by_line_goes_to_ones_own_chat(without_keys: chatting.Standin) -> None:
    client = _office()
    template = chatting.version(channels=("line",)).template
    answer = client.post(f"/console/messages/{template.pk}/trial/", {"channel": "line", "key": "k"})
    assert answer["Location"].startswith("/console/messages/inbox/trials/")
    assert ([one.way for one in without_keys.arrived], client.get(answer["Location"]).context["reading"]["looks"]) == (
        ["push"], "chat",
    )  # fmt: skip


def test_the_preview_of_a_draft_shows_the_chat_and_what_line_would_not_take() -> None:
    client = _office()
    template = chatting.version().template
    told = client.get(f"/console/messages/{template.pk}/preview/").json()
    assert ("o-chat-card" in told["preview"]["chat"], told["is_ready"]) == (True, True)
    long = {"subject": "長い", "blocks": [{"kind": "heading", "text": "あ" * 2_100}]}
    messaging.draft(key="long", name="長い", content=long, channels=("line",), now=world.NOW)
    other = queries.templates().get(key="long")
    told = client.get(f"/console/messages/{other.pk}/preview/").json()
    assert (told["is_ready"], len(told["troubles"]), "LINE" in told["troubles"][0]["words"]) == (False, 1, True)


def test_keys_are_kept_sealed_tested_and_never_shown(line: chatting.Standin, settings: Any) -> None:
    client = _office()
    settings.CHANNEL_KEYS = {}
    wrong = client.post(f"{CHANNELS}line/account/", {"token": "a-wrong-token-of-line", "secret": "a-secret-of-line"})
    account = ChannelAccount.objects.get()
    assert (wrong.status_code, account.test_error[:3], b"a-wrong-token" in bytes(account.sealed)) == (302, "401", False)
    client.post(f"{CHANNELS}line/account/", {"token": chatting.TOKEN, "secret": ""})
    account.refresh_from_db()
    page = client.get(CHANNELS).content.decode()
    assert (account.test_error, account.hints["secret"], chatting.TOKEN in page, "a-secret-of-line" in page) == (
        "", "…line", False, False,
    )  # fmt: skip
    assert queries.meter("line") is not None
    assert AuditEntry.objects.filter(subject="channel:line").count() == 2
    client.post(f"{CHANNELS}line/removal/")
    assert ChannelAccount.objects.count() == 0


def test_the_meter_stands_on_the_list_and_says_when_it_is_full(line: chatting.Standin) -> None:
    client = _office()
    line.most = 100
    line._counted = 97  # what the stand-in counted before
    messaging.read_quota("line", now=clock.now())
    [meter] = client.get("/console/messages/").context["meters"]
    assert (meter["state"], meter["used"], meter["share"], meter["kept"]) == ("bad", "97", 97, 5)
    answers = [
        client.post(f"{CHANNELS}line/plan/", {"price": "3", "spare": spare}).status_code for spare in ("0", "101")
    ]
    [meter] = client.get("/console/messages/").context["meters"]
    assert (answers, meter["state"], meter["price"]) == ([302, 302], "warn", 3)
