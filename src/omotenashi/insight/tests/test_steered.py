# SPDX-License-Identifier: Apache-2.0
"""What steers recommendations is read as it stands, and what moved a product is told unless it was taken away."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest

from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.usage.models import Progress
from omotenashi.insight import queries
from omotenashi.insight.actions import steering
from omotenashi.insight.models import Likeness, Recommendation, Taste, TasteRefusal
from omotenashi.insight.recommend.bought import of_columns
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Person
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, tzinfo=UTC)
DAY = date(2026, 1, 15)


def _goods() -> list[Product]:
    names = [("p0", "霧の庭 第1巻", "本"), ("p1", "霧の庭 第2巻", "本"), ("p2", "湯呑み", "器")]
    products = [
        Product(code=code, name=name, category=kind, published_at=NOW, changed_in=0) for code, name, kind in names
    ]
    Product.objects.bulk_create(products)
    Variant.objects.bulk_create([Variant(product=one, sku=f"{one.code}-1") for one in products])
    return products


def _person(number: str) -> tuple[Person, UUID]:
    record = registrations.CustomerRecord(identifiers=(Identifier("member_no", number),), observed_at=NOW)
    [found] = registrations.register([record], source="test", now=NOW)
    assert found.node_id is not None
    assert found.person_id is not None
    return Person.objects.get(pk=found.person_id), found.node_id


def test_tags_and_usage_are_read_by_their_places() -> None:
    goods = _goods()
    (other, _node), (mine, node) = _person("M1"), _person("M2")
    Taste.objects.create(
        person_id=mine.pk, axis="category", value="器", place=0, z=1.5, share=0.5, base=0.1, version=1, as_of=DAY
    )
    Progress.objects.create(
        node_id=node, product=goods[0], kind="read", progress=1, first_at=NOW, last_at=NOW, began_at=NOW - timedelta(days=3),
        finished_at=NOW,
    )  # fmt: skip
    Progress.objects.create(
        node_id=node,
        product=goods[2],
        kind="opened",
        progress=1,
        first_at=NOW,
        last_at=NOW,
        began_at=NOW,
        finished_at=NOW,
    )
    bought = of_columns(
        persons=np.array([other.seq, mine.seq, mine.seq]), products=np.array(["p0", "p1", "p2"], dtype=object), product=np.array([0, 0, 2]),
        day=np.array([20_000, 20_000, 20_001]),
    )  # fmt: skip
    found, values = steering.steered(bought)
    assert (found.following.tolist(), [values[n] for n in found.values[:, 0]]) == (
        [1, -1, -1],
        ["category:本", "category:本", "category:器"],
    )
    assert (values[found.tags.value[1, 0]], found.tags.strength[1, 0], found.tags.value[0].max()) == (
        "category:器",
        0.5,
        -1,
    )
    assert (found.used.person.tolist(), found.used.product.tolist()) == ([1], [0])
    assert (found.used.finished - found.used.began).tolist() == [3]


def test_what_moved_a_product_is_told_and_a_taste_that_was_taken_away_is_not() -> None:
    goods = _goods()
    mine, node = _person("M1")
    Likeness.objects.bulk_create(
        [Likeness(product_id=one.pk, number=n, buyers=1, again=0, cycle_days=0, similar=[], similar_people=[], together=[], together_baskets=[])
         for n, one in enumerate(goods)]
    )  # fmt: skip
    Recommendation.objects.create(
        person_id=mine.pk, version=1, products=[1, 2], because=[-1, -1], people=[1, 1], due=[], due_dates=[], due_cycles=[],
        due_own=[], moved_by=["usage:0", "taste:category:器"], as_of=DAY,
    )  # fmt: skip
    told = queries.recommendations_of(mine.pk, now=NOW)
    assert [(one.product.code, one.after, one.taste) for one in told] == [
        ("p1", "霧の庭 第1巻", None),
        ("p2", None, ("category", "器")),
    ]
    many, _popular, _owned = queries.offers_to_many([mine.pk], now=NOW)
    assert [(one.after, one.taste) for one in many[mine.pk]] == [(one.after, one.taste) for one in told]
    TasteRefusal.objects.create(node_id=node, axis="category", value="器", refused_at=NOW - timedelta(days=179))
    assert [one.taste for one in queries.recommendations_of(mine.pk, now=NOW)] == [None, None]
    assert [one.taste for one in queries.recommendations_of(mine.pk, now=NOW + timedelta(days=2))][1] == (
        "category",
        "器",
    )


def test_what_is_nearly_used_up_is_due_earlier_unless_it_was_bought_again_since() -> None:
    goods = _goods()
    places.register_channels(["EC"])
    mine, node = _person("M1")
    Likeness.objects.create(
        product_id=goods[2].pk, number=2, buyers=9, again=9, cycle_days=60, similar=[], similar_people=[], together=[],
        together_baskets=[],
    )  # fmt: skip
    Recommendation.objects.create(
        person_id=mine.pk, version=1, products=[], because=[], people=[], due=[2], due_dates=[DAY + timedelta(days=12)],
        due_cycles=[60], due_own=[False], as_of=DAY,
    )  # fmt: skip
    began = NOW - timedelta(days=40)
    Progress.objects.create(
        node_id=node, product=goods[2], kind="used", progress=0.8, first_at=began, last_at=NOW, began_at=began
    )
    [told] = queries.due_again(mine.pk, now=NOW)
    assert (told.due_date, told.used) == (DAY + timedelta(days=10), 0.8)
    line = orders.LineRecord(sku="p2-1", name="湯呑み", quantity=1, unit_price=Decimal(100), amount=100)
    yesterday = NOW - timedelta(days=1)
    record = orders.OrderRecord(
        origin="test", number="1", channel="EC", node_id=node, placed_at=yesterday, lines=(line,)
    )
    orders.record([record], now=NOW)
    [told] = queries.due_again(mine.pk, now=NOW)
    assert (told.due_date, told.used) == (DAY + timedelta(days=12), None)
