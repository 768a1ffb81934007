# SPDX-License-Identifier: Apache-2.0
"""From the wish to the mailbox: once, with the verdicts, with what the law wants, and nothing for whoever said no."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from omotenashi.base.outbox.models import Event
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Allowance, AllowanceUse, Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.insight import queries as insight
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import Suppression
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
NOW = world.NOW


def test_a_mail_arrives_with_the_name_the_sender_and_the_way_out(settings: Any) -> None:
    world.house()
    people = world.people("hana")
    with world.server(settings) as sink:
        sent = world.send([world.wish(people["hana"], world.version())])
    mail = message_from_bytes(sink.mails[0], policy=default)
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert (sink.to, mail["Subject"]) == (["hana@mail.example"], "hanaへ")
    assert mail["From"] == "花店 <news@hana.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://hana.example/my/u/")
    assert [line in text and line in html for line in world.LEGAL.values()] == [True, True, True]
    message = sent[people["hana"]]
    assert [(step["step"], step["outcome"]) for step in message.decision] == [
        ("consent", "pass"), ("pause", "pass"), ("topic", "pass"), ("truth", "pass"), ("holdout", "pass"), ("quiet", "pass"),
        ("allowance", "pass"),
    ]  # fmt: skip
    assert (message.state, message.provider_id) == ("sent", mail["Message-ID"])
    assert Event.objects.filter(name="messaging.MessageSent").count() == 1


def test_whoever_did_not_agree_gets_nothing_and_the_reason_is_kept(settings: Any) -> None:
    world.house()
    people = world.people("no", agrees=False) | world.people("yes", "stopped")
    consent.suppress(contact_point=world.point("stopped"), reason="complaint", now=NOW)
    said = world.version()
    with world.server(settings) as sink:
        sent = world.send([world.wish(person, said) for person in people.values()])
    assert sink.to == ["yes@mail.example"]
    assert {name: sent[person].reason for name, person in people.items()} == {
        "no": "missing", "stopped": "suppressed", "yes": "",
    }  # fmt: skip


def test_a_wish_that_comes_twice_is_one_message() -> None:
    world.house()
    people = world.people("hana")
    said = world.version()
    first = messaging.intend([world.wish(people["hana"], said)])
    assert (first, messaging.intend([world.wish(people["hana"], said)])) == (1, 0)


def test_consent_withdrawn_between_the_verdict_and_the_sending_stops_the_mail(settings: Any) -> None:
    world.house()
    people = world.people("hana")
    messaging.intend([world.wish(people["hana"], world.version())])
    messaging.judge(now=NOW)
    assert Message.objects.get().state == "queued"
    consent.withdraw(
        contact_point=world.point("hana"), purpose="marketing", source="test", now=NOW, proof=Proof(form="test")
    )
    with world.server(settings) as sink:
        messaging.transmit(now=NOW)
    message = Message.objects.get()
    assert (sink.to, message.state, message.reason) == ([], "dropped", "withdrawn")
    assert (AllowanceUse.objects.count(), [one.used for one in Allowance.objects.all()]) == (0, [0, 0])


def test_the_second_message_of_a_day_finds_no_room_and_the_order_mail_always_does() -> None:
    world.house()
    people = world.people("hana")
    said, order = world.version(), world.version(key="order", purpose="order")
    wishes = [
        world.wish(people["hana"], said, key="later", priority=1),
        world.wish(people["hana"], said, key="first", priority=5),
        world.wish(people["hana"], order, key="order"),
    ]
    world.send(wishes)
    assert {message.idem_key: (message.state, message.reason) for message in Message.objects.all()} == {
        "first": ("sent", ""), "later": ("dropped", "outranked"), "order": ("sent", ""),
    }  # fmt: skip
    world.send(
        [world.wish(people["hana"], said, key="tomorrow", at=NOW + timedelta(days=1))], now=NOW + timedelta(days=1)
    )
    assert Message.objects.get(idem_key="tomorrow").state == "sent"


def test_at_night_a_message_waits_for_the_morning_of_its_reader() -> None:
    world.house()
    people = world.people("hana")
    night = NOW.replace(hour=13)
    world.send([world.wish(people["hana"], world.version(), at=night)], now=night)
    message = Message.objects.get()
    assert (message.state, message.reason) == ("held", "quiet")
    assert timedelta() <= message.due_at - night.replace(hour=23) < timedelta(minutes=30)  # type: ignore[operator]
    world.send([], now=night + timedelta(hours=11))
    assert Message.objects.get().state == "sent"


def test_a_missing_name_without_a_fallback_drops_the_message_and_gives_its_room_back() -> None:
    world.house()
    people = world.people("hana")
    blank = {**world.WORDS, "subject": "{{ customer.rank }}の方へ"}
    message = world.send([world.wish(people["hana"], world.version(blank))])[people["hana"]]
    assert (message.state, message.reason, message.error) == (
        "dropped",
        "content",
        "content: customer.rank is undefined",
    )
    assert AllowanceUse.objects.count() == 0


def test_without_a_sender_block_no_advertising_leaves() -> None:
    world.house()
    places.set_brand(colour="", legal={"seller": "花店株式会社"}, privacy="", now=NOW)
    people = world.people("hana")
    message = world.send([world.wish(people["hana"], world.version())])[people["hana"]]
    assert (message.state, message.error) == ("dropped", "content: sender")


def test_an_unknown_user_is_never_written_to_again(settings: Any) -> None:
    world.house()
    people = world.people("gone", "full")
    said = world.version()
    with world.server(settings) as sink:
        sink.answers = {"gone@mail.example": "550 5.1.1 nobody here", "full@mail.example": "452 4.2.2 mailbox full"}
        sent = world.send([world.wish(person, said) for person in people.values()])
    assert {name: sent[person].state for name, person in people.items()} == {"gone": "failed", "full": "queued"}
    assert list(Suppression.objects.values_list("reason", "scope")) == [("unknown_user", "all")]


def test_what_a_dead_worker_held_is_unknown_and_is_not_sent_again(settings: Any) -> None:
    world.house()
    people = world.people("hana")
    said, order = world.version(), world.version(key="order", purpose="order")
    messaging.intend([world.wish(people["hana"], said), world.wish(people["hana"], order, key="order")])
    messaging.judge(now=NOW)
    messaging.claim(now=NOW)
    later = NOW + timedelta(minutes=11)
    messaging.give_up(now=later)
    with world.server(settings) as sink:
        world.send([], now=later)
    states = dict(Message.objects.values_list("purpose_id", "state"))
    assert (states, len(sink.to)) == ({"marketing": "unknown", "order": "sent"}, 1)


def test_stop_holds_everything_back_and_start_judges_it_anew() -> None:
    world.house()
    people = world.people("hana")
    messaging.intend([world.wish(people["hana"], world.version())])
    messaging.judge(now=NOW)
    messaging.stop(by="hq", now=NOW)
    assert messaging.transmit(now=NOW) == 0
    messaging.start(now=NOW)
    assert Message.objects.get().state == "held"
    world.send([], now=NOW)
    assert Message.objects.get().state == "sent"


def test_the_held_out_hear_nothing_and_both_sides_are_noted() -> None:
    world.house(holdout=True)
    people = world.people(*(f"p{number}" for number in range(60)))
    held = insight.held_out(persons=list(people.values()), now=NOW)
    said = world.version()
    sent = world.send([world.wish(person, said) for person in people.values()])
    assert {person for person, message in sent.items() if message.reason == "held_out"} == held
    arms = insight.arms_of(experiment=insight.HOLDOUT, persons=list(people.values()), now=NOW)
    assert {person for person, arm in arms.items() if arm == insight.HELD_OUT} == held


def test_a_signature_is_one_that_the_library_accepts(settings: Any) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.DKIM_KEY = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    settings.DKIM_DOMAIN = "hana.example"
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    record = "v=DKIM1; k=rsa; p=" + "".join(public.splitlines()[1:-1])
    world.house()
    people = world.people("hana")
    hostile = {**world.WORDS, "subject": "𠮷野家\u00a0葛󠄀城 '髙' 🌸" * 4}
    with world.server(settings) as sink:
        world.send([world.wish(people["hana"], world.version(hostile))])
    assert dkim.verify(sink.mails[0], dnsfunc=lambda *_, **__: record.encode()) is True
    assert (
        dkim.verify(sink.mails[0].replace(b"To: hana", b"To: nana"), dnsfunc=lambda *_, **__: record.encode()) is False
    )
