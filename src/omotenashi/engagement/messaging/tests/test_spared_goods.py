# SPDX-License-Identifier: Apache-2.0
"""Goods of a topic that its reader wants left alone are recommended to nobody who said so, in any part of a message."""

import pytest

from omotenashi.commerce.catalogue.models import Product
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.engagement.messaging.tests.test_personal import OFFERS, liked, shop, told
from omotenashi.engagement.messaging.tests.test_topics import avoid
from omotenashi.insight import queries as insight

pytestmark = pytest.mark.django_db
__all__ = ["shop"]


def offered(message: Message) -> list[str]:
    """Name what a message of four recommendations offers."""
    return [message.filled[f"own.b1p{at}_name"] for at in range(4) if message.filled[f"own.b1p{at}_there"]]


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("category:食器", ["花瓶", "鉢"]),
        ("category:食器 > 皿", ["花瓶", "カップ", "鉢"]),
        ("category:食", ["花瓶", "カップ", "皿", "鉢"]),
        ("everything", []),
    ],
)
@pytest.mark.usefixtures("shop")
def test_neither_what_somebody_may_like_nor_what_sells_best_is_of_a_topic_they_avoid(
    topic: str, names: list[str]
) -> None:
    Product.objects.filter(code="CUP").update(category="食器 > カップ")
    Product.objects.filter(code="PLATE").update(category="食器 > 皿")
    people = world.people("hana", "kei")
    for person in people.values():
        liked(person, 2, 0, 1, 3)
    avoid(people["hana"], topic)
    hana, kei = (
        told({**OFFERS, "count": "4"}, {"kind": "text", "text": "x"}, to=people[one]) for one in ("hana", "kei")
    )
    assert (offered(hana), offered(kei)) == (names, ["花瓶", "カップ", "皿", "鉢"])


@pytest.mark.usefixtures("shop")
def test_a_message_that_lives_from_its_recommendations_does_not_go_to_whom_nothing_may_be_offered() -> None:
    person = world.people("hana")["hana"]
    liked(person, 2)
    avoid(person, "everything")
    sent = told({**OFFERS, "fallback": "stop"}, to=person)
    assert (sent.state, sent.reason) == ("dropped", "content")


@pytest.mark.usefixtures("shop")
def test_on_a_page_of_ones_own_stands_nothing_that_one_wants_left_alone() -> None:
    Product.objects.filter(code="CUP").update(category="食器 > カップ")
    person = world.people("hana")["hana"]
    liked(person, 0, 2)
    coming, _again = insight.offers_to(person, now=world.NOW, limit=4)
    before = [one.product.code for one in queries.welcome(person, coming)]
    avoid(person, "category:食器")
    assert (before, [one.product.code for one in queries.welcome(person, coming)]) == (["CUP", "VASE"], ["VASE"])
