# SPDX-License-Identifier: Apache-2.0
"""What cannot change is not written: a profile that says the same, a person who is indexed once in a batch."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import deliver
from omotenashi.base.text import search
from omotenashi.people.customers.actions import matching
from omotenashi.people.customers.models import FieldValue, Profile
from omotenashi.people.customers.tests.hana import NOW, customer, register

pytestmark = pytest.mark.django_db
MANY = 250


def _profiles() -> list[tuple[object, ...]]:
    """Where each row lies and what it says: a row that is written again lies elsewhere."""
    return bulk.rows("SELECT ctid::text, * FROM customers_profile ORDER BY person_id")


def test_what_is_said_again_later_moves_its_moment_and_leaves_the_profile_alone() -> None:
    register(customer("member_no=M1", name="山田 花子"), customer("member_no=M2", name="佐藤 健"))
    before = _profiles()
    register(customer("member_no=M1", name="山田 花子", at=NOW + timedelta(days=1)))
    assert _profiles() == before
    assert list(FieldValue.objects.order_by("id").values_list("value", "said_at")) == [
        ("山田 花子", NOW + timedelta(days=1)),
        ("佐藤 健", NOW),
    ]


def test_many_are_found_by_every_word_as_few_are() -> None:
    """Their tokens take another way into the index, and stand in it when the call is over."""
    register(*(customer(f"member_no=K{n:04d}", name=f"山田 {n}") for n in range(MANY)))
    bulk.run("SET LOCAL enable_seqscan = off")
    found = Profile.objects.filter(tokens__contains=search.query_tokens("K0042"))
    assert list(found.values_list("member_no", flat=True)) == ["K0042"]
    assert bulk.rows("SELECT gin_clean_pending_list('customers_profile_tokens')") == [(0,)]


def test_who_is_new_and_changed_in_one_batch_is_indexed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    indexed: list[list[UUID]] = []

    def index(persons: set[UUID], *, now: datetime) -> int:
        indexed.append(sorted(persons))
        return 0

    monkeypatch.setattr(matching, "index", index)
    register(customer("member_no=M1", name="山田 花子"))
    register(customer("member_no=M1", name="髙橋 花子", at=NOW + timedelta(days=1)))
    deliver(now=NOW + timedelta(days=36_500))
    assert indexed == [[Profile.objects.get().person_id]]
