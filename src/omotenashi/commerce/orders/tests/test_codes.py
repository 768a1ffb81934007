# SPDX-License-Identifier: Apache-2.0
"""Codes for an order: found by whoever has one, by nobody who guesses; spent once."""

from datetime import timedelta

import pytest

from omotenashi.base.tests.together import together
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import AccessCode, CodeTry
from omotenashi.commerce.orders.tests.drafts import placed, stocked
from omotenashi.commerce.orders.tests.records import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def code(purpose: str = codes.STATUS) -> str:
    stocked()
    return codes.issue(placed().order_id, expires_at=NOW + DAY, now=NOW, purpose=purpose)


def test_a_code_finds_its_order_until_it_expires_and_only_its_hash_is_kept() -> None:
    said = code()
    kept = AccessCode.objects.get()
    assert codes.find(said, asker="a", now=NOW) == codes.find(said, asker="b", now=NOW) == kept.order_id
    assert codes.find(said, asker="a", now=NOW + DAY) is None
    assert (said.encode() in bytes(kept.code_hash), len(said)) == (False, 22)


def test_a_code_is_for_one_purpose() -> None:
    assert codes.find(code("pickup"), asker="a", now=NOW) is None


def test_after_ten_wrong_codes_even_the_right_one_waits_a_quarter_of_an_hour() -> None:
    said = code()
    assert [codes.find(f"wrong {n}", asker="a", now=NOW) for n in range(10)] == [None] * 10
    with pytest.raises(codes.TooManyTries):
        codes.find(said, asker="a", now=NOW)
    assert codes.find(said, asker="b", now=NOW) == AccessCode.objects.get().order_id
    assert codes.find(said, asker="a", now=NOW + codes.WITHIN) == AccessCode.objects.get().order_id
    assert CodeTry.objects.count() == 0


def test_a_code_that_was_withdrawn_finds_nothing() -> None:
    said = code()
    assert codes.withdraw(AccessCode.objects.get().order_id, now=NOW) == 1
    assert codes.find(said, asker="a", now=NOW) is None


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_a_code_is_spent_once_whoever_shows_it() -> None:
    said = code("proxy")
    order = AccessCode.objects.get().order_id
    done = together([lambda n=n: codes.use(said, asker=f"{n}", purpose="proxy", now=NOW) for n in range(6)])  # type: ignore[misc]  # bound per job
    assert sorted(done, key=str) == sorted([order, *[None] * 5], key=str)


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_counted_each() -> None:
    code()
    done = together([lambda n=n: codes.find(f"wrong {n}", asker="a", now=NOW) for n in range(14)])  # type: ignore[misc]  # bound per job
    assert (sum(one is None for one in done), sum(isinstance(one, codes.TooManyTries) for one in done)) == (10, 4)
