# SPDX-License-Identifier: Apache-2.0
"""Ids, money and days."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.base.money import exponent, share, tax_contained, to_minor


def test_an_id_is_a_uuid_of_version_7_and_carries_the_moment() -> None:
    before = datetime.now(UTC)
    made = new_id()
    after = datetime.now(UTC)
    milliseconds = made.int >> 80
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert int(before.timestamp() * 1000) <= milliseconds <= int(after.timestamp() * 1000)


def test_ids_do_not_repeat() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_later_ids_sort_later() -> None:
    made = [new_id().int >> 80 for _ in range(1000)]
    assert made == sorted(made)


def test_yen_have_no_digits_behind_the_point() -> None:
    assert {code: exponent(code) for code in ("JPY", "GBP", "KWD")} == {"JPY": 0, "GBP": 2, "KWD": 3}


def test_major_units_become_whole_minor_units_half_up() -> None:
    assert to_minor(Decimal("2.55"), currency="GBP") == 255
    assert to_minor(Decimal("0.005"), currency="GBP") == 1
    assert to_minor(Decimal("-0.005"), currency="GBP") == -1
    assert to_minor(Decimal("1980.4"), currency="JPY") == 1980


def test_the_tax_contained_is_that_of_the_golden_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "spec" / "golden_vectors.json").read_text())["invoice_tax_included"]
    found = [tax_contained(vector["total_incl"], rate=vector["rate"]) for vector in vectors]
    assert found == [vector["tax"] for vector in vectors]


@given(st.integers(0, 10**12), st.sampled_from([0, 8, 10]))
def test_the_tax_contained_is_the_largest_whole_number_below_the_exact_one(total: int, rate: int) -> None:
    tax = tax_contained(total, rate=rate)
    assert tax * (100 + rate) <= total * rate < (tax + 1) * (100 + rate)
    assert tax_contained(-total, rate=rate) == -tax


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_total_that_is_shared_out_loses_nothing(total: int, weights: list[int]) -> None:
    parts = share(total, weights=weights)
    whole = sum(weights)
    assert sum(parts) == (total if whole else 0)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True) if whole)


def test_a_day_is_a_day_of_the_retailers_zone() -> None:
    evening = datetime(2026, 1, 31, 15, 30, tzinfo=UTC)
    assert clock.day_of(evening) == date(2026, 2, 1)
    assert clock.day_of(evening, zone=ZoneInfo("Europe/London")) == date(2026, 1, 31)
