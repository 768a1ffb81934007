# SPDX-License-Identifier: Apache-2.0
"""LINE from the wish to the chat: spoken to with LINE's own SDK over HTTP, once, with what it costs and what is left."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.channels.line.standin.contract import Standin, user_id
from omotenashi.engagement.messaging.models import AllowanceUse, ChannelPlan, Message
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.consent.models import Suppression

pytestmark = pytest.mark.django_db
NOW = world.NOW
PLAIN = {"subject": "お知らせ", "blocks": [{"kind": "text", "text": "明日は休みです。"}]}


@pytest.fixture(autouse=True)
def line(settings: Any) -> Iterator[Standin]:
    """A stand-in of LINE behind the SDK."""
    world.house()
    with chatting.line(settings) as standin:
        yield standin


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for one in node for text in _texts(one)]
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "text" else []
        return own + [text for value in node.values() for text in _texts(value)]
    return []


def test_a_push_arrives_as_a_card_with_the_way_out_and_its_price_is_kept(line: Standin) -> None:
    people = chatting.friends("hana")
    message = world.send([world.wish(people["hana"], chatting.version())])[people["hana"]]
    [arrived] = line.arrived
    assert (arrived.to, arrived.way, arrived.key) == (user_id("hana"), "push", str(message.pk))
    assert (message.state, message.channel, message.cost, bool(message.provider_id)) == ("sent", "line", 1, True)
    [card] = arrived.messages
    assert (card["altText"], _texts(card)) == (
        "hanaへ", ["春の花が届きました。", "見る", "花店株式会社", "配信を停止する"],
    )  # fmt: skip


def test_an_answer_that_is_lost_is_asked_for_again_under_the_same_key_and_nobody_gets_it_twice(line: Standin) -> None:
    people = chatting.friends("hana")
    line.broken = ["lost"]
    first = world.send([world.wish(people["hana"], chatting.version())])[people["hana"]]
    assert (first.state, len(line.arrived)) == ("queued", 1)
    again = world.send([], now=NOW + timedelta(minutes=30))[people["hana"]]
    assert (again.state, again.tries, len(line.arrived)) == ("sent", 2, 1)


def test_a_day_on_which_line_fails_first_ends_well(line: Standin) -> None:
    people = chatting.friends("hana")
    line.broken = [500, 429]
    world.send([world.wish(people["hana"], chatting.version())])
    world.send([], now=NOW + timedelta(minutes=11))
    message = world.send([], now=NOW + timedelta(hours=1))[people["hana"]]
    assert (message.state, message.tries, len(line.arrived)) == ("sent", 3, 1)


def test_what_says_the_same_to_many_is_one_call_and_says_it_again_whole(line: Standin) -> None:
    people = chatting.friends(*(f"p{number}" for number in range(5)))
    said = chatting.version(PLAIN, purpose="order")
    line.broken = ["lost"]
    world.send([world.wish(person, said) for person in people.values()])
    # Two of them are judged alone meanwhile; the batch is asked for as it was.
    world.send([], now=NOW + timedelta(minutes=30))
    sends = [call for call in line.calls if "message/" in call]
    assert (sends, len(line.arrived)) == (["POST /v2/bot/message/multicast"] * 2, 5)
    assert {(one.state, one.tries) for one in Message.objects.all()} == {("sent", 2)}
    assert Message.objects.values("batch").distinct().count() == 1


def test_what_a_dead_worker_held_is_asked_for_again_because_line_knows_the_key(line: Standin) -> None:
    people = chatting.friends("hana")
    messaging.intend([world.wish(people["hana"], chatting.version())])
    messaging.judge(now=NOW)
    messaging.claim(now=NOW)
    later = NOW + timedelta(minutes=11)
    messaging.give_up(now=later)
    assert world.send([], now=later)[people["hana"]].state == "sent"
    assert len(line.arrived) == 1


def test_an_unknown_user_is_refused_and_never_asked_for_again(line: Standin) -> None:
    people = chatting.friends("gone")
    line.strangers = {user_id("gone")}
    message = world.send([world.wish(people["gone"], chatting.version())])[people["gone"]]
    assert (message.state, message.error, AllowanceUse.objects.count()) == ("failed", "400 Failed to send messages", 0)
    assert list(Suppression.objects.values_list("channel", "reason", "scope", "by")) == [
        ("line", "unknown_user", "all", "line")
    ]


def test_a_wrong_key_of_ours_is_not_the_readers_fault(line: Standin, settings: Any) -> None:
    people = chatting.friends("hana")
    settings.CHANNEL_KEYS = {"line": {"token": "another", "secret": "x"}}
    message = world.send([world.wish(people["hana"], chatting.version())])[people["hana"]]
    assert (message.state, message.error[:3], Suppression.objects.count()) == ("queued", "401", 0)


def test_the_first_channel_at_which_somebody_may_be_written_to_is_taken(line: Standin, settings: Any) -> None:
    both, chat_only = chatting.friends("both", mail=True)["both"], chatting.friends("chat")["chat"]
    said = chatting.version(channels=("email", "line"))
    with world.no_server(settings):
        found = world.send([world.wish(both, said), world.wish(chat_only, said)])
        wished = world.send([world.wish(both, said, key="wished", purpose="marketing", channels=("line",), at=NOW + timedelta(days=1))],
                            now=NOW + timedelta(days=1))  # fmt: skip
    assert {found[both].channel, found[chat_only].channel} == {"email", "line"}
    assert (found[both].channel, wished and Message.objects.get(idem_key="wished").channel) == ("email", "line")


def test_a_full_month_takes_the_next_way_or_waits_and_keeps_room_for_orders(line: Standin, settings: Any) -> None:
    line.most = 4
    messaging.read_quota("line", now=NOW - timedelta(minutes=1))
    messaging.set_plan("line", price=3, spare=25)
    people = chatting.friends("a", "b", "c") | chatting.friends("d", mail=True) | chatting.friends("e")
    said, order = chatting.version(), chatting.version(PLAIN, key="order", purpose="order")
    both = chatting.version(key="both", channels=("line", "email"))
    wishes = [world.wish(people[name], said, priority=5) for name in "abc"]
    with world.no_server(settings):
        world.send([*wishes, world.wish(people["d"], both), world.wish(people["e"], said),
                    world.wish(people["e"], order, key="order")])  # fmt: skip
    told = {one.idem_key: (one.state, one.channel, one.reason) for one in Message.objects.all()}
    assert told[f"spring:{people['d']}"] == ("sent", "email", "")
    assert told[f"spring:{people['e']}"] == ("held", "line", "quota")
    assert told["order"] == ("sent", "line", "")
    meter = queries.meter("line")
    assert meter is not None
    assert (meter.used, meter.most, meter.left, len(line.arrived)) == (4, 4, 0, 4)
    due = Message.objects.get(reason="quota").due_at
    assert due == datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert sum(Message.objects.values_list("cost", flat=True)) == 12


def test_a_month_that_is_full_before_we_knew_is_heard_from_line(line: Standin) -> None:
    people = chatting.friends("hana")
    line.most = 0
    message = world.send([world.wish(people["hana"], chatting.version())])[people["hana"]]
    assert (message.state, message.reason, AllowanceUse.objects.count()) == ("held", "quota", 0)
    assert [call for call in line.calls if "push" in call] == ["POST /v2/bot/message/push"]
    assert ChannelPlan.objects.get().read_at == NOW


def test_names_with_signs_stay_names_and_empty_lines_are_left_out(line: Standin) -> None:
    people = chatting.friends("hana")
    hostile = '{"type":"bubble"} {{ customer.rank }} "𠮷" 葛󠄀城 🌸\r\nX-Evil: 1'
    words = {
        "subject": "{{ event.note }}",
        "blocks": [
            {"kind": "heading", "text": "{{ event.note }}"},
            {"kind": "text", "text": "{{ event.nothing | default: '' }}"},
        ],
    }
    message = world.send([world.wish(people["hana"], chatting.version(words), context={"note": hostile})])[
        people["hana"]
    ]
    [arrived] = line.arrived
    assert (message.state, _texts(arrived.messages)) == (
        "sent",
        [hostile.replace("\r", ""), "花店株式会社", "配信を停止する"],
    )


def test_what_line_would_not_take_is_not_sent_at_all(line: Standin) -> None:
    people = chatting.friends("hana")
    words = {"subject": "長い", "blocks": [{"kind": "heading", "text": "{{ event.long }}"}]}
    said = chatting.version(words)
    message = world.send([world.wish(people["hana"], said, context={"long": "あ" * 2_001})])[people["hana"]]
    assert (message.state, message.reason, message.error, len(line.calls)) == (
        "dropped",
        "content",
        "content: line part",
        0,
    )
