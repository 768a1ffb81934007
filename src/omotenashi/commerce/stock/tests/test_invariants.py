# SPDX-License-Identifier: Apache-2.0
"""The queries behind the page of invariants find each breach, and nothing where all is well."""

from datetime import timedelta

import pytest
from django.db.models import F

from omotenashi.base import bulk
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Reservation, Shortage, StockLevel
from omotenashi.commerce.stock.tests.shelf import HANA, NOW, SOON, breaches, furnish, hold, sell, want, where

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _busy(db: None) -> None:
    furnish()
    hold(want("A", "GINZA", 2), key="h")
    stock.allocate([want("A", "GINZA", 3)], owner=HANA, key="a", now=NOW)
    sell(want("A", "GINZA", 1), key="t")


def found() -> list[tuple[str, str]]:
    variant, location = where("A", "GINZA")
    return [(each.invariant, each.subject.replace(f"{variant}@{location}", "here")) for each in breaches()]


def test_all_is_well() -> None:
    assert found() == []


def test_i1_a_level_that_is_not_the_sum_of_its_movements() -> None:
    here = StockLevel.objects.filter(variant__sku="A", location__code="GINZA")
    here.update(on_hand=F("on_hand") + 1, display=2, short=0)
    Shortage.objects.update(remaining=0, resolved_at=NOW)
    assert found() == [("I1", "here")]


def test_i1_movements_without_a_level() -> None:
    variant, location = where("B", "UENO")
    StockLevel.objects.filter(variant_id=variant, location_id=location).delete()
    assert found() == [("I1", f"{variant}@{location}")]


@pytest.mark.parametrize("table", ["reservation", "allocation", "shortage"])
def test_i2_a_promise_that_the_level_does_not_know(table: str) -> None:
    column = "remaining = remaining + 1, quantity = quantity + 1" if table == "shortage" else "quantity = quantity + 1"
    bulk.run(f"UPDATE stock_{table} SET {column}")
    assert found() == [("I2", "here")]


def test_i3_more_missing_than_explained() -> None:
    StockLevel.objects.filter(short=1).update(short=2)
    Shortage.objects.update(remaining=2)
    assert found() == [("I3", "here")]


def test_i4_a_hold_that_nobody_ended() -> None:
    held = Reservation.objects.get()
    assert breaches(SOON) == []
    late = breaches(SOON + timedelta(minutes=2))
    assert [(each.invariant, each.subject) for each in late] == [("I4", str(held.pk))]
