# SPDX-License-Identifier: Apache-2.0
"""Visitors: keys that name nobody, spells of users on one browser, and devices that everybody uses."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import anchors, households, sharing
from omotenashi.people.customers.actions.households import Joining
from omotenashi.people.customers.models import Demotion, Edge, HouseholdMember, MergeLog, Node, Person
from omotenashi.people.customers.tests.hana import NOW, customer, persons, register, tables_agree
from omotenashi.people.customers.tests.traces import asked, node, seen, tables

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
VISIT = "anonymous_id=v1"


@pytest.fixture(autouse=True)
def _agree() -> Iterator[None]:
    """After every test the persons are those of the edges (P5)."""
    yield
    assert tables_agree()


def test_a_visitor_alone_is_a_node_and_nobody() -> None:
    anchor = seen(VISIT)
    seen(VISIT, "device_id=d1")
    assert (Node.objects.count(), Person.objects.count(), Edge.objects.count()) == (2, 0, 0)
    assert anchor is not None
    assert queries.person_of(anchor) is None


def test_a_visitor_who_signs_in_brings_the_visits_along() -> None:
    visit = seen(VISIT)
    register(customer("user_id=1", "email=h@example.com", name="花子"))
    seen("user_id=1", VISIT, at=NOW + DAY)
    assert persons() == [{VISIT, "email=h@example.com", "user_id=1"}]
    assert visit is not None
    assert queries.current_person(node("user_id=1")) == visit
    assert MergeLog.objects.get().kind == "merge"


def test_another_user_on_the_browser_begins_a_new_spell() -> None:
    first = seen(VISIT)
    seen("user_id=1", VISIT, at=NOW + DAY)
    between = seen(VISIT, at=NOW + DAY * 2)
    seen("user_id=2", VISIT, at=NOW + DAY * 3)
    after = seen(VISIT, at=NOW + DAY * 4)
    assert first == between != after
    assert persons() == [{VISIT, "user_id=1"}, {VISIT, "user_id=2"}]
    owners = [queries.person_of(found) for found in (first, after) if found]
    assert owners == [queries.person_of(node("user_id=1")), queries.person_of(node("user_id=2"))]


def test_who_comes_back_to_the_browser_gets_the_old_spell() -> None:
    seen("user_id=1", VISIT)
    seen("user_id=2", VISIT, at=NOW + DAY)
    seen("user_id=1", VISIT, at=NOW + DAY * 2)
    assert Node.objects.filter(type="anonymous_id").count() == 2
    assert seen(VISIT, at=NOW + DAY * 3) == Node.objects.get(type="anonymous_id", spell=0).pk
    assert seen(VISIT, at=NOW + DAY * 1.5) == Node.objects.get(type="anonymous_id", spell=1).pk


def test_a_late_visit_goes_to_the_spell_of_its_moment() -> None:
    seen("user_id=2", VISIT, at=NOW + DAY * 3)
    seen("user_id=1", VISIT, at=NOW + DAY)
    late = seen(VISIT, at=NOW + DAY * 2)
    assert late is not None
    assert queries.person_of(late) == queries.person_of(node("user_id=1"))


def test_three_users_within_thirty_days_make_a_key_everybodys() -> None:
    for user in (1, 2, 3):
        seen(f"user_id={user}", VISIT, at=NOW + DAY * user)
    assert persons() == [{"user_id=1"}, {"user_id=2"}, {"user_id=3"}]
    assert set(Node.objects.filter(type="anonymous_id").values_list("shared_since", flat=True)) == {NOW}
    seen("user_id=4", VISIT, at=NOW + DAY * 9)
    assert persons()[-1] == {"user_id=4"}
    assert Node.objects.filter(type="anonymous_id").count() == 3


def test_three_users_in_three_months_do_not() -> None:
    for user in (1, 2, 3):
        seen(f"user_id={user}", VISIT, at=NOW + DAY * 45 * user)
    assert len(persons()) == 3
    assert Node.objects.filter(type="anonymous_id", shared_since=None).count() == 3


def test_a_tablet_in_the_shop_joins_nobody() -> None:
    register(customer("user_id=1"), customer("user_id=2"))
    tablet = seen("device_id=d1", shared=True)
    for user in (1, 2):
        seen(f"user_id={user}", "device_id=d1", shared=True)
    assert persons() == [{"user_id=1"}, {"user_id=2"}]
    assert seen("device_id=d1", shared=True) == tablet
    assert Edge.objects.count() == 0


def test_a_device_that_turns_out_to_be_shared_lets_go_of_everybody() -> None:
    seen("user_id=1", "device_id=d1")
    assert len(persons()[0]) == 2
    seen("user_id=1", "device_id=d1", shared=True)
    assert persons() == [{"user_id=1"}]


def test_only_five_browsers_a_week_join_one_person() -> None:
    for number in range(8):
        seen("user_id=1", f"anonymous_id=v{number}", at=NOW)
    assert len(persons()[0]) == 1 + 5
    assert set(Demotion.objects.values_list("reason", flat=True)) == {"window:anonymous_id"}
    seen("user_id=1", "anonymous_id=late", at=NOW + DAY * 8)
    assert len(persons()[0]) == 1 + 6


def test_a_line_user_joins_only_from_a_source_that_is_trusted() -> None:
    register(customer("member_no=M1"))
    anchor = seen("member_no=M1", "line_user_id=U1", trusted=False)
    assert anchor == node("member_no=M1")
    assert persons() == [{"line_user_id=U1"}, {"member_no=M1"}] or persons() == [{"member_no=M1"}]
    seen("member_no=M1", "line_user_id=U1", trusted=True)
    assert persons() == [{"line_user_id=U1", "member_no=M1"}]


def test_nothing_usable_is_none() -> None:
    found = anchors.resolve([asked(), asked("email=null"), asked(VISIT)], now=NOW)
    assert [one is None for one in found] == [True, True, False]


def test_the_anchor_is_the_strongest_and_the_rest_are_the_others() -> None:
    seen(VISIT, "email=h@example.com", "user_id=1")
    [found] = anchors.resolve([asked(VISIT, "email=h@example.com", "user_id=1")], now=NOW)
    assert found is not None
    visit = Node.objects.get(type="anonymous_id").pk
    assert (found.node_id, found.others) == (node("user_id=1"), (node("email=h@example.com"), visit))


def test_a_family_shares_a_landline_and_stays_two() -> None:
    register(customer("member_no=M1", "phone=0312345678", name="花子"), customer("member_no=M2", name="健"))
    home = households.form(
        [Joining(node("member_no=M1"), "mother"), Joining(node("member_no=M2"), "son")],
        kind="family", formed_by="staff", by="tencho", now=NOW, shared=[node("phone=0312345678")],
    )  # fmt: skip
    seen("member_no=M2", "phone=0312345678")
    assert persons() == [{"member_no=M1"}, {"member_no=M2"}]
    assert [found.household for found in queries.households_of(node("member_no=M1"))] == [home]
    assert households.leave(home.pk, node("member_no=M2"), now=NOW + DAY)
    assert not households.leave(home.pk, node("member_no=M2"), now=NOW + DAY)
    households.dissolve(home.pk, now=NOW + DAY * 2)
    assert HouseholdMember.objects.filter(until=None).count() == 0
    assert list(queries.households_of(node("member_no=M1"))) == []


def test_a_key_that_is_shared_no_more_joins_what_was_wished_meanwhile() -> None:
    register(customer("member_no=M1", "phone=0312345678"))
    before = tables()
    sharing.share([node("phone=0312345678")], by="tencho", reason="household", now=NOW)
    assert persons() == [{"member_no=M1"}]
    sharing.unshare([node("phone=0312345678")], now=NOW)
    assert tables() == before
