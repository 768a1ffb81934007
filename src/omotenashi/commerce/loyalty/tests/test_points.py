# SPDX-License-Identifier: Apache-2.0
"""Points: a key counts once, nobody falls below zero, and the balance is the sum of the entries."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base import bulk
from omotenashi.base.outbox.models import Event
from omotenashi.base.tests.together import together
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import PointRecord
from omotenashi.commerce.loyalty.models import Wallet, WalletEntry
from omotenashi.people.customers.models import Node
from omotenashi.people.customers.tests.hana import customer, register

NOW = datetime(2026, 1, 10, tzinfo=UTC)
CHECK = "available >= 0 OR negative_allowed"

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(db: None) -> UUID:
    """The node of a membership."""
    return member_of("M1")


def member_of(number: str) -> UUID:
    """Register a member and give the node."""
    register(customer(f"member_no={number}"))
    return Node.objects.get(type="member_no", value=number).pk


def points(node_id: UUID, amount: int, key: str) -> PointRecord:
    """Make a posting."""
    return PointRecord(node_id=node_id, amount=amount, type="earn" if amount > 0 else "burn", occurred_at=NOW, key=key)


def test_points_come_and_go(member: UUID) -> None:
    assert loyalty.post([points(member, 100, "a"), points(member, -30, "b")]) == 2
    assert queries.balance_of([member]) == 70
    assert sorted(queries.entries_of([member]).values_list("amount", flat=True)) == [-30, 100]
    assert Event.objects.filter(name="loyalty.PointsPosted").count() == 2


def test_a_key_counts_once_in_one_call_and_in_two(member: UUID) -> None:
    assert loyalty.post([points(member, 100, "a"), points(member, 100, "a")]) == 1
    assert loyalty.post([points(member, 100, "a")]) == 0
    assert queries.balance_of([member]) == 100


def test_who_has_too_little_burns_nothing_and_the_whole_call_is_undone(member: UUID) -> None:
    ken = member_of("K1")
    loyalty.post([points(member, 10, "a")])
    with pytest.raises(IntegrityError), transaction.atomic():
        loyalty.post([points(ken, 5, "b"), points(member, -11, "c")])
    assert (queries.balance_of([member]), queries.balance_of([ken]), WalletEntry.objects.count()) == (10, 0, 1)


def test_a_persons_balance_is_the_sum_over_the_memberships(member: UUID) -> None:
    old_card = member_of("M0")
    loyalty.post([points(member, 10, "a"), points(old_card, 5, "b")])
    assert queries.balance_of([member, old_card]) == 15


@pytest.mark.parametrize("sql", ["UPDATE loyalty_walletentry SET amount = 9", "DELETE FROM loyalty_walletentry"])
def test_a_posting_cannot_be_changed(member: UUID, sql: str) -> None:
    loyalty.post([points(member, 10, "a")])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        bulk.run(sql)
    assert WalletEntry.objects.get().amount == 10


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 9)), max_size=4), max_size=5))
def test_the_balance_is_the_sum_of_the_entries_after_anything(member: UUID, calls: list[list[tuple[int, int]]]) -> None:
    with transaction.atomic():
        for call in calls:
            with suppress(IntegrityError):
                loyalty.post([points(member, amount, f"k{key}") for amount, key in call])
        total = WalletEntry.objects.aggregate(total=Sum("amount"))["total"] or 0
        assert queries.balance_of([member]) == total >= 0
        assert queries.broken(NOW) == []
        transaction.set_rollback(True)


def _two_burns_of_all() -> tuple[list[str], int, int]:
    member = member_of("M1")
    loyalty.post([points(member, 100, "a")])
    found = together([partial(loyalty.post, [points(member, -100, f"burn{n}")]) for n in range(2)])
    left = Wallet.objects.get().available
    return sorted(type(each).__name__ for each in found), left, WalletEntry.objects.count()


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_of_two_burns_at_once_one_succeeds() -> None:
    assert _two_burns_of_all() == (["IntegrityError", "int"], 0, 2)


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_the_points_are_spent_twice() -> None:
    """The negative control."""
    bulk.run("ALTER TABLE loyalty_wallet DROP CONSTRAINT loyalty_never_negative")
    try:
        assert _two_burns_of_all() == (["int", "int"], -100, 3)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE loyalty_wallet CASCADE")
            cursor.execute(f"ALTER TABLE loyalty_wallet ADD CONSTRAINT loyalty_never_negative CHECK ({CHECK})")
