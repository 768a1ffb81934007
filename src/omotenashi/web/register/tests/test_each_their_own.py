# SPDX-License-Identifier: Apache-2.0
"""S1-03: two members with different purchases read different pages, messages and receipts; the staff read why."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.insight import actions as insight
from omotenashi.insight.models import Likeness, Recommendation
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.models import ContactPoint
from omotenashi.web.register.tests import world
from omotenashi.web.ui import members, personal

pytestmark = pytest.mark.django_db
NUMBERS = {"hana": "800000000012", "taro": "800000000029"}
# What the night found: who bought the shirt buys the cap, who bought the tea buys the shirt.
LIKED = {"hana": ("CAP", "SHIRT"), "taro": ("SHIRT", "TEA")}


def _member(name: str) -> tuple[UUID, UUID]:
    keys = (
        registrations.Identifier("member_no", NUMBERS[name]),
        registrations.Identifier("email", f"{name}@x.example"),
    )
    record = registrations.CustomerRecord(identifiers=keys, fields={"name": name}, observed_at=clock.now())
    [outcome] = registrations.register([record], source="test", now=clock.now())
    assert outcome.person_id is not None
    assert outcome.node_id is not None
    point = ContactPoint.objects.get(node__value=f"{name}@x.example")
    consent.give(contact_point=point, purpose="profiling", source="test", now=clock.now(), proof=Proof(form="test"))
    return outcome.person_id, outcome.node_id


@pytest.fixture
def people() -> dict[str, tuple[UUID, UUID]]:
    """A shop, two members, what the night ranked for each, and a coupon of each."""
    world.furnish()
    world.open_drawer()
    insight.switch_holdout(on=False, now=clock.now(), by="test")
    found = {name: _member(name) for name in NUMBERS}
    codes = ("SHIRT", "CAP", "TEA")
    for number, code in enumerate(codes):
        Likeness.objects.create(
            product_id=Product.objects.get(code=code).pk, number=number, buyers=10 - number, again=0, cycle_days=0,
            similar=[], similar_people=[], together=[], together_baskets=[],
        )  # fmt: skip
    for name, (person, node) in found.items():
        liked, because = (codes.index(code) for code in LIKED[name])
        Recommendation.objects.create(
            person_id=person, version=1, products=[liked], because=[because], people=[7], due=[], due_dates=[],
            due_cycles=[], due_own=[], as_of=clock.now().date(),
        )  # fmt: skip
        terms = {"kind": "percent", "value": 10}
        loyalty.save_campaign(
            loyalty.CampaignRecord(code=f"FOR-{name}".upper(), name=f"{name}のクーポン", by_coupon=True, terms=terms),
            now=clock.now(),
        )
        loyalty.give_coupons(
            campaign=f"FOR-{name}".upper(), node_ids=[node], key=name, now=clock.now(),
            expires_at=clock.now() + timedelta(days=30),
        )  # fmt: skip
    return found


def _browser(node: UUID) -> Client:
    client = Client(headers={"accept-language": "en"})
    answer = HttpResponse()
    answer.set_signed_cookie(members.MEMBER, f'{{"node": "{node}"}}', salt=members.MEMBER)
    client.cookies[members.MEMBER] = answer.cookies[members.MEMBER].value
    return client


def _receipt(till: Client, person: UUID, *, sequence: int) -> str:
    """Sell somebody a tea; give their receipt."""
    said = world.sale(world.line("TEA"), sequence=sequence, cash=1080, member=str(person))
    return till.get(world.post(till, "api-sales", said).json()["receipt"]).content.decode()


def test_two_members_see_different_blocks_at_the_top_of_the_shop(people: dict[str, tuple[UUID, UUID]]) -> None:
    pages = {name: _browser(node).get("/shop/") for name, (_person, node) in people.items()}
    shown = {
        name: [(block.kind, [one.product.code for one in goods]) for block, goods in page.context["own"]]
        for name, page in pages.items()
    }
    assert shown == {"hana": [("coupon", []), ("offers", ["CAP"])], "taro": [("coupon", []), ("offers", ["SHIRT"])]}
    texts = {name: page.content.decode() for name, page in pages.items()}
    assert {name: [f"{one}のクーポン" in text for one in NUMBERS] for name, text in texts.items()} == {
        "hana": [True, False], "taro": [False, True],
    }  # fmt: skip
    assert Client().get("/shop/").context["own"] == []


def test_the_same_message_says_each_something_else_in_line(people: dict[str, tuple[UUID, UUID]]) -> None:
    content = queries.read({"subject": "あなたへ", "blocks": [{"kind": "offers", "count": "1", "fallback": "hide"}]})
    read = {}
    for name, (_person, node) in people.items():
        values = queries.values_of(node, now=clock.now(), content=content)
        chat = str(queries.preview(content, purpose="transactional", values=values).chat)
        read[name] = [product for product in ("毛糸のぼうし", "綿のシャツ") if product in chat]
    assert read == {"hana": ["毛糸のぼうし"], "taro": ["綿のシャツ"]}


def test_the_receipt_prints_each_their_own_coupon_and_the_clerk_reads_why(
    people: dict[str, tuple[UUID, UUID]],
) -> None:
    till = world.signed_in()
    printed = {}
    for sequence, (name, (person, node)) in enumerate(people.items(), start=1):
        page = _receipt(till, person, sequence=sequence)
        slip = personal.slip([node], now=clock.now())
        assert slip is not None
        reason = f"Coupon “{name}のクーポン” was given to this person"
        printed[name] = (page.count(str(slip.parts[0]["code"])), "Why is this shown?" in page, reason in page)
    assert printed == dict.fromkeys(people, (1, True, True))


def test_what_a_message_wants_said_goes_before_the_coupon_and_counts_as_seen(
    people: dict[str, tuple[UUID, UUID]],
) -> None:
    now, (person, _node) = clock.now(), people["hana"]
    content = {
        "subject": "次回 5% OFF", "short": "次回ご来店で5% OFFです。",
        "blocks": [{"kind": "coupon", "label": "次回 5% OFF", "code": "NEXT-5"}],
    }  # fmt: skip
    said = messaging.publish(messaging.draft(key="next", name="次回", content=content, now=now).pk, now=now)
    messaging.intend(
        [
            messaging.Wish(
                key="next", node_id=person, version_id=said.pk, purpose="marketing", channels=("till",), at=now
            )
        ]
    )
    messaging.judge(now=now)
    till = world.signed_in()
    assert ["NEXT-5" in _receipt(till, people[name][0], sequence=n) for n, name in ((1, "taro"), (2, "hana"))] == [
        False, True,
    ]  # fmt: skip
    message = Message.objects.get(idem_key="next")
    assert (message.state, message.channel) == ("sent", "till")


def test_the_staff_read_the_reasons_on_the_record_and_at_the_till(people: dict[str, tuple[UUID, UUID]]) -> None:
    till, office = world.signed_in(), world.browser("headquarters", shop=None)
    because = {
        "hana": "Bought “綿のシャツ”; 7 customers bought “毛糸のぼうし” with it.",
        "taro": "Bought “ほうじ茶”; 7 customers bought “綿のシャツ” with it.",
    }
    for name, (person, _node) in people.items():
        seen: Any = till.post(reverse("register:api-scan"), {"q": NUMBERS[name]}).json()["member"]["seen"]
        assert [one["where"] for one in seen] == ["Top page", "Top page", "Receipt"]
        assert seen[1]["why"] == because[name]
        page = office.get(f"/console/customers/{person}/seen/").content.decode()
        assert {one: why in page for one, why in because.items()} == {one: one == name for one in because}


def test_whoever_said_no_to_suggestions_sees_their_coupon_and_no_habits(people: dict[str, tuple[UUID, UUID]]) -> None:
    person, node = people["hana"]
    point = ContactPoint.objects.get(node__value="hana@x.example")
    consent.withdraw(contact_point=point, purpose="profiling", source="test", now=clock.now(), proof=Proof(form="test"))
    assert [one.kind for one in personal.blocks(person, [node], now=clock.now())] == ["coupon"]
