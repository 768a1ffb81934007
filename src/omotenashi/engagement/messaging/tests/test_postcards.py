# SPDX-License-Identifier: Apache-2.0
"""Cards: one a household, only to addresses that can be found, batches made once, what came back and what was answered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.actions import erase, judge, postcards, transmit
from omotenashi.engagement.messaging.models import Message, PostPiece, PrintBatch
from omotenashi.engagement.messaging.queries import postcards as cards
from omotenashi.engagement.messaging.queries import quotas
from omotenashi.engagement.messaging.rules import postal
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import Suppression
from omotenashi.people.consent.queries.verdicts import allows
from omotenashi.people.customers.actions import addresses, households
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint, NodePerson

HOME = {"postal_code": "1500001", "prefecture": "東京都", "city": "渋谷区", "address": "神宮前1-2-3 花ビル405"}
AWAY = {"postal_code": "2310023", "prefecture": "神奈川県", "city": "横浜市中区", "address": "山下町10-2"}
WORDS = {
    "subject": "春のお知らせ",
    "blocks": [
        {"kind": "heading", "text": '{{ customer.name | default: "お客さま" }}へ'},
        {"kind": "button", "label": "見る", "href": "https://hana.example/spring"},
    ],
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house() -> None:
    world.house()


def _person(name: str, fields: Mapping[str, str] = HOME, *, agrees: bool = True) -> UUID:
    record = CustomerRecord(
        identifiers=(Identifier("email", f"{abs(hash(name))}@mail.example"),),
        fields={"name": name, **fields},
        observed_at=world.NOW,
    )
    [outcome] = customers.register([record], source="test", now=world.NOW)
    assert outcome.person_id is not None
    point = addresses.reach([outcome.person_id], now=world.NOW)[outcome.person_id]
    if agrees:
        consent.give(contact_point=point, purpose="marketing", source="test", now=world.NOW, proof=Proof(form="test"))
    return outcome.person_id


def _point(person: UUID) -> ContactPoint:
    return addresses.reach([person], now=world.NOW)[person]


def _send(*persons: UUID, key: str = "card", now: Any = world.NOW) -> dict[UUID, Message]:
    draft = messaging.draft(key=key, name="春", content=WORDS, channels=("post",), now=world.NOW)
    version = messaging.publish(draft.pk, now=world.NOW)
    wishes = [world.wish(person, version, key=f"{key}:{person}", at=now) for person in persons]
    messaging.intend(wishes)
    while judge(now=now) + transmit(now=now):
        pass
    return {one.node_id: one for one in Message.objects.filter(idem_key__startswith=f"{key}:")}


def _posted(*persons: UUID, key: str = "card") -> list[PostPiece]:
    messages = _send(*persons, key=key)
    batch = PrintBatch.objects.get(pieces__message=messages[persons[0]])
    postcards.make(batch.pk, by="test", now=world.NOW)
    postcards.post(batch.pk, by="test", now=world.NOW)
    return [PostPiece.objects.get(message=messages[person]) for person in persons]


def test_a_card_lies_in_the_batch_with_address_bars_and_code() -> None:
    person = _person("佐藤 花子")
    message = _send(person)[person]
    [card] = cards.cards(PrintBatch.objects.get())
    assert (message.state, message.channel, message.cost) == ("sent", "post", 85)
    assert (card.name, card.postal_code, card.lines, card.characters[:20], len(card.bars)) == (
        "佐藤 花子 様", "1500001", ("東京都渋谷区神宮前1-2-3", "花ビル405"), "15000011-2-3-405[CC4", 67,
    )  # fmt: skip
    assert [dict(one) for one in card.blocks] == [
        {"kind": "heading", "text": "佐藤 花子へ"},
        {"kind": "button", "label": "見る", "href": "https://hana.example/spring"},
    ]
    assert card.link == f"https://hana.example/s/{card.code}"


def test_without_a_yes_for_the_post_no_card_goes() -> None:
    person = _person("佐藤 花子", agrees=False)
    message = _send(person)[person]
    assert (message.state, message.reason, PostPiece.objects.count()) == ("dropped", "missing", 0)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"postal_code": ""}, "no_postal_code"), ({"postal_code": "600001"}, "lost_zero"), ({"postal_code": "15-1"}, "bad_postal_code"),
        ({"postal_code": "9999999"}, "unknown_postal_code"), ({"address": ""}, "no_address"),
        ({"prefecture": "大阪府", "city": "大阪市北区"}, "other_prefecture"), ({"address": "神宮前"}, "no_number"),
        ({"address": "神宮前1-2-3 " + "あ" * 90}, "too_long"), ({"address": "神宮前一丁目二番三号"}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_an_address_that_finds_nobody_says_why(changes: dict[str, str], fault: str) -> None:
    assert cards.fault_of({"name": "佐藤 花子", **HOME, **changes}) == fault


def test_who_has_no_address_is_told_and_costs_nothing() -> None:
    person = _person("佐藤 花子", {**HOME, "postal_code": ""})
    message = _send(person)[person]
    assert (message.state, message.error, message.cost) == ("dropped", "content: post no_postal_code", 0)


def test_one_card_goes_to_a_household_and_one_to_a_family_at_an_address() -> None:
    hana, taro, other, guest = (
        _person("佐藤 花子"), _person("佐藤 太郎"), _person("鈴木 一郎"), _person("高橋 次郎"),
    )  # fmt: skip
    nodes = {
        person: NodePerson.objects.filter(person=person).values_list("node_id", flat=True)[0]
        for person in (other, guest)
    }
    households.form(
        [households.Joining(node) for node in nodes.values()], kind="flat", formed_by="staff", by="test", now=world.NOW
    )
    messages = _send(hana, taro, other, guest)
    told = sorted((one.state, one.error) for one in messages.values())
    assert told == [("dropped", "content: post household")] * 2 + [("sent", "")] * 2


def test_handed_over_again_it_is_still_one_card() -> None:
    person = _person("佐藤 花子")
    message = _send(person)[person]
    assert (postcards.take([message.pk], now=world.NOW), PostPiece.objects.count()) == ({}, 1)


def test_a_batch_is_made_once_in_the_order_of_postal_codes() -> None:
    far, near = (
        _person(
            "山田 遠子",
            {**HOME, "postal_code": "5300001", "prefecture": "大阪府", "city": "大阪市北区", "address": "梅田1-1"},
        ),
        _person("佐藤 花子"),
    )
    _send(far, near)
    batch = PrintBatch.objects.get()
    made = [postcards.make(batch.pk, by=name, now=world.NOW) for name in ("one", "other")]
    assert [one.made_by for one in made] == ["one", "one"]
    assert [(card.piece.number, card.postal_code) for card in cards.cards(batch)] == [(1, "1500001"), (2, "5300001")]


def test_what_comes_after_the_batch_was_made_lies_in_the_next() -> None:
    first, second = _person("佐藤 花子"), _person("山田 遠子", AWAY)
    _send(first)
    postcards.make(PrintBatch.objects.get().pk, by="test", now=world.NOW)
    _send(second, key="card")
    assert sorted(cards.figures(cards.batches(), price=85)[one.pk].cards for one in cards.batches()) == [1, 1]


def test_yesterdays_batch_is_made_by_the_clock() -> None:
    _send(_person("佐藤 花子"))
    opened = PrintBatch.objects.get().opened_at
    tomorrow = opened + timedelta(days=1)
    assert [postcards.make_earlier(now=now) for now in (opened, tomorrow, tomorrow)] == [0, 1, 0]


def test_a_batch_that_breaks_while_it_is_made_is_left_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    _send(_person("佐藤 花子"))
    batch = PrintBatch.objects.get()

    def dies(_channel: str) -> int:
        raise RuntimeError

    monkeypatch.setattr(quotas, "price_of", dies)
    with pytest.raises(RuntimeError):
        postcards.make(batch.pk, by="test", now=world.NOW)
    batch.refresh_from_db()
    assert (batch.made_at, list(PostPiece.objects.values_list("number", flat=True))) == (None, [None])


def test_a_wrong_address_is_not_written_to_until_the_person_moves() -> None:
    person = _person("佐藤 花子")
    [piece] = _posted(person)
    for _ in range(2):
        postcards.came_back(piece.code, reason="unknown", by="test", now=world.NOW)
    assert list(Suppression.objects.values_list("channel", "reason", "scope")) == [("post", "hard_bounce", "all")]
    assert allows(contact_point=_point(person), purpose="marketing", now=world.NOW).reason == "suppressed"
    record = CustomerRecord(
        identifiers=(Identifier("email", f"{abs(hash('佐藤 花子'))}@mail.example"),), fields=AWAY,
        observed_at=world.NOW + timedelta(days=1),
    )  # fmt: skip
    customers.register([record], source="test", now=world.NOW)
    addresses.refresh([person])
    assert allows(contact_point=_point(person), purpose="marketing", now=world.NOW).allowed is True


@pytest.mark.parametrize(
    ("reasons", "state"), [(["expired"], "granted"), (["expired", "expired"], "withdrawn"), (["refused"], "withdrawn")]
)
def test_twice_returned_or_once_refused_ends_the_right_to_write(reasons: list[str], state: str) -> None:
    person = _person("佐藤 花子")
    messaging.set_cap(channel="", window="day", most=9, now=world.NOW)
    for number, reason in enumerate(reasons):
        [piece] = _posted(person, key=f"card{number}")
        postcards.came_back(piece.code, reason=reason, by="test", now=world.NOW)
    assert _point(person).consent_states.get(purpose="marketing").state == state


def test_a_code_at_the_till_is_an_answer_once() -> None:
    person = _person("佐藤 花子")
    [piece] = _posted(person)
    batch = piece.batch
    before = cards.figures([batch], price=1)[batch.pk].answered
    for _ in range(2):
        postcards.answered(piece.code, now=world.NOW)
    counted = cards.figures([batch], price=1)[batch.pk]
    assert (before, counted.answered, counted.cost, piece.message.events.count()) == (0, 1, 85, 1)
    with pytest.raises(postcards.NotThere):
        postcards.answered("nothing", now=world.NOW)


def test_who_is_erased_is_in_no_batch() -> None:
    person, other = _person("佐藤 花子"), _person("山田 遠子", AWAY)
    _send(person, other)
    nodes = list(NodePerson.objects.filter(person=person).values_list("node_id", flat=True))
    erase([person], nodes)
    batch = PrintBatch.objects.get()
    postcards.make(batch.pk, by="test", now=world.NOW)
    assert [card.name for card in cards.cards(batch)] == ["山田 遠子 様"]
    assert max(str(one) for one in PostPiece.objects.values_list("addressee", "withdrawn_why")) == "({}, 'erased')"


def test_a_column_turns_numbers_into_kanji_and_strokes_with_it() -> None:
    signs = postal.upright("1-2 A")
    assert [(one["t"], one["turned"]) for one in signs] == [
        ("一", False), ("ー", True), ("二", False), ("", False), ("A", False),
    ]  # fmt: skip
