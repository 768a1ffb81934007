# SPDX-License-Identifier: Apache-2.0
"""After a whole look only what is new, and what was broken, is looked at."""

from datetime import timedelta

import pytest

from omotenashi.base import clock
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import Intent, WholeCheck
from omotenashi.commerce.payments.tests.tries import expected
from omotenashi.places.locations.models import Location

pytestmark = pytest.mark.django_db


def _spoil(intent: Intent, by: int) -> None:
    Intent.objects.filter(pk=intent.pk).update(refunded_amount=by, captured_amount=by, amount=intent.amount)


def test_what_was_broken_at_the_whole_look_is_asked_for_until_it_is_mended() -> None:
    now, intent = clock.now(), expected(amount=700)
    _spoil(intent, 10)
    assert [one.subject for one in payments.check_all(now=now + timedelta(days=1))] == [f"intent {intent.pk}"]
    later = now + timedelta(days=1, hours=3)
    assert (WholeCheck.objects.get().intents, len(queries.broken(later))) == ([intent.pk], 1)
    _spoil(intent, 0)
    assert queries.broken(later) == []


def test_by_day_only_what_was_written_since_is_looked_at_and_by_night_everything() -> None:
    now, old = clock.now(), expected(amount=700)
    payments.check_all(now=now + timedelta(days=1))
    _spoil(old, 10)  # by hand, in a row that nothing else was written about
    later = now + timedelta(days=1, hours=3)
    assert queries.broken(later) == []
    assert len(payments.check_all(now=later)) == len(queries.broken(later)) == 1


def test_a_row_that_is_new_since_the_whole_look_is_looked_at() -> None:
    now = clock.now()
    payments.check_all(now=now)
    _spoil(expected(amount=700), 10)
    assert len(queries.broken(now + timedelta(hours=3))) == 1


def test_without_a_whole_look_of_these_days_everything_is_looked_at() -> None:
    now, intent = clock.now(), expected(amount=700)
    payments.check_all(now=now + timedelta(days=1))
    _spoil(intent, 10)
    assert len(queries.broken(now + timedelta(days=9))) == 1


def test_a_till_with_several_entries_is_counted_once() -> None:
    now = clock.now()
    payments.check_all(now=now)
    shop = Location.objects.create(code="S1", name="渋谷店")
    shift = payments.open_shift(
        location_id=shop.pk, terminal="1", currency="JPY", counts={1_000: 5}, staff_id=None, key="o", now=now
    )
    payments.pay_in(shift_id=shift.pk, amount=1_000, reason="", staff_id=None, key="p", now=now)
    payments.close_shift(shift_id=shift.pk, counts={1_000: 6}, staff_id=None, key="c", now=now)
    assert queries.broken(now + timedelta(hours=3)) == []
