# SPDX-License-Identifier: Apache-2.0
"""Short texts: paid by the part, short addresses of our own, who sends and the way out in each, and one word that stops."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.channels.sms import facts, standin
from omotenashi.engagement.messaging.models import Heard, Message, MessageEvent, Pool, ShortLink
from omotenashi.engagement.messaging.rules import shorts
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import Suppression
from omotenashi.people.consent.queries.verdicts import allows
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint

TOKEN, WHERE = "token-of-tests", "https://hana.example/sms/webhook/"
WORDS = {**world.WORDS, "short": "春の花が届きました。"}
MOBILE, LANDLINE = "+819012345678", "+81312345678"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, 0, True)), ("a" * 160, (160, 1, True)), ("a" * 161, (161, 2, True)), ("[" * 80, (160, 1, True)),
        ("a" * 306, (306, 2, True)), ("a" * 307, (307, 3, True)), ("a" * 152 + "[" * 77, (306, 3, True)),
        ("あ" * 70, (70, 1, False)), ("あ" * 71, (71, 2, False)), ("𠮷" * 35, (70, 1, False)), ("𠮷" * 67, (134, 3, False)),
        ("é€", (3, 1, True)), ("あ", (1, 1, False)),
    ],
)  # fmt: skip
def test_parts_are_counted_as_they_are_paid(text: str, expected: tuple[int, int, bool]) -> None:
    parts = shorts.parts_of(text)
    assert (parts.units, parts.count, parts.is_gsm) == expected


@given(st.text(max_size=700))
def test_no_text_needs_fewer_parts_than_its_places(text: str) -> None:
    parts = shorts.parts_of(text)
    alone, each = (160, 153) if parts.is_gsm else (70, 67)
    least = 0 if not text else 1 if parts.units <= alone else -(-parts.units // each)
    assert least <= parts.count <= least + 1 + parts.units // each // 10


@pytest.mark.parametrize(
    ("text", "stops"),
    [("STOP", True), (" ｓｔｏｐ。", True), ("停止", True), ("配信停止！", True), ("止めないで", False), ("", False)],
)
def test_one_word_stops_in_the_forms_in_which_phones_write_it(text: str, stops: bool) -> None:
    assert shorts.is_stop(text) is stops


@pytest.fixture
def sms(settings: Any, db: None) -> Iterator[standin.Standin]:
    """A stand-in of the company, with keys."""
    del db
    world.house()
    account = standin.Standin("AC1", TOKEN)
    with standin.standing_in(account) as address:
        settings.CHANNEL_KEYS = {"sms": {"account": "AC1", "token": TOKEN, "sender": "+815000000000"}}
        settings.SMS_API = address
        ports.channel.cache_clear()
        yield account
    ports.channel.cache_clear()


def _person(number: str = MOBILE) -> Any:
    record = CustomerRecord(identifiers=(Identifier("phone", number),), fields={"name": "花"}, observed_at=world.NOW)
    [outcome] = customers.register([record], source="test", now=world.NOW)
    consent.give(
        contact_point=_point(number), purpose="marketing", source="test", now=world.NOW, proof=Proof(form="test")
    )
    return outcome.person_id


def _point(number: str = MOBILE) -> ContactPoint:
    return ContactPoint.objects.get(channel="sms", node__value=number)


def _send(person: Any, words: Any = WORDS) -> Message:
    draft = messaging.draft(key="text", name="春", content=words, channels=("sms",), now=world.NOW)
    return world.send([world.wish(person, messaging.publish(draft.pk, now=world.NOW))])[person]


def _hear(form: dict[str, str], *, token: str = TOKEN) -> int:
    headers = {"X-Twilio-Signature": facts.sign(WHERE, form, token)}
    answer = Client().post(
        "/sms/webhook/", urlencode(form), content_type="application/x-www-form-urlencoded", headers=headers
    )
    while messaging.work_off(now=world.NOW):
        pass
    return answer.status_code


def test_a_text_carries_who_writes_and_short_addresses_and_costs_its_parts(sms: standin.Standin) -> None:
    message = _send(_person())
    [(to, text)] = sms.arrived
    link, way_out = (ShortLink.objects.get(link=link).code for link in (0, None))
    assert (to, text) == (
        MOBILE, f"春の花が届きました。\nhttps://hana.example/s/{link}\n花店株式会社\n配信を停止する https://hana.example/s/{way_out}",
    )  # fmt: skip
    assert (message.state, message.cost, bool(message.provider_id)) == ("sent", 20, True)


def test_a_short_address_counts_the_click_and_leads_on_and_the_other_leads_out(sms: standin.Standin) -> None:
    message = _send(_person())
    link, way_out = (ShortLink.objects.get(link=link).code for link in (0, None))
    client = Client(headers={"user-agent": "Mozilla/5.0 (iPhone)"})
    answers = [client.get(f"/s/{code}") for code in (link, way_out, "AAAAAAAA")]
    assert ([one.status_code for one in answers], answers[0]["Location"]) == (
        [302, 302, 404],
        "https://hana.example/spring",
    )
    assert client.get(answers[1]["Location"]).status_code == 200
    assert list(message.events.values_list("kind", "actor", "link")) == [("clicked", "human", 0)]


def test_one_word_back_stops_all_advertising_there(sms: standin.Standin) -> None:
    message = _send(_person())
    form = {"MessageSid": "SMback", "From": MOBILE, "To": "+815000000000", "Body": "ＳＴＯＰ"}
    assert (_hear(form, token="another"), Heard.objects.count()) == (401, 0)
    assert (_hear(form), _hear(form), Heard.objects.count()) == (200, 200, 1)
    assert allows(contact_point=_point(), purpose="marketing", now=world.NOW).allowed is False
    assert list(message.events.values_list("kind", "actor")) == [("replied", "human")]


def test_news_of_a_text_are_kept_with_it(sms: standin.Standin) -> None:
    message = _send(_person())
    for status, code in (("sent", ""), ("delivered", ""), ("undelivered", "30005")):
        _hear({"MessageSid": message.provider_id, "MessageStatus": status, "To": MOBILE, "ErrorCode": code})
    assert sorted(MessageEvent.objects.values_list("kind", flat=True)) == ["bounced", "delivered"]
    assert list(Suppression.objects.values_list("reason", "scope")) == [("hard_bounce", "all")]


def test_a_landline_costs_nothing_and_a_refusing_number_is_not_asked_again(sms: standin.Standin) -> None:
    message = _send(_person(LANDLINE))
    assert (message.state, message.error, len(sms.arrived), Suppression.objects.get().reason) == (
        "failed", "not a mobile phone", 0, "unknown_user",
    )  # fmt: skip
    sms.faults = {MOBILE: 21610}
    other = world.send([world.wish(_person(), message.template_version, key="other")])
    told = {one.idem_key: one.state for one in other.values()}
    assert (told["other"], Suppression.objects.filter(reason="unsubscribed").count()) == ("failed", 1)


def test_a_lost_answer_is_not_asked_for_again_because_there_is_no_key(sms: standin.Standin) -> None:
    sms.broken = ["lost"]
    assert (_send(_person()).state, len(sms.arrived)) == ("unknown", 1)


def test_without_a_short_text_nothing_goes(sms: standin.Standin) -> None:
    message = _send(_person(), world.WORDS)
    assert (message.state, message.error, len(sms.arrived)) == ("dropped", "content: short", 0)


def test_a_preview_shows_the_text_as_it_is_paid(sms: standin.Standin) -> None:
    said = queries.preview(queries.read(WORDS), purpose="marketing")
    assert said.short.splitlines()[1:] == [
        "https://hana.example/s/AbCd1234",
        "花店株式会社",
        "配信を停止する https://hana.example/s/EfGh5678",
    ]


def test_what_was_judged_while_the_channel_was_being_stopped_is_not_taken(sms: standin.Standin) -> None:
    draft = messaging.draft(key="text", name="春", content=WORDS, channels=("sms",), now=world.NOW)
    messaging.intend([world.wish(_person(), messaging.publish(draft.pk, now=world.NOW))])
    messaging.judge(now=world.NOW)
    # As another worker sees it that began before the stop and queues its verdict after it.
    Pool.objects.create(channel="sms", stopped_at=world.NOW, stopped_why="hand")
    assert (messaging.claim(now=world.NOW), Message.objects.get().state) == ([], "queued")
    Pool.objects.all().delete()
    assert len(messaging.claim(now=world.NOW)) == 1
    assert list(sms.arrived) == []
