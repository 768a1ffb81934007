# SPDX-License-Identifier: Apache-2.0
"""From the lake to what is kept and offered: whole nights only, nothing sold out or withdrawn, a reason for everything."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.insight.actions import nights
from omotenashi.insight.models import Likeness, Recommendation, RecommendModel
from omotenashi.insight.recommend.bought import Bought, of_columns
from omotenashi.insight.recommend.tests.shops import tasteful
from omotenashi.people.customers.models import Person
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 15, tzinfo=UTC)
DAY = date(2026, 1, 15)
PEOPLE = 120


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Bought:
    """A retailer with two shops, 48 products on sale and customers with a taste."""
    places.set_up_retailer(name="花店")
    places.register_channels(["EC", "STORE"])
    places.register_locations([places.LocationRecord(code=code, name=code) for code in ("S1", "S2")])
    held = tasteful(people=PEOPLE)
    Person.objects.bulk_create([Person(id=new_id(), seq=int(key), changed_in=0) for key in held.persons])
    products = [Product(code=str(code), name=f"N{code}", published_at=NOW, changed_in=0) for code in held.products]
    Product.objects.bulk_create(products)
    Variant.objects.bulk_create([Variant(product=one, sku=f"{one.code}-1") for one in products])
    monkeypatch.setattr(queries, "purchases", lambda **_: (held, DAY))
    monkeypatch.setattr(queries, "span", lambda: (DAY, DAY))
    return held


def person(seq: int) -> UUID:
    """The person of a lake key."""
    return Person.objects.get(seq=seq).id


def owned(held: Bought, seq: int) -> set[str]:
    """What a person has."""
    return set(held.products[held.product[held.person == seq]].tolist())


def stocked(codes: dict[str, int], *, place: str = "S1") -> None:
    """Say how many of some products lie in a place; a level of 0 is sold out."""
    at = Location.objects.get(code=place)
    for code, many in codes.items():
        StockLevel.objects.create(variant=Variant.objects.get(sku=f"{code}-1"), location=at, on_hand=many)


@pytest.mark.django_db
def test_a_night_keeps_a_list_for_everybody_that_beats_the_bestsellers(shop: Bought) -> None:
    run = insight.RECOMMENDATIONS.run(now=NOW)
    assert (run.people, run.products, Recommendation.objects.count(), Likeness.objects.count()) == (
        PEOPLE,
        48,
        PEOPLE,
        48,
    )
    marks = run.told["methods"]
    assert run.method != "popular"
    assert marks[run.method]["recall"] > marks["popular"]["recall"]
    coming = queries.recommendations_of(person(3), 5, now=NOW)
    assert len(coming) == 5
    assert {one.product.code for one in coming} & owned(shop, 3) == set()
    best = coming[0]
    assert best.because is not None
    assert best.because.removeprefix("N") in owned(shop, 3)
    both = [seq for seq in range(PEOPLE) if {best.product.code, best.because.removeprefix("N")} <= owned(shop, seq)]
    assert best.people == len(both)


@pytest.mark.django_db
def test_what_is_sold_out_or_withdrawn_since_is_never_offered(shop: Bought) -> None:
    insight.RECOMMENDATIONS.run(now=NOW)
    asked = person(3)
    first, second, third = (one.product for one in queries.recommendations_of(asked, 3, now=NOW))
    stocked({first.code: 0})
    Product.objects.filter(code=second.code).update(withdrawn_at=NOW - timedelta(days=1))
    now = [one.product.code for one in queries.recommendations_of(asked, 5, now=NOW)]
    assert (now[0], {first.code, second.code} & set(now)) == (third.code, set())


@pytest.mark.django_db
def test_of_a_shop_only_what_lies_in_that_shop_is_offered(shop: Bought) -> None:
    insight.RECOMMENDATIONS.run(now=NOW)
    asked, other = person(3), Location.objects.get(code="S2").id
    first, second, *rest = [one.product.code for one in queries.recommendations_of(asked, 20, now=NOW)]
    stocked({first: 4, **dict.fromkeys(rest, 3)}, place="S1")
    stocked({second: 2}, place="S2")
    here = [one.product.code for one in queries.recommendations_of(asked, 5, now=NOW, location_ids=[other])]
    assert here == [second]


@pytest.mark.django_db
def test_what_is_not_on_sale_at_night_is_not_ranked(shop: Bought) -> None:
    Product.objects.filter(code="p01").update(published_at=None)
    insight.RECOMMENDATIONS.run(now=NOW)
    number = Likeness.objects.get(product_id=Product.objects.get(code="p01").id).number
    assert Recommendation.objects.filter(products__contains=[number]).count() == 0
    assert Likeness.objects.filter(similar__contains=[number]).count() == 0


@pytest.mark.django_db
def test_who_is_new_is_offered_the_bestsellers(shop: Bought) -> None:
    insight.RECOMMENDATIONS.run(now=NOW)
    found = queries.recommendations_of(new_id(), 3, now=NOW)
    assert [one.people for one in found] == sorted(Likeness.objects.values_list("buyers", flat=True))[::-1][:3]
    assert [one.because for one in found] == [None, None, None]
    assert queries.due_again(new_id(), 3, now=NOW) == []


@pytest.mark.django_db
def test_what_goes_with_a_product_is_the_same_asked_by_variant(shop: Bought) -> None:
    insight.RECOMMENDATIONS.run(now=NOW)
    one = Variant.objects.get(sku="p00-1")
    by_variant, by_product = queries.similar_to(one.id, 4, now=NOW), queries.similar_to(one.product_id, 4, now=NOW)
    assert by_variant == by_product
    assert len(by_variant) == 4
    both = sum({"p00", by_variant[0].product.code} <= owned(shop, seq) for seq in range(PEOPLE))
    assert by_variant[0].people == both
    assert queries.similar_to(new_id(), now=NOW) == []


@pytest.mark.django_db
def test_a_cancelled_night_and_a_failed_one_leave_what_was_kept(shop: Bought, monkeypatch: pytest.MonkeyPatch) -> None:
    first = insight.RECOMMENDATIONS.run(now=NOW)
    before = list(Recommendation.objects.order_by("person_id").values())

    def cancel(**_: Any) -> Any:
        assert [insight.RECOMMENDATIONS.cancel(now=NOW), insight.RECOMMENDATIONS.cancel(now=NOW)] == [True, False]
        return shop, DAY

    def fail(**_: Any) -> Any:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(queries, "purchases", cancel)
    second = insight.RECOMMENDATIONS.run(now=NOW)
    monkeypatch.setattr(queries, "purchases", fail)
    with pytest.raises(RuntimeError):
        insight.RECOMMENDATIONS.run(now=NOW)
    third = RecommendModel.objects.get(pk=second.pk + 1)
    assert (second.cancelled_at is not None, second.finished_at, third.error) == (
        True,
        None,
        "RuntimeError: the disk is full",
    )
    assert queries.newest_recommending() == first
    assert list(Recommendation.objects.order_by("person_id").values()) == before


@pytest.mark.django_db
def test_a_cancellation_at_the_last_moment_takes_all_of_it_back(shop: Bought, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(_own: Any, stage: str, _done: int, _steps: int) -> None:
        if stage == "keeping":
            assert insight.RECOMMENDATIONS.cancel(now=NOW)

    monkeypatch.setattr(nights, "_tick", kept)
    run = insight.RECOMMENDATIONS.run(now=NOW)
    assert (run.cancelled_at is not None, Recommendation.objects.count(), Likeness.objects.count()) == (True, 0, 0)


@pytest.mark.django_db
def test_a_visitor_costs_as_many_statements_for_one_as_for_twenty(shop: Bought) -> None:
    insight.RECOMMENDATIONS.run(now=NOW)
    asked = person(3)
    counts = []
    for limit in (1, 20):
        with CaptureQueriesContext(connection) as seen:
            queries.recommendations_of(asked, limit, now=NOW)
        counts.append(len(seen))
    assert counts == [10, 10]


@pytest.mark.django_db
def test_an_empty_record_gives_an_empty_night(
    shop: Bought, monkeypatch: pytest.MonkeyPatch, nothing: Callable[[], Bought]
) -> None:
    monkeypatch.setattr(queries, "purchases", lambda **_: (nothing(), DAY))
    run = insight.RECOMMENDATIONS.run(now=NOW)
    assert (run.people, run.products, run.method, run.finished_at is not None) == (0, 0, "popular", True)
    assert queries.bestsellers(now=NOW) == []


@pytest.fixture
def nothing() -> Callable[[], Bought]:
    """No purchase at all."""
    none = np.zeros(0, dtype=np.int64)
    return lambda: of_columns(persons=none, products=np.array([], dtype=object), product=none, day=none)


@pytest.mark.django_db
def test_a_night_is_due_once_a_day(shop: Bought) -> None:
    assert [insight.RECOMMENDATIONS.run_if_due(now=NOW + timedelta(hours=hours)) for hours in (0, 1, 19, 21)] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_asking_twice_is_asking_once() -> None:
    assert [insight.RECOMMENDATIONS.ask(), insight.RECOMMENDATIONS.ask()] == [True, False]
    assert ProcrastinateJob.objects.filter(task_name="insight.recommend_now").count() == 1
