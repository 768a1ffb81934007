# SPDX-License-Identifier: Apache-2.0
"""What comes back counts once and for whom it speaks of: the address, a full mailbox, or us; a new sender grows by a plan."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message, MessageEvent, Pace, Pool
from omotenashi.engagement.messaging.queries import pools
from omotenashi.engagement.messaging.rules import returns, warming
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent.models import Suppression
from omotenashi.people.consent.queries.verdicts import allows

pytestmark = pytest.mark.django_db
BASE = "bounces@hana.example"
_DSN = """From: MAILER-DAEMON@mx.example
To: <{to}>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

Sorry.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; hana@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--x
Content-Type: text/rfc822-headers

Message-ID: <{message}@hana.example>
Subject: spring

--x--
"""
_ARF = """From: feedback@mailbox.example
To: abuse@hana.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="y"

--y
Content-Type: text/plain

This is an email abuse report.
--y
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--y
Content-Type: message/rfc822

From: news@hana.example
Message-ID: <{message}@hana.example>
Subject: spring

hello
--y--
"""


@pytest.fixture(autouse=True)
def _house() -> None:
    world.house()


def _sent(*names: str) -> list[Message]:
    people = world.people(*names)
    said = world.version()
    found = world.send([world.wish(person, said) for person in people.values()])
    return [found[person] for person in people.values()]


def _dsn(
    message: Message,
    status: str = "5.1.1",
    *,
    action: str = "failed",
    to: str = "",
    said: str = "550 no such user hana@mail.example",
) -> bytes:
    to = to or pools.return_address(message.pk, base=BASE)
    return (
        _DSN.format(to=to, action=action, status=status, said=said, message=message.pk.hex)
        .replace("\n", "\r\n")
        .encode()
    )


def _bring(raw: bytes, *, key: str = "") -> int:
    client = Client(headers={"authorization": f"Bearer {key or pools.door_key()}"})
    answer = client.post("/mail/bounces/", raw, content_type="message/rfc822")
    while messaging.work_off(now=world.NOW + timedelta(minutes=1)):
        pass
    return answer.status_code


@pytest.mark.parametrize(
    ("text", "status", "meaning"),
    [
        ("550 5.1.1 <a@b.jp> user unknown", "5.1.1", returns.HARD), ("550 Unknown user a@b.jp", "5.1.1", returns.HARD),
        ("552 5.2.2 mailbox full", "5.2.2", returns.SOFT), ("452 4.2.2 over quota", "4.2.2", returns.SOFT),
        ("554 5.7.1 blocked by policy", "5.7.1", returns.POLICY), ("421 4.7.0 try later", "4.7.0", returns.LATER),
        ("451 greylisted", "4.0.0", returns.LATER), ("554 refused", "5.0.0", returns.SOFT), ("connection reset", "", returns.SOFT),
    ],
)  # fmt: skip
def test_an_answer_speaks_of_the_address_of_its_fullness_or_of_us(text: str, status: str, meaning: str) -> None:
    assert (returns.status_of(text), returns.meaning(status)) == (status, meaning)


def test_a_report_is_read_and_says_nobodys_address() -> None:
    message = Message()
    read = returns.read(_dsn(message, to="x@y.example"))
    assert (read.kind, read.status, read.said, len(read.message), read.mark) == (
        "bounced",
        "5.1.1",
        "550 no such user …",
        32,
        "",
    )
    assert returns.read(b"Subject: away\r\n\r\nI am on holiday.").kind == returns.OTHER
    assert returns.read(_ARF.format(message=message.pk.hex).encode()).kind == returns.COMPLAINED


def test_a_hard_bounce_closes_the_address_and_the_message_says_so_once() -> None:
    [message] = _sent("hana")
    answers = [_bring(_dsn(message)), _bring(_dsn(message)), _bring(_dsn(message), key="guessed")]
    message.refresh_from_db()
    assert (answers, message.state, message.reason) == ([204, 204, 401], "failed", "bounced")
    assert list(Suppression.objects.values_list("reason", "scope", "by")) == [("hard_bounce", "all", "bounce")]
    assert list(MessageEvent.objects.values_list("kind", "evidence")) == [("bounced", "5.1.1 550 no such user …")]


def test_the_mark_in_the_address_is_ours_or_nothing_follows() -> None:
    first, second = _sent("hana", "ken")
    forged = pools.return_address(first.pk, base=BASE).replace(first.pk.hex, second.pk.hex)
    _bring(_dsn(second, to=forged))
    assert (Suppression.objects.count(), MessageEvent.objects.count()) == (0, 0)


def test_a_full_mailbox_ends_advertising_the_third_time_in_thirty_days() -> None:
    person = world.people("hana")["hana"]
    said, counts = world.version(), []
    for turn in range(3):
        world.send(
            [world.wish(person, said, key=f"turn {turn}", at=world.NOW + timedelta(days=turn))],
            now=world.NOW + timedelta(days=turn),
        )
        _bring(_dsn(Message.objects.get(idem_key=f"turn {turn}"), "5.2.2", said="552 mailbox full"))
        counts.append(list(Suppression.objects.values_list("scope", flat=True)))
    assert counts == [[], [], ["marketing"]]


def test_a_refusal_of_us_stops_us_and_no_address() -> None:
    messages = _sent(*(f"p{n}" for n in range(returns.POLICIES)))
    for message in messages[:-1]:
        _bring(_dsn(message, "5.7.1", said="554 5.7.1 blocked"))
    before = pools.stopped()
    _bring(_dsn(messages[-1], "5.7.1", said="554 5.7.1 blocked"))
    pool = Pool.objects.get()
    assert (before, pool.stopped_why, Suppression.objects.count()) == ({}, "policy", 0)


def test_a_complaint_ends_advertising_there_at_once_and_many_stop_it_all() -> None:
    messages = _sent("hana", "ken", "yui", "ran")
    states = []
    for message in messages[:3]:
        _bring(_ARF.format(message=message.pk.hex).replace("\n", "\r\n").encode())
        states.append(pools.CHANNEL in pools.stopped())
    assert (states, Pool.objects.get().stopped_why) == ([False, False, True], "complaints")
    assert [
        bool(allows(contact_point=world.point(name), purpose="marketing", now=world.NOW)) for name in ("hana", "ran")
    ] == [False, True]
    assert set(Suppression.objects.values_list("reason", "scope")) == {("complaint", "marketing")}
    assert set(MessageEvent.objects.values_list("kind", "actor")) == {("complained", "human")}


@pytest.mark.parametrize(
    ("complaints", "sent", "stops"),
    [(2, 10, False), (3, 1_000, True), (3, 1_001, False), (29, 10_000, False), (30, 10_000, True)],
)
def test_three_in_a_thousand_are_too_many(complaints: int, sent: int, stops: bool) -> None:
    assert returns.is_unwanted(complaints, sent=sent) is stops


def test_what_is_stopped_waits_with_its_reason_and_order_mails_go_on() -> None:
    people = world.people("hana", "ken")
    messaging.stop_pool("hand", now=world.NOW)
    advertising, order = world.version(), world.version(key="order", purpose="order")
    found = world.send([world.wish(people["hana"], advertising), world.wish(people["ken"], order, campaign="")])
    held = found[people["hana"]]
    assert [(one.state, one.reason) for one in (held, found[people["ken"]])] == [("held", "pool"), ("sent", "")]
    assert held.decision[-1] == {"step": "pool", "outcome": "hold", "reason": "pool", "evidence": "hand"}
    messaging.start_pool(now=world.NOW)
    world.send([])
    held.refresh_from_db()
    assert held.state == "sent"


def test_what_a_mail_server_says_at_once_counts_as_a_report_does(settings: Any) -> None:
    settings.RETURN_ADDRESS = BASE
    with world.server(settings) as sink:
        sink.answers = {"ken@mail.example": "550 5.1.1 no such user", "yui@mail.example": "554 5.7.1 blocked"}
        hana, ken, yui = _sent("hana", "ken", "yui")
    assert [one.state for one in (hana, ken, yui)] == ["sent", "failed", "failed"]
    assert sink.senders == [pools.return_address(hana.pk, base=BASE)]
    assert list(Suppression.objects.values_list("reason", flat=True)) == ["unknown_user"]
    assert (len(Pool.objects.get().policies), MessageEvent.objects.filter(kind="bounced").count()) == (1, 2)


def test_a_new_sender_grows_by_its_plan_and_is_free_after_it() -> None:
    began = date(2026, 3, 1)
    days = [warming.ceiling(began, day=began + timedelta(days=at)) for at in (-1, 0, 1, 14, 15)]
    assert (days, list(warming.PLAN) == sorted(warming.PLAN)) == ([200, 200, 400, 100_000, None], True)


def test_the_ceiling_of_today_is_kept_to_and_lifted_when_the_plan_is_over() -> None:
    today = date(2026, 3, 4)
    messaging.warm_up(began=today, now=world.NOW)
    first = Pace.objects.get(channel="email", domain="").most
    messaging.refresh_pools(now=world.NOW + timedelta(days=2))
    third = Pace.objects.get(channel="email", domain="").most
    messaging.refresh_pools(now=world.NOW + timedelta(days=15))
    left = list(Pace.objects.filter(channel="email", domain="docomo.ne.jp").values_list("most", "seconds"))
    assert (first, third, Pace.objects.filter(domain="").count(), left) == (200, 600, 0, [(50, 60)])
    assert Pool.objects.get().warming_from is None


def test_what_does_not_fit_under_the_ceiling_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "PLAN", (1, 2))
    messaging.warm_up(began=date(2026, 3, 4), now=world.NOW)
    states = sorted((one.state, one.reason) for one in _sent("hana", "ken"))
    assert states == [("queued", "pace"), ("sent", "")]
