# SPDX-License-Identifier: Apache-2.0
"""Finding products: with Japanese folding, filters, the price that holds, and the best hit first."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue import queries
from omotenashi.commerce.catalogue.actions import ProductRecord, prices, wishes
from omotenashi.commerce.catalogue.actions.prices import PriceChange
from omotenashi.commerce.catalogue.models import Price, Product, RestockRequest, Variant, Wish
from omotenashi.commerce.catalogue.queries import Wanted
from omotenashi.commerce.catalogue.rules import files
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.tests.hana import customer, register
from omotenashi.places.locations import actions as locations

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    locations.register_channels(["EC"])
    locations.register_locations([locations.LocationRecord(code="GINZA", name="銀座")])
    made = [
        ("T1", "深むし煎茶", "茶 > 煎茶", "山園", 1080, "4901234567894"),
        ("T2", "ほうじ茶", "茶", "山園", 640, ""),
        ("T3", "茶こし付きマグカップ", "うつわ", "渡邊窯", 2200, ""),
        ("MUG-1", "マグカップ 青", "うつわ", "渡邊窯", 1980, ""),
    ]
    catalogue.register(
        [
            ProductRecord(
                sku=f"{code}-S", code=code, name=name, category=category, brand=brand, price=price, published_at=NOW,
                barcodes=(barcode,) if barcode else (), tax_rate=8,
            )
            for code, name, category, brand, price, barcode in made
        ]
    )  # fmt: skip


def found(text: str = "", at: datetime = NOW, **said: Any) -> list[str]:
    hits, count = queries.find(Wanted(text=text, **said), channel="EC", at=at)
    assert count == len(hits)
    names = dict(Product.objects.values_list("pk", "code"))
    return [names[hit.product_id] for hit in hits]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("マグカップ", ["MUG-1", "T3"]),
        ("ﾏｸﾞｶｯﾌﾟ", ["MUG-1", "T3"]),
        ("まぐかっぷ", ["MUG-1", "T3"]),
        ("渡辺", ["MUG-1", "T3"]),
        ("青　マグ", ["MUG-1"]),
        ("mug1", ["MUG-1"]),
        ("4901234567894", ["T1"]),
        ("むし煎", ["T1"]),
        ("煎むし", []),
    ],
)
def test_products_are_found_however_they_are_written(text: str, codes: list[str]) -> None:
    assert sorted(found(text)) == sorted(codes)


def test_the_best_hit_stands_first() -> None:
    assert found("マグカップ") == ["MUG-1", "T3"]
    assert found("茶") == ["T2", "T3", "T1"]


def test_filters_narrow_what_is_found() -> None:
    assert sorted(found(category="茶")) == ["T1", "T2"]
    assert found(brand="渡邊窯", price_to=2000) == ["MUG-1"]
    assert found(price_from=641, price_to=1080) == ["T1"]
    assert found(order="cheapest") == ["T2", "T1", "MUG-1", "T3"]
    assert found(order="dearest") == ["T3", "MUG-1", "T1", "T2"]
    in_shop = [Variant.objects.get(sku="T2-S").pk]
    assert (found(variants=in_shop), found(variants=[])) == (["T2"], [])
    assert queries.choices(NOW)["brand"] == [("山園", 2), ("渡邊窯", 2)]


def test_the_price_that_holds_is_the_one_that_is_filtered_by() -> None:
    prices.open_list(code="ec", channel="EC")
    prices.set_price(PriceChange(sku="T3-S", amount=500, list="ec"), now=NOW)
    assert found(price_to=600) == ["T3"]
    hits, _ = queries.find(Wanted(text="T3"), channel="EC", at=NOW)
    assert [(hit.price_from, hit.price_to, hit.variants) for hit in hits] == [
        (500, 500, (Variant.objects.get(sku="T3-S").pk,))
    ]


def test_a_page_says_how_many_there_are_in_all() -> None:
    hits, count = queries.find(Wanted(), channel="EC", at=NOW, limit=2, offset=2)
    assert (len(hits), count) == (2, 4)
    assert queries.find(Wanted(), channel="EC", at=NOW, limit=2, offset=9) == ([], 4)
    with CaptureQueriesContext(connection) as seen:
        queries.find(Wanted(text="茶"), channel="EC", at=NOW)
    assert len(seen) == 1


def test_only_what_is_on_sale_is_found() -> None:
    tomorrow = NOW + timedelta(days=1)
    assert catalogue.withdraw(["T1", "T2"], at=tomorrow) == 2
    assert catalogue.withdraw(["T1", "T2"], at=tomorrow) == 0
    assert (len(found()), sorted(found(at=tomorrow))) == (4, ["MUG-1", "T3"])
    assert catalogue.publish(["T1"], at=tomorrow) == 1
    assert sorted(found(at=tomorrow)) == ["MUG-1", "T1", "T3"]
    assert sorted(queries.on_sale(NOW).values_list("code", flat=True)) == ["MUG-1", "T2", "T3"]


def test_a_scanned_code_is_a_barcode_or_a_stock_keeping_unit() -> None:
    assert [one.sku for one in queries.scanned("４９０１２３４５６７８９４")] == ["T1-S"]
    assert [one.sku for one in queries.scanned("T2-S")] == ["T2-S"]
    assert (queries.scanned("4901234567895"), queries.scanned(" ")) == ([], [])


def test_prices_come_from_a_file_or_not_at_all() -> None:
    prices.open_list(code="standard")
    good = {"sku": "T1-S", "amount": "￥９８０", "start": "2026/11/23", "end": "2026-11-24 12:00"}
    assert prices.set_from_rows([good], zone=TOKYO, now=NOW) == (1, [])
    kept = Price.objects.get()
    assert (kept.amount, kept.valid.lower, kept.valid.upper) == (
        980, datetime(2026, 11, 22, 15, tzinfo=UTC), datetime(2026, 11, 24, 3, tzinfo=UTC),
    )  # fmt: skip
    bad = [
        good,
        {"sku": "", "amount": "1"},
        {"sku": "T2-S", "amount": "1.5"},
        good | {"end": "bald"},
        good | {"min_quantity": "0"},
    ]
    refused = prices.set_from_rows(bad, zone=TOKYO, now=NOW)
    assert refused == (0, [
        files.Refused(2, "sku", ""), files.Refused(3, "amount", "1.5"), files.Refused(4, "end", "bald"),
        files.Refused(5, "min_quantity", "0"),
    ])  # fmt: skip
    assert Price.objects.count() == 1


def test_what_is_put_aside_is_there_once_and_can_be_taken_off() -> None:
    [hana] = register(customer("member_no=M1"))
    assert hana.node_id is not None
    variant = Variant.objects.get(sku="T1-S")
    add: dict[str, Any] = {"node_id": hana.node_id, "variant_id": variant.pk, "now": NOW}
    assert [wishes.add(**add), wishes.add(**add)] == [True, False]
    assert [one.variant.product.name for one in queries.wished([hana.node_id])] == ["深むし煎茶"]
    assert wishes.remove(node_ids=[hana.node_id], variant_id=variant.pk, now=NOW) == 1
    assert (list(queries.wished([hana.node_id])), wishes.add(**add), Wish.objects.count()) == ([], True, 2)
    assert Event.objects.filter(name="catalogue.WishAdded").count() == 2


def test_who_waits_for_a_variant_is_told_once() -> None:
    [hana] = register(customer("member_no=M1"))
    assert hana.node_id is not None
    variant = Variant.objects.get(sku="T1-S").pk
    ask: dict[str, Any] = {"node_id": hana.node_id, "variant_id": variant, "now": NOW}
    assert [wishes.ask(**ask), wishes.ask(**ask)] == [True, False]
    waiting = [one.pk for one in queries.asked_for([variant])]
    assert [wishes.mark_told(waiting, now=NOW), wishes.mark_told(waiting, now=NOW)] == [1, 0]
    assert (list(queries.asked_for([variant])), wishes.ask(**ask)) == ([], True)


def test_an_erased_person_waits_for_nothing() -> None:
    [hana] = register(customer("member_no=M1"))
    assert hana.node_id is not None
    wishes.ask(node_id=hana.node_id, variant_id=Variant.objects.get(sku="T1-S").pk, now=NOW)
    person = customers.person_of(hana.node_id)
    assert person is not None
    erasures.erase(person, by="staff:1", now=NOW)
    outbox.deliver(now=NOW + timedelta(days=36500))
    assert RestockRequest.objects.get().ended_at == NOW
