# SPDX-License-Identifier: Apache-2.0
"""Counts: a level is the sum of its movements, whoever counts and whenever."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base import bulk
from omotenashi.base.tests.together import together
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions import CountRecord, counts
from omotenashi.commerce.stock.models import Movement, StockLevel
from omotenashi.places.locations import actions as locations

NOW = datetime(2026, 1, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def furnish() -> None:
    """Two shops and two goods."""
    locations.register_locations([locations.LocationRecord(code=code, name=code) for code in ("GINZA", "UENO")])
    catalogue.register([catalogue.ProductRecord(sku=sku, code=sku) for sku in ("A", "B")])


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish()


def count(key: str, *counted: tuple[str, str, int]) -> list[str]:
    """Count some goods under a key."""
    records = [CountRecord(sku=sku, location=place, on_hand=on_hand) for sku, place, on_hand in counted]
    return stock.count(records, source="csv", key=key, now=NOW)


def levels() -> dict[tuple[str, str], int]:
    """Give what lies where."""
    return {(v, p): n for v, p, n in StockLevel.objects.values_list("variant__sku", "location__code", "on_hand")}


def sums() -> dict[tuple[str, str], int]:
    """Give the sums of the movements, zeros for levels without any."""
    rows = Movement.objects.values_list("variant__sku", "location__code").annotate(total=Sum("delta"))
    return {**dict.fromkeys(levels(), 0), **{(sku, place): total for sku, place, total in rows}}


def test_a_count_sets_the_level_and_books_the_difference() -> None:
    assert count("1", ("A", "GINZA", 5), ("B", "UENO", 0)) == ["created", "created"]
    assert count("2", ("A", "GINZA", 3), ("B", "UENO", 0)) == ["updated", "unchanged"]
    assert levels() == {("A", "GINZA"): 3, ("B", "UENO"): 0} == sums()
    assert list(Movement.objects.order_by("recorded_at", "id").values_list("delta", flat=True)) == [5, -2]


def test_what_does_not_exist_is_told_apart() -> None:
    assert count("1", ("X", "GINZA", 5), ("A", "MARS", 5), ("A", "GINZA", 5)) == ["unknown", "unknown", "created"]


def test_the_same_count_twice_changes_nothing() -> None:
    count("1", ("A", "GINZA", 5))
    assert count("1", ("A", "GINZA", 5)) == ["unchanged"]
    assert Movement.objects.count() == 1


def test_a_count_that_comes_again_after_another_does_not_win() -> None:
    count("1", ("A", "GINZA", 5))
    count("2", ("A", "GINZA", 3))
    assert count("1", ("A", "GINZA", 5)) == ["unchanged"]
    assert levels() == {("A", "GINZA"): 3} == sums()


def test_nobody_counts_below_zero() -> None:
    with pytest.raises(ValueError, match="below zero"):
        count("1", ("A", "GINZA", -1))


def test_one_place_is_counted_once_a_call() -> None:
    with pytest.raises(ValueError, match="one record"):
        count("1", ("A", "GINZA", 1), ("A", "GINZA", 2))


def test_a_movement_cannot_be_changed() -> None:
    count("1", ("A", "GINZA", 1))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Movement.objects.update(delta=9)


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["GINZA", "UENO"])), st.integers(0, 9), max_size=4
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 3), COUNTS), max_size=5))
def test_levels_are_the_sums_of_movements_after_anything(calls: list[tuple[int, dict[tuple[str, str], int]]]) -> None:
    with transaction.atomic():
        for key, counted in calls:
            count(str(key), *((sku, place, n) for (sku, place), n in counted.items()))
        assert levels() == sums()
        transaction.set_rollback(True)


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_two_counts_of_a_new_level_at_once_both_add_up() -> None:
    for round_number in range(5):
        found = together([partial(count, f"{round_number}.{n}", ("A", "GINZA", 5 + n)) for n in range(3)])
        assert [each for each in found if isinstance(each, Exception)] == []
        assert levels() == sums()
        bulk.run("TRUNCATE stock_stocklevel, stock_movement")


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_without_the_row_lock_they_do_not_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both compare with the same level before either has written."""
    count("0", ("A", "GINZA", 1))
    run = bulk.run
    slow = "SELECT pg_sleep(0.3)"

    def unlocked(sql: str, parameters: Any = ()) -> int:
        return run(slow) if sql in {counts._LOCK, counts._OPEN} else run(sql, parameters)

    monkeypatch.setattr(bulk, "run", unlocked)
    compare = counts._COMPARE
    monkeypatch.setattr(counts, "_COMPARE", compare.replace("WHEN m.id", "WHEN pg_sleep(0.3) IS NULL THEN 0 WHEN m.id"))
    together([partial(count, f"1.{n}", ("A", "GINZA", 5 + n)) for n in range(3)])
    assert levels() != sums()
