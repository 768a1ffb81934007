# SPDX-License-Identifier: Apache-2.0
"""What LINE tells: only what is signed, each once, in whatever order; a block ends the right to write, a follow begins it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from omotenashi.base.outbox.models import Event
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.channels.line import hearing
from omotenashi.engagement.messaging.channels.line.standin.contract import Standin, user_id
from omotenashi.engagement.messaging.models import Friendship, Heard, MessageEvent
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import Suppression
from omotenashi.people.consent.queries.verdicts import allows
from omotenashi.people.customers.models import Node

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture(autouse=True)
def line(settings: Any) -> Iterator[Standin]:
    """A stand-in of LINE behind the SDK."""
    world.house()
    with chatting.line(settings) as standin:
        yield standin


def _post(body: bytes, signature: str) -> int:
    headers = {"X-Line-Signature": signature}
    return Client().post("/line/webhook/", body, content_type="application/json", headers=headers).status_code


def _told() -> list[str]:
    return sorted(Event.objects.filter(name__startswith="messaging.Line").values_list("name", flat=True))


def _may(name: str) -> bool:
    return allows(contact_point=chatting.point(name), purpose="marketing", now=NOW).allowed


def test_a_body_that_is_not_signed_with_our_secret_is_not_even_read() -> None:
    body, signature = chatting.body(chatting.event("follow", "hana"))
    forged = hearing.sign(body, "another secret")
    answers = [_post(body, forged), _post(body, ""), _post(body + b" ", signature), _post(b"{", "字")]
    assert (answers, Heard.objects.count()) == ([401] * 4, 0)
    assert (_post(body, signature), Heard.objects.count()) == (200, 1)


def test_the_secret_of_before_is_heard_for_a_day(settings: Any) -> None:
    settings.CHANNEL_KEYS = {}
    for secret, token in (("first-secret-of-us", "t1"), ("second-secret-of-us", "t2")):
        messaging.set_keys("line", {"secret": secret, "token": token}, staff_id=None, now=NOW)
    body, _ = chatting.body(chatting.event("follow", "hana"))
    old = hearing.sign(body, "first-secret-of-us")
    assert messaging.hear(body, signature=old, now=NOW + timedelta(hours=23)) == 1
    with pytest.raises(messaging.Forged):
        messaging.hear(body, signature=old, now=NOW + timedelta(hours=25))


def test_who_follows_us_is_known_reachable_welcomed_and_may_be_written_to(line: Standin) -> None:
    line.reply_tokens = {"r1"}
    assert chatting.tell(chatting.event("follow", "hana", replyToken="r1", follow={"isUnblocked": False})) == 1
    node = Node.objects.get(value=user_id("hana"))
    assert (Friendship.objects.get().contact_point.node_id, Friendship.objects.get().is_friend) == (node.pk, True)
    assert (_may("hana"), _told()) == (True, ["messaging.LineFollowed"])
    assert [one.way for one in line.arrived] == ["reply"]


def test_the_house_greets_new_friends_in_its_own_words(line: Standin) -> None:
    line.reply_tokens = {"r1", "r2"}
    messaging.set_welcome("line", "ようこそ、花店へ。\r\n季節の花をお届けします。 ")
    chatting.tell(chatting.event("follow", "hana", replyToken="r1"))
    messaging.set_welcome("line", "")
    chatting.tell(chatting.event("follow", "ken", replyToken="r2"))
    own, ours = [one.messages[0]["text"] for one in line.arrived]
    assert (own, ours.startswith("花店を友だちに追加")) == ("ようこそ、花店へ。\n季節の花をお届けします。", True)
    with pytest.raises(messaging.BadKeys):
        messaging.set_welcome("line", "あ" * 1_001)


def test_the_same_news_twice_is_one(line: Standin) -> None:
    line.reply_tokens = {"r1", "r2"}
    event = chatting.event("follow", "hana", replyToken="r1")
    again = {**event, "replyToken": "r2", "deliveryContext": {"isRedelivery": True}}
    assert (chatting.tell(event), chatting.tell(again), chatting.tell(event, again)) == (1, 0, 0)
    assert (_told(), len(line.arrived)) == (["messaging.LineFollowed"], 1)


def test_a_block_ends_the_right_to_write_and_a_return_begins_it_again(line: Standin) -> None:
    people = chatting.friends("hana", mail=True)
    chatting.tell(chatting.event("unfollow", "hana"))
    said = chatting.version(channels=("line", "email"))
    message = world.send([world.wish(people["hana"], said)])[people["hana"]]
    assert (_may("hana"), message.channel, len(line.arrived)) == (False, "email", 0)
    assert list(Suppression.objects.values_list("reason", "scope", "by")) == [("unsubscribed", "all", "line")]
    later = NOW + timedelta(hours=1)
    chatting.tell(chatting.event("follow", "hana", at=later, follow={"isUnblocked": True}), now=later)
    assert (_may("hana"), Suppression.objects.filter(lifted_at=None).count()) == (True, 0)


def test_news_that_come_late_do_not_undo_what_happened_after() -> None:
    chatting.friends("hana")
    chatting.tell(chatting.event("follow", "hana", at=NOW + timedelta(minutes=5)))
    chatting.tell(chatting.event("unfollow", "hana", at=NOW))
    assert (_may("hana"), Friendship.objects.get().is_friend, _told()) == (True, True, ["messaging.LineFollowed"])


def test_whoever_said_no_to_advertising_is_not_asked_by_a_follow() -> None:
    chatting.friends("hana")
    consent.withdraw(
        contact_point=chatting.point("hana"), purpose="marketing", source="page", now=NOW, proof=Proof(form="x")
    )
    chatting.tell(chatting.event("follow", "hana", at=NOW + timedelta(minutes=5)))
    assert _may("hana") is False


def test_what_somebody_writes_stands_in_the_timeline_and_answers_the_last_message(line: Standin) -> None:
    people = chatting.friends("hana")
    world.send([world.wish(people["hana"], chatting.version())])
    words = {"type": "message", "message": {"type": "text", "id": "1", "text": "在庫ありますか 𠮷"}}
    chatting.tell(chatting.event("message", "hana", at=NOW + timedelta(minutes=1), **words))
    [told] = Event.objects.filter(name="messaging.LineMessage")
    assert (told.payload["kind"], told.payload["comment"]) == ("message", "在庫ありますか 𠮷")
    assert list(MessageEvent.objects.values_list("kind", "actor")) == [("replied", "human")]
    assert Heard.objects.get().body == {}


def test_what_cannot_be_read_is_kept_and_can_be_tried_again() -> None:
    broken = {**chatting.event("follow", "hana"), "timestamp": "yesterday"}
    chatting.tell(broken, chatting.event("follow", "kei"))
    kept = Heard.objects.get(done_at=None)
    assert (kept.kind, kept.error[:10], kept.body["timestamp"], _told()) == (
        "follow", "ValueError", "yesterday", ["messaging.LineFollowed"],
    )  # fmt: skip
    Heard.objects.filter(pk=kept.pk).update(body=chatting.event("follow", "hana"))
    assert (messaging.replay(kept.pk), messaging.work_off(now=NOW), messaging.replay(kept.pk)) == (True, 1, False)
    assert _told() == ["messaging.LineFollowed"] * 2


def test_a_signed_body_that_is_no_json_is_kept() -> None:
    body = b'{"events": [tru'
    assert (_post(body, hearing.sign(body, chatting.SECRET)), Heard.objects.get().body["raw"]) == (200, body.decode())


def test_the_verify_button_of_lines_console_makes_nobody() -> None:
    dummy = chatting.event("message", "x", replyToken="0" * 32, message={"type": "text", "id": "1", "text": "Hello"})
    assert (chatting.tell(dummy), Node.objects.filter(type="line_user_id").count()) == (0, 0)


def test_an_erasure_empties_what_still_waits() -> None:
    people = chatting.friends("hana")
    body, signature = chatting.body(chatting.event("message", "hana", message={"type": "text", "text": "秘密"}))
    messaging.hear(body, signature=signature, now=NOW)
    node = chatting.point("hana").node_id
    messaging.erase([people["hana"]], [node])
    assert (Heard.objects.count(), json.dumps(list(Heard.objects.values_list("body", flat=True)))) == (0, "[]")
