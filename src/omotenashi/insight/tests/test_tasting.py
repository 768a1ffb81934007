# SPDX-License-Identifier: Apache-2.0
"""A night of tastes, a tag that a customer takes away, and an erased person."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pyarrow as pa
import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant, Wish
from omotenashi.insight import actions as insight
from omotenashi.insight import likings, queries
from omotenashi.insight.models import Taste, TasteRefusal
from omotenashi.insight.tastes import signals
from omotenashi.insight.tastes.signals import SCHEMA
from omotenashi.people.customers.actions import erasures, registrations
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import Person
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, tzinfo=UTC)
DAY = date(2026, 1, 15)
LATER = NOW + timedelta(days=181)


def _person(number: int) -> tuple[UUID, UUID]:
    record = CustomerRecord(identifiers=(Identifier("member_no", f"M{number}"),), observed_at=NOW)
    made = registrations.register([record], source="test", now=NOW)[0]
    assert made.node_id is not None
    assert made.person_id is not None
    return made.node_id, made.person_id


@pytest.fixture
def hana(monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, UUID]:
    """Hana buys linen, forty others tea; give her node and person."""
    places.set_up_retailer(name="花店")
    catalogue.register(
        [
            catalogue.ProductRecord(sku=sku, code=sku, name=sku, category=category)
            for sku, category in (("T", "茶"), ("L", "麻"))
        ]
    )
    node, person = _person(1)
    seq = Person.objects.get(pk=person).seq
    rows = [(seq, "s:L", 4), *((10_000 + n, "s:T", 3) for n in range(40))]
    made = [
        {"person": one, "thing": thing, "act": "bought", "times": n, "weight": float(n), "day": DAY, "order": 0}
        for one, thing, n in rows
    ]
    read = signals.of_rows(pa.Table.from_pylist(made, schema=SCHEMA))
    monkeypatch.setattr(queries, "tasted", lambda **_: (read, DAY))
    return node, person


def _tags(person: UUID, now: datetime = NOW) -> list[tuple[str, str, int]]:
    return [(one.axis, one.value, one.version) for one in queries.tastes_of(person, now=now)]


def test_a_night_keeps_tags_with_its_version(hana: tuple[UUID, UUID]) -> None:
    run = insight.TASTES.run(now=NOW)
    assert _tags(hana[1]) == [("category", "麻", run.version)]
    # Of the forty others, none is known to the record.
    assert (run.tags, run.people, run.as_of, Taste.objects.count()) == (1, 41, DAY, 1)
    again = insight.TASTES.run(now=NOW)
    assert _tags(hana[1]) == [("category", "麻", again.version)]


def test_what_a_customer_takes_away_stays_away_for_180_days(hana: tuple[UUID, UUID]) -> None:
    node, person = hana
    insight.TASTES.run(now=NOW)
    assert insight.refuse_taste(node_id=node, axis="category", value="麻", now=NOW) is True
    assert (_tags(person), Taste.objects.count()) == ([], 0)
    insight.TASTES.run(now=NOW + timedelta(days=179))
    assert Taste.objects.count() == 0
    after = insight.TASTES.run(now=LATER)
    assert _tags(person, LATER) == [("category", "麻", after.version)]


def test_a_tag_that_nobody_has_is_not_taken_away(hana: tuple[UUID, UUID]) -> None:
    insight.TASTES.run(now=NOW)
    assert insight.refuse_taste(node_id=hana[0], axis="category", value="茶", now=NOW) is False
    assert (TasteRefusal.objects.count(), len(_tags(hana[1]))) == (0, 1)


def test_a_merge_keeps_away_what_one_of_both_took_away(hana: tuple[UUID, UUID]) -> None:
    insight.TASTES.run(now=NOW)
    insight.refuse_taste(node_id=hana[0], axis="category", value="麻", now=NOW)
    both = CustomerRecord(
        identifiers=(Identifier("member_no", "M1"), Identifier("email", "h@example.jp")), observed_at=NOW
    )
    registrations.register([both], source="test", now=NOW)
    insight.TASTES.run(now=NOW)
    assert Taste.objects.count() == 0


def test_an_erased_person_leans_towards_nothing_and_never_will(hana: tuple[UUID, UUID]) -> None:
    node, person = hana
    insight.TASTES.run(now=NOW)
    insight.refuse_taste(node_id=node, axis="category", value="麻", now=NOW)
    insight.TASTES.run(now=LATER)
    erasures.erase(person, by="CS", now=NOW, reason="test")
    outbox.deliver(now=clock.now())
    assert (Taste.objects.count(), TasteRefusal.objects.count()) == (0, 0)
    insight.TASTES.run(now=LATER)
    assert Taste.objects.count() == 0


def test_wishes_count_and_fade_and_a_wish_taken_back_says_nothing(hana: tuple[UUID, UUID]) -> None:
    node, person = hana
    old = NOW - timedelta(days=365)
    for sku, gone in (("T", None), ("L", NOW)):
        variant = Variant.objects.get(sku=sku)
        Wish.objects.create(node_id=node, variant=variant, wished_at=old, removed_at=gone)
    seq = Person.objects.get(pk=person).seq
    rows = likings.further(as_of=DAY, zone="UTC").to_pylist()
    assert rows == [
        {"person": seq, "thing": "s:T", "act": "wished", "times": 1, "weight": 0.5, "day": old.date(), "order": 0}
    ]
