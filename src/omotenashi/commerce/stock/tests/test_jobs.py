# SPDX-License-Identifier: Apache-2.0
"""What the clock starts."""

from datetime import timedelta

import pytest

from omotenashi.base import clock
from omotenashi.commerce.stock import jobs
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.commerce.stock.tests.shelf import NOW, breaches, furnish, hold, level, want

pytestmark = pytest.mark.django_db


def test_a_sweep_ends_what_lapsed_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    furnish()
    for n in range(5):
        hold(want("A", "GINZA"), key=str(n))
    monkeypatch.setattr(jobs, "_SWEEP", 2)
    jobs.expire()
    assert (level(), breaches(clock.now())) == ((5, 0, 0, 0), [])


def test_every_night_the_book_is_believed_a_little_less(monkeypatch: pytest.MonkeyPatch) -> None:
    furnish()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=60))
    jobs.age()
    assert set(StockLevel.objects.values_list("confidence", flat=True)) == {80}
