# SPDX-License-Identifier: Apache-2.0
"""What staff heed: noted once, on whoever it is, taken back and had again, left alone where it was asked."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import cares, registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Care
from omotenashi.people.customers.rules import cares as rules
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff

NOW = clock.now()
DAY = date(2020, 3, 11)


def _node(number: str = "M1") -> UUID:
    record = registrations.CustomerRecord(identifiers=(Identifier("member_no", number),), observed_at=NOW)
    found = registrations.register([record], source="test", now=NOW)[0].node_id
    assert found is not None
    return found


def _clerk(name: str = "ken", role: str = "clerk") -> Staff:
    return staff.hire(email=f"{name}@example.jp", name=name, role=role, password="only-for-tests")


@pytest.mark.django_db
def test_a_second_press_notes_nothing_twice_and_taking_back_can_be_undone() -> None:
    node, clerk = _node(), _clerk()
    first = cares.heed(node_id=node, kind="avoid", what="leather", by=clerk, now=NOW)
    again = cares.heed(node_id=node, kind="avoid", what="leather", by=clerk, now=NOW + timedelta(seconds=1))
    assert (first.pk, Care.objects.count()) == (again.pk, 1)
    cares.take_back(care_id=first.pk, by=clerk, now=NOW)
    assert queries.cares_of([node]) == []
    cares.heed_again(care_id=first.pk, by=clerk)
    assert [(one.what, one.author_id, one.written_at) for one in queries.cares_of([node])] == [
        ("leather", clerk.pk, NOW)
    ]


@pytest.mark.django_db
def test_only_its_author_or_who_may_edit_customers_takes_a_note_back() -> None:
    node = _node()
    care = cares.heed(node_id=node, kind="liking", text="試着はゆっくり", by=_clerk(), now=NOW)
    with pytest.raises(cares.NotYours):
        cares.take_back(care_id=care.pk, by=_clerk("other"), now=NOW)
    assert Care.objects.get().taken_back_at is None
    cares.take_back(care_id=care.pk, by=_clerk("boss", "manager"), now=NOW)
    assert Care.objects.get().taken_back_at == NOW


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {"kind": "anniversary", "what": "wedding"},
        {"kind": "anniversary", "what": "nobody knows", "on_date": DAY},
        {"kind": "avoid"},
        {"kind": "avoid", "what": "weather"},
        {"kind": "liking", "text": " \x00 "},
        {"kind": "rumour", "text": "x"},
    ],
)
def test_what_says_nothing_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(cares.NothingToHeed):
        cares.heed(node_id=_node(), by=_clerk(), now=NOW, **said)
    assert Care.objects.count() == 0


@pytest.mark.django_db
def test_topics_are_those_of_the_person_under_whatever_key() -> None:
    hana, taro, clerk = _node("M1"), _node("M2"), _clerk()
    cares.heed(node_id=hana, kind="avoid", what="alcohol", by=clerk, now=NOW)
    cares.heed(node_id=hana, kind="avoid", text="前の職場の話", by=clerk, now=NOW)
    cares.heed(node_id=taro, kind="liking", text="ギフト包装", by=clerk, now=NOW)
    persons = {node: queries.person_of(node) for node in (hana, taro)}
    assert queries.avoided({one for one in persons.values() if one}) == {persons[hana]: {"alcohol"}}


@pytest.mark.parametrize(
    ("avoided", "told", "met"),
    [
        ({"leather"}, {"leather", "discount"}, "leather"),
        ({"leather"}, {"discount"}, ""),
        ({"everything"}, set(), "everything"),
        ({"category:茶"}, {"category:茶 > 煎茶"}, "category:茶"),
        ({"category:茶 > 煎茶"}, {"category:茶"}, ""),
        ({"category:茶"}, {"category:茶器"}, ""),
    ],
)
def test_a_topic_is_met_where_a_message_speaks_of_it(avoided: set[str], told: set[str], met: str) -> None:
    assert rules.met(avoided, told) == met
