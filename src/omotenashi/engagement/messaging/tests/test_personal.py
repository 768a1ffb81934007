# SPDX-License-Identifier: Apache-2.0
"""Parts that differ from reader to reader: recommended, about an article, a code of one's own, one's shop and who serves one."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.models import Attribution, OrderLine
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.insight.models import Likeness, Recommendation
from omotenashi.people.customers.models import Node
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import BrandKit, Location

pytestmark = pytest.mark.django_db
NOW = world.NOW
OFFERS = {"kind": "offers", "title": "あなたへ", "count": "2", "reason": "yes"}
# The tests' own goods: a cup and a plate sell best, nobody ever bought the vase.
GOODS = {"CUP": "カップ", "PLATE": "皿", "VASE": "花瓶", "BOWL": "鉢"}


@pytest.fixture
def shop(settings: Any) -> None:
    """A house with one shop, four articles, and what a night said of them."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    world.house()
    places.register_channels(["EC", "STORE"])
    places.register_locations(
        [places.LocationRecord(code=code, name=name, prefecture="東京都", address="渋谷区1-2", phone="03-1234-5678")
         for code, name in (("S1", "渋谷店"), ("S2", "銀座店"))]
    )  # fmt: skip
    catalogue.register(
        [catalogue.ProductRecord(sku=code, code=code, name=name, price=3000) for code, name in GOODS.items()]
    )
    Product.objects.update(published_at=NOW - timedelta(days=90))
    for number, code in enumerate(GOODS):
        product = Product.objects.get(code=code)
        Likeness.objects.create(
            product_id=product.pk, number=number, buyers=10 - number, again=0, cycle_days=0, similar=[], similar_people=[],
            together=[], together_baskets=[],
        )  # fmt: skip


def liked(person: UUID, *numbers: int, because: int = 0) -> None:
    """Let the night have said what a person may like."""
    size = len(numbers)
    Recommendation.objects.create(
        person_id=person, version=1, products=list(numbers), because=[because] * size, people=[5] * size, due=[],
        due_dates=[], due_cycles=[], due_own=[], as_of=NOW.date(),
    )  # fmt: skip


def bought(person: UUID, sku: str, number: str, *, place: str = "S1") -> None:
    """Let somebody buy something in a shop."""
    node = Node.objects.get(nodeperson__person_id=person).pk
    line = orders.LineRecord(sku=sku, quantity=1, unit_price=Decimal(3000), amount=3000)
    record = orders.OrderRecord(
        origin="test", number=number, channel="STORE", location=place, node_id=node, placed_at=NOW - timedelta(days=9),
        lines=(line,),
    )  # fmt: skip
    orders.record([record], now=NOW)


def told(*blocks: dict[str, str], to: UUID, channels: tuple[str, ...] = ("email",), **wish: Any) -> Message:
    """Send somebody a message of these parts; give it as it ended."""
    content = {"subject": "春", "blocks": list(blocks)}
    # Of an order, so that no cap on advertising is in the way.
    draft = messaging.draft(key=str(blocks), name="春", content=content, channels=channels, purpose="order", now=NOW)
    version = messaging.publish(draft.pk, now=NOW)
    world.send([world.wish(to, version, key=f"{to}{blocks}", **wish)])
    return Message.objects.get(idem_key=f"{to}{blocks}")


def read(message: Message) -> str:
    """Give what somebody read, in a mail without pictures."""
    return queries.seen(message, now=NOW).text


def test_each_reader_is_offered_what_they_may_like_and_do_not_have(shop: None) -> None:
    people = world.people("hana", "kei")
    liked(people["hana"], 3, 2, 1)
    bought(people["hana"], "BOWL", "1")
    hana, kei = (told(OFFERS, to=people[name]) for name in ("hana", "kei"))
    assert [one.state for one in (hana, kei)] == ["sent", "sent"]
    assert [line for line in read(hana).splitlines() if line.startswith("・")] == ["・花瓶 ¥3,000", "・皿 ¥3,000"]
    assert [line for line in read(kei).splitlines() if line.startswith("・")] == ["・カップ ¥3,000", "・皿 ¥3,000"]
    assert [hana.filled[f"own.b1p{at}_why"] for at in (0, 1)] == ["お買い上げの「カップ」に合います"] * 2
    assert kei.filled["own.b1p0_why"] == "多くの方に選ばれています"
    assert "お買い上げの「カップ」に合います" in queries.seen(hana, now=NOW).html


def test_what_is_sold_out_withdrawn_excluded_or_never_offered_is_left_out(shop: None) -> None:
    person = world.people("hana")["hana"]
    liked(person, 0, 1, 2, 3)
    StockLevel.objects.create(
        variant=Variant.objects.get(sku="CUP"), location=Location.objects.get(code="S1"), on_hand=0
    )
    Product.objects.filter(code="PLATE").update(withdrawn_at=NOW - timedelta(days=1))
    BrandKit.objects.update(voice={"never_offered": ["VASE"]})
    first = told({**OFFERS, "count": "4"}, to=person)
    assert [first.filled[f"own.b1p{at}_there"] for at in range(4)] == [True, False, False, False]
    assert first.filled["own.b1p0_name"] == "鉢"
    hidden = told({**OFFERS, "avoid": "bowl", "fallback": "hide"}, {"kind": "text", "text": "こんにちは"}, to=person)
    assert ([line for line in read(hidden).splitlines() if line.startswith(("・", "■"))], hidden.state) == ([], "sent")
    stopped = told({**OFFERS, "avoid": "BOWL", "fallback": "stop"}, to=person)
    assert (stopped.state, stopped.reason) == ("dropped", "content")


def test_two_parts_offer_nothing_twice_and_nothing_that_is_shown_anyway(shop: None) -> None:
    person = world.people("hana")["hana"]
    one = told({"kind": "products", "codes": "CUP"}, OFFERS, {**OFFERS, "count": "1"}, to=person)
    assert [one.filled.get(f"own.b{part}p{at}_name") for part, at in ((2, 0), (2, 1), (3, 0))] == ["皿", "花瓶", "鉢"]


def test_a_hundred_readers_cost_as_many_reads_as_two(shop: None) -> None:
    version = messaging.publish(
        messaging.draft(
            key="all", name="all", now=NOW, content={"subject": "春", "blocks": [OFFERS, {"kind": "shop"}, {"kind": "staff"}]}
        ).pk,
        now=NOW,
    )  # fmt: skip
    people = list(world.people(*(f"p{at}" for at in range(12))).values())
    for person in people:
        liked(person, 3, 2)
    counts = []
    for some in (people[:2], people):
        messages = [Message(node_id=one, template_version=version) for one in some]
        with CaptureQueriesContext(connection) as seen:
            queries.filled_for(messages, now=NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_message_about_an_article_leads_to_it_and_nowhere_where_there_is_none(shop: None) -> None:
    person = world.people("hana")["hana"]
    blocks = (
        {"kind": "text", "text": "{{ goods.name }} {{ goods.price }}"}, {"kind": "article"},
        {"kind": "button", "label": "見る", "href": "{{ goods.href }}"},
    )  # fmt: skip
    sent = told(*blocks, to=person, context={"sku": "VASE", "href": "https://evil.example"})
    assert (sent.state, sent.filled["own.b2p0_name"]) == ("sent", "花瓶")
    assert [queries.clicked_at(sent, at) for at in (0, 1)] == ["https://hana.example/shop/p/VASE/"] * 2
    lost = told({"kind": "text", "text": "x"}, blocks[2], to=person, context={"sku": "GONE"})
    assert (lost.state, lost.reason, lost.error) == ("dropped", "content", "content: goods.href is undefined")


def test_an_address_is_never_what_an_event_said() -> None:
    for href in ("{{ event.href }}", "{{ own.b1p0_href }}", "https://hana.example/{{ customer.name }}"):
        content = {"subject": "s", "blocks": [{"kind": "button", "label": "Go", "href": href}]}
        assert [one.reason for one in queries.troubles(queries.read(content))] == ["address"]


def test_a_coupon_is_each_readers_own_and_without_one_nothing_goes(shop: None) -> None:
    people = world.people("hana", "kei")
    record = loyalty.CampaignRecord(code="SPRING", name="春", by_coupon=True, terms={"kind": "percent", "value": 10})
    loyalty.save_campaign(record, now=NOW)
    nodes = {name: Node.objects.get(nodeperson__person_id=person).pk for name, person in people.items()}
    loyalty.give_coupons(
        campaign="SPRING", node_ids=[nodes["hana"]], key="one", now=NOW, expires_at=NOW + timedelta(days=30)
    )
    block = {"kind": "coupon", "label": "10%", "campaign": "SPRING"}
    hana, kei = (told(block, to=people[name]) for name in ("hana", "kei"))
    assert (hana.state, len(hana.filled["own.c1_code"]), hana.filled["own.c1_until"]) == ("sent", 14, "2026/04/03")
    assert (kei.state, kei.reason) == ("dropped", "content")
    shared = told({**block, "code": "HELLO"}, to=people["kei"])
    assert (shared.state, shared.filled["own.c1_code"]) == ("sent", "HELLO")


def test_the_shop_is_where_one_buys_most_and_who_serves_one_shows_themselves(shop: None) -> None:
    people = world.people("hana", "kei")
    clerk = staff.hire(email="a@example.jp", name="Suzuki", role="clerk", password=None)
    for number, place in (("1", "S2"), ("2", "S2"), ("3", "S1")):
        bought(people["hana"], "CUP", number, place=place)
    for line in OrderLine.objects.select_related("order"):
        Attribution.objects.create(
            order=line.order, line=line, staff=clerk, touch="till", share=10_000, quantity=1, amount=3000, at=NOW
        )
    blocks = ({"kind": "shop", "title": "お店"}, {"kind": "staff"}, {"kind": "text", "text": "x"})
    unknown = told(*blocks, to=people["hana"])
    messaging.introduce(clerk.pk, shown_as="鈴木", words="お待ちしております。", picture=None, now=NOW)
    hana = told(*blocks, {"kind": "divider"}, to=people["hana"])
    kei = told({**blocks[0], "location": "S1"}, *blocks[1:], to=people["kei"])
    assert (unknown.filled["own.staff_there"], hana.filled["own.staff_name"]) == (False, "鈴木")
    assert (hana.filled["own.shop_name"], hana.filled["own.shop_href"]) == (
        "銀座店",
        "https://hana.example/shop/stores/S2/",
    )
    assert (kei.filled["own.shop_name"], kei.filled["own.staff_there"], kei.state) == ("渋谷店", False, "sent")


def test_in_a_chat_only_the_cards_stand_for_which_there_is_something(shop: None) -> None:
    person = world.people("hana")["hana"]
    liked(person, 3)
    content = queries.read({"subject": "春", "blocks": [{**OFFERS, "fallback": "hide"}, {"kind": "shop"}]})
    known = queries.values_of(person, now=NOW, content=content)
    said = queries.preview(content, purpose="order", values=known)
    cards = [one["contents"] for one in said.chat]
    assert [(card["type"], len(card.get("contents", []))) for card in cards] == [("carousel", 1)]
    assert (cards[0]["contents"][0]["body"]["contents"][0]["text"], queries.chat_trouble(said.chat)) == ("鉢", "")


def test_an_example_shows_every_part_also_in_an_empty_house() -> None:
    world.house()
    blocks = [
        OFFERS,
        {"kind": "article"},
        {"kind": "coupon", "label": "10%", "campaign": "X"},
        {"kind": "shop"},
        {"kind": "staff"},
    ]
    said = queries.preview(queries.read({"subject": "春", "blocks": blocks}), purpose="order")
    assert (said.text.count("商品の例"), "ABCD-EFGH-JKMN" in said.text, "鈴木" in said.text) == (3, True, True)


def test_a_picture_is_kept_once_and_nothing_that_is_none() -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x06\0\0\0"
    first = messaging.keep_picture(png, alt="", now=NOW)
    again = messaging.keep_picture(png, alt="春の花", now=NOW)
    assert (first.pk, first.width, first.height, again.alt) == (again.pk, 640, 480, "春の花")
    for data, reason in ((b"<svg onload=alert(1)>", "kind"), (b"GIF89a" + b"\0" * 30, "kind"), (png[:19], "kind"),
                         (png[:16] + (9000).to_bytes(4) + png[20:], "big"), (b"\xff\xd8\xff" + b"\xff" * 40, "kind")):  # fmt: skip
        with pytest.raises(messaging.BadImage) as bad:
            messaging.keep_picture(data, alt="", now=clock.now())
        assert bad.value.reason == reason
