# SPDX-License-Identifier: Apache-2.0
"""At the counter: one box for all codes, a card that says no more than was allowed, notes, points, coupons."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.catalogue.actions import wishes
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.models import ContactPoint, Node
from omotenashi.web.register.member.words import Facts, Word, next_word
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()


def _scan(text: str, client: object = None, **more: str) -> dict[str, object]:
    found = (client or world.signed_in()).post(reverse("register:api-scan"), {"q": text, **more})  # type: ignore[attr-defined]
    said: dict[str, object] = found.json()
    return said


def _says(node: UUID, purpose: str, *, yes: bool = True) -> None:
    """Let the member's phone allow or refuse a purpose."""
    person = Node.objects.get(pk=node)
    point = ContactPoint.objects.filter(node__nodeperson__person=person.nodeperson.person_id).first()
    assert point is not None
    act = consent.give if yes else consent.withdraw
    act(contact_point=point, purpose=purpose, source="till", now=clock.now(), proof=consent.Proof(form="test"))


def test_one_box_knows_goods_members_coupons_and_words() -> None:
    client = world.signed_in()
    world.member()
    assert _scan("4901234567800", client)["kind"] == "product"
    assert _scan("CAP", client)["products"] == _scan("4901234567801", client)["products"]
    assert _scan("800000000012", client)["kind"] == "member"
    assert _scan("090-1234-5678", client)["member"] == _scan("800000000012", client)["member"]
    assert _scan("ぼうし", client)["kind"] == "found"
    assert _scan("nothing-of-ours", client)["kind"] == "unknown"


def test_the_changing_code_of_a_card_counts_once() -> None:
    _person, node = world.member()
    code = cards.codes(Node.objects.get(pk=node).seq, now=clock.now(), count=1)[0].text
    client = world.signed_in()
    first, again = _scan(code, client), _scan(code, client)
    assert (first["kind"], first["member"]["is_live"], again["kind"]) == ("member", True, "refused")  # type: ignore[index]


def test_without_consent_the_least_is_shown_and_with_it_the_rest() -> None:
    person, node = world.member(points=300)
    client = world.signed_in("manager")
    wishes.add(node_id=node, variant_id=Variant.objects.get(sku="TEA").pk, now=clock.now())
    least = client.get(reverse("register:api-member", args=[person])).json()
    assert (least["name"], least["points"], least["minimal"]) == ("髙﨑 花子", 300, True)
    assert (least["purchases"], least["wishes"], least["notes"], least["ltv"], least["word"]) == (
        [],
        [],
        [],
        None,
        None,
    )
    _says(node, "profiling")
    whole = client.get(reverse("register:api-member", args=[person])).json()
    assert (whole["minimal"], whole["wishes"]) == (False, [{"sku": "TEA", "name": "ほうじ茶", "here": 8}])
    assert whole["word"]["text"] == "ほうじ茶 is here. Shall I fetch it?"


def test_who_takes_our_news_is_known_until_suggestions_are_refused() -> None:
    person, node = world.member()
    client = world.signed_in()
    address = reverse("register:api-member", args=[person])
    _says(node, "marketing")
    assert client.get(address).json()["minimal"] is False
    _says(node, "profiling", yes=False)
    assert client.get(address).json()["minimal"] is True


def test_a_note_is_written_at_the_counter_and_read_there() -> None:
    person, _node = world.member()
    client = world.signed_in()
    address = reverse("register:api-notes", args=[person])
    assert client.post(address, {"text": " "}).status_code == 422
    written = client.post(address, {"text": "袖は長めがお好み"})
    assert (written.status_code, [one["text"] for one in written.json()["notes"]]) == (201, ["袖は長めがお好み"])


def test_points_of_the_web_are_spent_at_the_till_and_twenty_are_left() -> None:
    person, node = world.member(points=100)
    client = world.signed_in()
    loyalty.earn([loyalty.Earning(node_id=node, amount=50, key="till")], now=clock.now())
    card = [{"kind": "card_terminal", "amount": 950, "ref": ""}]
    body = world.sale(world.line("TEA"), member=str(person), points=130, tenders=card)
    sold = world.post(client, "api-sales", body)
    assert (sold.status_code, sold.json()["points_spent"], sold.json()["balance"]) == (201, 130, 20)
    assert wallets.balance([node], clock.now()).available == 20


def test_a_coupon_is_taken_once_and_then_refused_with_its_reason() -> None:
    record = loyalty.CampaignRecord(code="TEN", name="10%引き", by_coupon=True, terms={"kind": "percent", "value": 10})
    loyalty.save_campaign(record, now=clock.now())
    _person, node = world.member()
    loyalty.give_coupons(campaign="TEN", node_ids=[node], key="mail", now=clock.now())
    [held] = wallets.coupons_of([node], clock.now())
    client = world.signed_in()
    person = str(_person)
    assert _scan(held.code, client, member=person) == {"kind": "coupon", "code": held.code}
    card = [{"kind": "card_terminal", "amount": 1980, "ref": ""}]
    body = world.sale(world.line("SHIRT"), member=person, coupons=[held.code], tenders=card)
    quoted = world.post(client, "api-quote", body).json()
    assert [(one["code"], one["name"], one["amount"]) for one in quoted["coupons"]] == [(held.code, "10%引き", 220)]
    assert world.post(client, "api-sales", body).status_code == 201
    assert _scan(held.code, client, member=person) == {"kind": "refused", "message": "Used already"}


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"waiting": 1, "expiring": (500, TODAY)}, "1 order is ready to be handed over."),
        (
            {"expiring": (1200, TODAY + timedelta(days=9))},
            "1,200 points end on December 1: would you like to use them today?",
        ),
        ({"expiring": (49, TODAY), "wishes": (("Cap", 0), ("Mug", 2))}, "Mug is here. Shall I fetch it?"),
        (
            {"expiring": (900, TODAY + timedelta(days=90)), "missing": 800, "next_rank": "Gold"},
            "¥800 more and the rank is Gold.",
        ),
        ({"birthday": date(1990, 11, 3), "missing": 800, "next_rank": "Gold"}, "Happy birthday this month."),
        ({"last": ("Coat", TODAY - timedelta(days=30))}, "How is Coat?"),
        ({"last": ("Coat", TODAY - timedelta(days=3))}, None),
    ],
)
def test_the_next_word_is_the_first_fact_that_holds(facts: dict[str, object], word: str | None) -> None:
    from django.utils import translation

    with translation.override("en"):
        found = next_word(Facts(today=TODAY, **facts))  # type: ignore[arg-type]
    assert (found.text if isinstance(found, Word) else None) == word
