# SPDX-License-Identifier: Apache-2.0
"""A message may wait in a place of ours: judged by the same gate, counted the same, shown, answered once, and over in time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Allowance, Message, MessageEvent, Showing
from omotenashi.engagement.messaging.rules import places
from omotenashi.engagement.messaging.tests import world
from omotenashi.engagement.messaging.tests.world import NOW
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier

pytestmark = pytest.mark.django_db
BOTH = ("site", "till")


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    world.house()


def _member(name: str, *, agrees: bool = True) -> UUID:
    """Register somebody with a member card."""
    person = world.people(name, agrees=agrees)[name]
    keys = (Identifier("email", f"{name}@mail.example"), Identifier("member_no", f"8000000000{len(name):02}"))
    customers_record = CustomerRecord(identifiers=keys, fields={"name": name}, observed_at=NOW)
    registrations.register([customers_record], source="test", now=NOW)
    return person


def _waits(person: UUID, *, now: datetime = NOW, **changes: Any) -> Message:
    wish = world.wish(person, world.version(), channels=BOTH, **changes)
    messaging.intend([wish])
    messaging.judge(now=now)
    messaging.transmit(now=now)
    return Message.objects.get()


def _offered(person: UUID, place: str = "", *, now: datetime = NOW) -> list[dict[str, Any]]:
    nodes = [node.pk for node in customers.nodes_of(person)]
    return [one.face for one in queries.offered(nodes, now=now, place=place)]


def _kinds() -> list[tuple[str, str, str]]:
    return list(MessageEvent.objects.order_by("id").values_list("kind", "actor", "evidence"))


def test_what_waits_says_the_same_thing_on_the_site_and_at_the_till() -> None:
    hana = _member("hana")
    message = _waits(hana)
    assert (message.state, message.reason, message.showing.places) == ("held", "to_show", ["site", "till"])
    assert _offered(hana, "till") == [{"text": "hanaへ", "headline": "hanaへ", "parts": []}]
    layer = {
        "title": "hanaへ", "text": "春の花が届きました。", "picture": "", "alt": "", "label": "見る",
        "href": "https://hana.example/spring", "parts": [],
    }  # fmt: skip
    assert _offered(hana, "site") == [layer]
    assert (message.due_at, message.expires_at) == (NOW + places.LIFE, NOW + places.LIFE)


def test_told_at_the_till_it_is_gone_from_the_site_and_counts_as_seen_by_a_human() -> None:
    hana = _member("hana")
    message = _waits(hana)
    assert messaging.answer(message.pk, messaging.TOLD, place="till", now=NOW) is True
    assert (_offered(hana, "site"), _offered(hana, "till"), _offered(hana)) == ([], [], [])
    message.refresh_from_db()
    assert (message.state, message.channel, message.sent_at) == ("sent", "till", NOW)
    assert _kinds() == [("opened", "human", "till"), ("told", "human", "till")]
    results = queries.results_of(["spring"])["spring"]
    assert (dict(results.states), results.opened, results.clicked) == ({"sent": 1}, 1, 0)
    assert messaging.answer(message.pk, messaging.CLICKED, place="site", now=NOW) is False
    assert MessageEvent.objects.count() == 2


def test_seen_on_the_site_it_has_gone_once_and_clicked_it_counts_as_a_click() -> None:
    hana = _member("hana")
    message = _waits(hana)
    assert (messaging.show([message.pk], now=NOW), messaging.show([message.pk], now=NOW)) == (1, 0)
    message.refresh_from_db()
    assert (message.state, message.channel, len(_offered(hana, "till"))) == ("sent", "site", 1)
    later = NOW + timedelta(hours=1)
    assert messaging.answer(message.pk, messaging.CLICKED, place="site", now=later, link="https://hana.example/spring")
    results = queries.results_of(["spring"])["spring"]
    assert (results.states["sent"], results.opened, results.clicked) == (1, 1, 1)
    assert _offered(hana, "till") == []


def test_not_now_leaves_in_peace_at_the_till_for_today_and_waits_on_the_site() -> None:
    hana = _member("hana")
    message = _waits(hana)
    assert messaging.put_off(message.pk, now=NOW) is True
    assert (len(_offered(hana, "site")), len(_offered(hana, "till"))) == (1, 0)
    assert len(_offered(hana, "till", now=NOW + places.LATER)) == 1


def test_it_is_counted_in_the_same_allowance_and_given_back_when_nobody_came_by() -> None:
    hana = _member("hana")
    messaging.set_cap(window="week", most=1, now=NOW)
    message = _waits(hana, expires_at=NOW + timedelta(days=2))
    assert set(Allowance.objects.values_list("used", flat=True)) == {1}
    messaging.intend([world.wish(hana, world.version(key="two"), key="two")])
    messaging.judge(now=NOW)
    assert Message.objects.get(idem_key="two").reason == "capped"
    messaging.judge(now=NOW + timedelta(days=2))
    message.refresh_from_db()
    assert (message.state, message.reason) == ("dropped", "too_late")
    assert set(Allowance.objects.values_list("used", flat=True)) == {0}
    assert _offered(hana, now=NOW + timedelta(days=2)) == []
    assert messaging.answer(message.pk, messaging.TOLD, place="till", now=NOW + timedelta(days=3)) is False


def test_consent_taken_back_or_a_pause_hides_what_waits() -> None:
    hana = _member("hana")
    _waits(hana)
    messaging.pause(node_id=hana, reason="complaint", by="test", key="p", now=NOW)
    assert _offered(hana) == []
    messaging.resume(key="p", now=NOW)
    assert len(_offered(hana)) == 1
    proof = Proof(form="test")
    consent.withdraw(contact_point=world.point("hana"), purpose="marketing", source="test", now=NOW, proof=proof)
    assert _offered(hana) == []


def test_the_stop_of_all_advertising_holds_in_places_of_ours() -> None:
    hana = _member("hana")
    _waits(hana)
    messaging.stop(by="test", now=NOW)
    assert _offered(hana) == []


def test_whoever_never_agreed_is_not_spoken_to() -> None:
    message = _waits(_member("hana", agrees=False))
    assert (message.state, message.reason, Showing.objects.count()) == ("dropped", "missing", 0)


def test_without_a_card_the_till_alone_can_say_it_and_at_night_it_waits_all_the_same() -> None:
    hana = world.people("hana")["hana"]
    night = NOW + timedelta(hours=13)
    message = _waits(hana, now=night)
    assert (message.channel, message.state, message.reason) == ("till", "held", "to_show")
    assert len(_offered(hana, "till", now=night)) == 1


def test_where_the_site_is_no_way_the_next_channel_is_taken() -> None:
    hana = world.people("hana")["hana"]
    messaging.intend([world.wish(hana, world.version(), channels=("site", "email"))])
    messaging.judge(now=NOW)
    assert (Message.objects.get().channel, Message.objects.get().state) == ("email", "queued")


@pytest.mark.parametrize(
    ("kind", "own", "personal", "news", "expected"),
    [
        ("transactional", [], [], [], (True, "needed")),
        ("marketing", ["granted"], [], ["granted"], (True, "granted")),
        ("marketing", [], ["granted"], ["missing"], (True, "granted")),
        ("marketing", ["granted"], ["denied"], ["granted"], (False, "denied")),
        ("marketing", ["granted"], ["missing"], ["granted"], (True, "granted")),
        ("marketing", ["suppressed"], ["granted"], [], (False, "suppressed")),
        ("marketing", [], ["expired"], ["granted"], (False, "expired")),
        ("marketing", [], [], [], (False, "missing")),
    ],
)
def test_one_refusal_outweighs_every_yes(
    kind: str, own: list[str], personal: list[str], news: list[str], expected: tuple[bool, str]
) -> None:
    assert places.may(kind, own=own, personal=personal, news=news) == expected
