# SPDX-License-Identifier: Apache-2.0
"""Unmet needs from the record: each kind by a few people, counted once each, and who got it anyway."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product, RestockRequest, Variant
from omotenashi.commerce.fulfilment.models import TryOnHold, TryOnLine
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.stock import actions as stock
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import EntryRecord
from omotenashi.people.timeline.models import Source
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 3, 31, 3, tzinfo=UTC)
WORD = "抹茶 プロテイン"


class Shop:
    """A shop whose cup is sold out since 20 days, with tea beside it; and short ways to say what people did."""

    def __init__(self) -> None:
        places.set_up_retailer(name="花店")
        places.register_channels(["EC"])
        places.register_locations([places.LocationRecord(code="S1", name="S1")])
        records = [
            catalogue.ProductRecord(
                sku=sku, code=sku, name=sku, category="器", price=price, published_at=NOW - timedelta(days=300)
            )
            for sku, price in (("CUP", 2_000), ("TEA", 1_000))
        ]
        catalogue.register(records)
        for ago, sku, many in ((80, "CUP", 5), (80, "TEA", 50), (20, "CUP", 0)):
            line = stock.CountRecord(sku=sku, location="S1", on_hand=many)
            stock.count([line], source="test", key=f"{sku}{ago}", now=NOW - timedelta(days=ago))
        timeline.make_partitions(now=NOW)
        self.source: Source = timeline.create_source(kind="server", name="Web", now=NOW)
        self.numbers: Iterator[int] = count()

    def person(self) -> UUID:
        record = customers.CustomerRecord(
            identifiers=(Identifier("member_no", f"M{next(self.numbers)}"),),
            fields={},
            observed_at=NOW - timedelta(days=90),
        )
        node = customers.register([record], source="test", now=NOW)[0].node_id
        assert node is not None
        return node

    def did(self, node: UUID, name: str, *, ago: float, **props: object) -> None:
        at = NOW - timedelta(days=ago)
        record = EntryRecord(message_id=f"m{next(self.numbers)}", name=name, node_id=node, at=at, props=props)
        timeline.append([record], source=self.source, now=NOW)

    def bought(self, node: UUID, sku: str, *, ago: float) -> None:
        price = {"CUP": 2_000, "TEA": 1_000}[sku]
        line = orders.LineRecord(sku=sku, name=sku, quantity=1, unit_price=Decimal(price), amount=price)
        record = orders.OrderRecord(
            origin="test", number=f"o{next(self.numbers)}", channel="EC", location=None, node_id=node,
            placed_at=NOW - timedelta(days=ago), lines=(line,),
        )  # fmt: skip
        orders.record([record], now=NOW)


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop()


def needs(**asked: Any) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Persons, events and served of each need, by kind and what was wanted."""
    names: dict[UUID | None, str] = dict(Product.objects.values_list("id", "code"))
    return {
        (one.asked.kind, names.get(one.asked.product_id, one.asked.word)): (one.asked.persons, one.asked.events, one.asked.served)
        for one in queries.unmet_needs(now=NOW, **asked).needs
    }  # fmt: skip


def test_who_searches_twice_wanted_once_and_words_are_told_apart_by_meaning_not_by_spelling(shop: Shop) -> None:
    first, second = shop.person(), shop.person()
    for ago, query in ((9, WORD), (8, " 抹茶　プロテイン ")):
        shop.did(first, "Products Searched", ago=ago, query=query, results=0)
    shop.did(second, "Products Searched", ago=30, query=WORD, results=0)
    shop.bought(second, "TEA", ago=20)
    shop.did(second, "Products Searched", ago=3, query="急須", results=12)
    assert needs() == {("search", WORD): (2, 3, 1)}
    assert needs(days=15) == {("search", WORD): (1, 2, 0)}
    told = queries.who_asked(kind="search", word=WORD, now=NOW)
    assert [(events, served) for _person, events, served, _last in told] == [(2, False), (1, True)]


def test_a_look_counts_only_while_the_thing_could_be_had_nowhere(shop: Shop) -> None:
    early, late, again = (shop.person() for _n in range(3))
    shop.did(early, "Product Viewed", ago=40, sku="CUP")
    shop.did(late, "Product Viewed", ago=10, sku="CUP")
    shop.did(again, "Product Viewed", ago=9, sku="CUP")
    shop.did(again, "Product Viewed", ago=9, sku="TEA")
    # Somebody brought one back: it was sold after all.
    shop.bought(again, "CUP", ago=5)
    assert needs() == {("view", "CUP"): (2, 2, 1)}


def test_shops_that_refuse_and_people_who_wait_are_told_by_place(shop: Shop) -> None:
    node, place, cup = shop.person(), Location.objects.get(code="S1"), Variant.objects.get(sku="CUP")
    hold = TryOnHold.objects.create(
        key="h",
        node_id=node,
        location=place,
        state="declined",
        requested_at=NOW,
        expires_at=NOW,
        declined_at=NOW - timedelta(days=2),
    )
    TryOnLine.objects.create(hold=hold, variant=cup, quantity=1)
    RestockRequest.objects.create(node_id=node, variant=cup, asked_at=NOW - timedelta(days=1))
    assert needs() == {("try_on", "CUP"): (1, 1, 0), ("restock", "CUP"): (1, 1, 0)}
    assert needs(location_id=place.pk) == {("try_on", "CUP"): (1, 1, 0)}


def test_a_comparison_lost_needs_three_who_bought_another_of_the_kind(shop: Shop) -> None:
    for n in range(3):
        assert ("compare", "TEA") not in needs()
        node = shop.person()
        shop.did(node, "Product Viewed", ago=40 + n, sku="TEA")
        shop.bought(node, "CUP", ago=35)
    both = shop.person()
    shop.did(both, "Product Viewed", ago=40, sku="TEA")
    shop.bought(both, "CUP", ago=39)
    shop.bought(both, "TEA", ago=30)
    assert needs()["compare", "TEA"] == (3, 3, 0)


def test_two_hundred_searches_stand_on_top_with_what_they_cost(shop: Shop) -> None:
    # Twenty looked for something that was there, five of them bought; forty look for what is not.
    for n in range(20):
        node = shop.person()
        shop.did(node, "Products Searched", ago=30, query="急須", results=3)
        if n < 5:
            shop.bought(node, "TEA", ago=29)
    for _n in range(40):
        node = shop.person()
        for ago in (5, 4, 3, 2, 1):
            shop.did(node, "Products Searched", ago=ago, query=WORD, results=0)
    shop.did(shop.person(), "Inquiry Sent", ago=2, topic="在庫について")
    found = queries.unmet_needs(now=NOW)
    first = found.needs[0]
    assert (first.asked.word, first.asked.persons, first.asked.events) == (WORD, 40, 200)
    assert (first.lost, found.order_worth) == (round(40 * 0.25 * 1_000), 1_000)
    assert [one.asked.kind for one in found.needs] == ["search", "inquiry"]
    told = insight.measure(name="unmet", params={"days": "60"}, now=NOW)
    assert (told["rows"][0]["word"], told["rows"][0]["lost"], told["population"]["shares"]["search"]) == (
        WORD, 10_000, {"bought": 5, "asked": 20},
    )  # fmt: skip


def test_two_hundred_searches_in_vain_lead_the_list_with_their_volume(shop: Shop) -> None:
    people = [shop.person() for _n in range(40)]
    for number in range(200):
        shop.did(people[number % 40], "Products Searched", ago=1 + number % 60, query=WORD, results=0)
    for number in range(30):
        shop.did(people[number], "Products Searched", ago=50, query="急須", results=4)
        shop.did(people[number], "Product Viewed", ago=5, sku="CUP")
    for number in range(12):
        shop.bought(people[number], "TEA", ago=49)
    first = queries.unmet_needs(now=NOW).needs[0]
    assert (first.asked.kind, first.asked.word, first.asked.persons, first.asked.events) == ("search", WORD, 40, 200)
    assert first.lost is not None
