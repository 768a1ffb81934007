# SPDX-License-Identifier: Apache-2.0
"""Keys that somebody made up, keys that everybody has, keys that come a thousand times: no wrong join, bounded work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import anchors, blocking
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.models import BlockedValue, Demotion, Edge, MergeLog, Node, Person
from omotenashi.people.customers.rules import MOST_MERGES, Identifier
from omotenashi.people.customers.tests.hana import NOW, customer, persons, register, tables_agree
from omotenashi.people.customers.tests.traces import asked, link, node, seen, seen_all, tables
from omotenashi.places.locations.models import Location

pytestmark = pytest.mark.django_db

CROWD = 60


@pytest.mark.parametrize(
    "key", ["email=null", "email=none@", "phone=090-0000-0000", "phone=03-1111-1111", "user_id=[object Object]",
            "user_id=undefined", "member_no=0000", "user_id=\x00", "user_id=a\x00b", "user_id=" + "9" * 201],
)  # fmt: skip
def test_a_value_that_everybody_sends_makes_no_node(key: str) -> None:
    seen_all([asked("user_id=7", key), asked(key)])
    assert list(Node.objects.values_list("type", "value")) == [("user_id", "7")]


def test_a_number_that_everybody_shares_blocks_itself_in_one_call() -> None:
    register(*(customer(f"member_no=M{n}", "phone=09012345678", name=f"{n}") for n in range(CROWD)))
    assert (len(persons()), Edge.objects.count(), Demotion.objects.count()) == (CROWD, 0, 0)
    [blocked] = queries.values_to_review()
    assert (blocked.reason, blocked.node_id) == ("met_too_many", node("phone=09012345678"))
    assert tables_agree()


def test_a_number_that_everybody_shares_blocks_itself_one_by_one() -> None:
    for n in range(CROWD):
        seen(f"member_no=M{n}", "phone=09012345678")
    assert all(len(keys) == 1 for keys in persons())
    assert len(persons()) == CROWD
    assert Edge.objects.filter(retracted_at=None).count() == 0
    assert BlockedValue.objects.get().node_id == node("phone=09012345678")
    # From the twenty-first on, the number is not even looked at.
    assert Demotion.objects.count() <= blocking.MOST_PERSONS + 5
    assert tables_agree()


def test_a_number_blocked_by_mistake_joins_again() -> None:
    for n in range(CROWD):
        seen(f"member_no=M{n}", "phone=09012345678")
    blocking.review(BlockedValue.objects.get().pk, keep=False, by="tencho", now=NOW)
    assert list(queries.values_to_review()) == []
    assert max(map(len, persons())) == 1 + 3
    assert tables_agree()


def test_the_retailers_own_number_joins_nobody() -> None:
    Location.objects.create(code="S1", name="本店", phone="03-1234-5678")
    register(customer("member_no=M1", "phone=0312345678"))
    assert persons() == [{"member_no=M1"}]


def test_a_value_and_a_pattern_can_be_blocked_and_what_was_joined_lets_go() -> None:
    register(customer("member_no=M1", "email=info@shop.example"), customer("member_no=M2", "email=info@shop.example"))
    assert len(persons()) == 1
    blocking.block(Identifier("email", "INFO@shop.example"), by="tencho", reason="our own", now=NOW)
    blocking.block_pattern("email", r"staff-\d+@shop\.example", by="tencho", reason="our own", now=NOW)
    register(
        customer("member_no=M3", "email=staff-12@shop.example"), customer("member_no=M4", "email=info@shop.example")
    )
    assert persons() == [{"member_no=M1"}, {"member_no=M2"}, {"member_no=M3"}, {"member_no=M4"}]


def test_a_refused_wish_is_logged_once_however_often_it_comes() -> None:
    register(customer("user_id=1", "email=h@example.com"))
    for day in range(5):
        seen("user_id=2", "email=h@example.com", at=NOW + timedelta(days=day))
    assert MergeLog.objects.filter(kind="demote").count() == Demotion.objects.count() == 1


def test_twenty_thousand_sightings_of_one_visitor_cost_no_more_rows_than_one() -> None:
    seen("user_id=1", "anonymous_id=v")
    items = [asked("user_id=1", "anonymous_id=v", at=NOW + timedelta(seconds=n)) for n in range(20_000)]
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        seen_all(items)
    assert len(asked_for) < 25
    assert (Node.objects.count(), Edge.objects.count(), MergeLog.objects.count()) == (2, 1, 0)


def test_a_sighting_of_what_is_known_writes_nothing() -> None:
    seen("user_id=1", "anonymous_id=v", name="花子")
    before = tables()
    with CaptureQueriesContext(connection) as asked_for:
        seen("user_id=1", "anonymous_id=v", name="花子")
    assert tables() == before
    assert len(asked_for) < 18


def test_too_many_merges_freeze_a_person_and_only_staff_go_on() -> None:
    receipts = customers.receipt_nodes(["r"], now=NOW)
    register(customer("member_no=M1"), customer("email=h@example.com"))
    Person.objects.filter(pk=node("member_no=M1")).update(merge_count=MOST_MERGES, frozen_at=NOW)
    seen("member_no=M1", "email=h@example.com")
    assert len(persons()) == 2
    assert Demotion.objects.get().reason == "frozen"
    link("member_no=M1", "email=h@example.com")
    assert len(persons()) == 1
    assert queries.person_of(receipts["r"]) is None


def test_what_a_process_remembers_ends_with_the_database() -> None:
    assert anchors.resolve([asked("user_id=1")], now=NOW) != [None]
    anchors.forget()
    assert Node.objects.count() == 1
