# SPDX-License-Identifier: Apache-2.0
"""What a channel may sell: what lies there, less what is promised and kept back, where the book is believed."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.commerce.stock.rules import availability, confidence
from omotenashi.commerce.stock.tests.shelf import NOW, furnish, hold, sell, want, where
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.actions import Selling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish(10)
    locations.register_channels(["EC", "STORE"])


def offered(channel: str = "EC") -> dict[str, tuple[int, str]]:
    variant = where("A", "GINZA")[0]
    places = {where("A", code)[1]: code for code in ("GINZA", "UENO")}
    found = queries.available([variant], channel=channel)[variant]
    return {places[place]: (each.quantity, each.mark) for place, each in found.items()}


def test_a_channel_without_terms_sells_from_everywhere() -> None:
    hold(want("A", "GINZA", 8), key="k")
    assert offered() == {"GINZA": (2, "few"), "UENO": (10, "in_stock")}
    assert queries.totals([where("A", "GINZA")[0]], channel="EC") == {where("A", "GINZA")[0]: 12}


def test_each_channel_has_its_places_and_buffers() -> None:
    terms = [Selling(location="GINZA", buffer_abs=3, buffer_pct=50), Selling(location="UENO", sellable=False)]
    locations.sell_from("EC", terms)
    assert (offered("EC"), offered("STORE")) == (
        {"GINZA": (5, "in_stock")},
        {"GINZA": (10, "in_stock"), "UENO": (10, "in_stock")},
    )


def test_the_buffer_of_the_answer_is_the_one_a_command_keeps() -> None:
    locations.sell_from("EC", [Selling(location="GINZA", buffer_pct=25)])
    variant, location = where("A", "GINZA")
    there = queries.available([variant], channel="EC")[variant][location]
    assert (there.quantity, there.buffer) == (7, 3)
    with pytest.raises(stock.OutOfStock):
        hold(want("A", "GINZA", 8, buffer=there.buffer), key="k")
    hold(want("A", "GINZA", 7, buffer=there.buffer), key="k")


def test_where_nobody_found_it_one_must_ask() -> None:
    variant, location = where("A", "GINZA")
    stock.not_found(variant_id=variant, location_id=location, now=NOW)
    stock.not_found(variant_id=variant, location_id=location, now=NOW)
    assert offered()["GINZA"] == (0, "ask")
    assert queries.totals([variant], channel="EC") == {variant: 10}
    stock.age(now=NOW + timedelta(days=1))
    assert offered()["GINZA"] == (0, "ask")


def test_the_sale_of_the_last_unit_is_seen_at_once() -> None:
    sell(want("A", "GINZA", 10), key="t")
    assert offered()["GINZA"] == (0, "none")


def test_the_same_number_of_reads_for_one_and_for_many(django_assert_num_queries: Any) -> None:
    for variants in ([where("A", "GINZA")[0]], [where(sku, "GINZA")[0] for sku in "AB"]):
        with django_assert_num_queries(1):
            queries.available(variants, channel="EC")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    on_hand=st.integers(0, 40), held=st.integers(0, 40), least=st.integers(0, 9), share=st.integers(0, 100),
    back=st.integers(0, 3), sure=st.integers(0, 100), needed=st.integers(0, 100),
)  # fmt: skip
def test_the_database_sums_what_the_rule_says(
    on_hand: int, held: int, least: int, share: int, back: int, sure: int, needed: int
) -> None:
    locations.sell_from("EC", [Selling(location="GINZA", buffer_abs=least, buffer_pct=share, min_confidence=needed)])
    held = min(held, on_hand + back)
    StockLevel.objects.filter(variant__sku="A", location__code="GINZA").update(
        on_hand=on_hand, reserved=held, backorder_limit=back, confidence=sure
    )
    variant, location = where("A", "GINZA")
    said = queries.available([variant], channel="EC")[variant][location].quantity
    assert queries.totals([variant], channel="EC") == {variant: said}


@pytest.mark.parametrize(
    ("quantity", "sure", "mark"), [(0, 90, "none"), (1, 90, "few"), (3, 90, "few"), (4, 90, "in_stock"), (9, 29, "ask")]
)
def test_a_word_for_it(quantity: int, sure: int, mark: str) -> None:
    assert availability.mark(quantity, confidence=sure, min_confidence=30) == mark


@pytest.mark.parametrize(
    ("days", "doubt", "rfid", "expected"),
    [(0, 0, False, 95), (60, 0, False, 80), (10_000, 0, False, 65), (None, 0, False, 60), (0, 15, False, 80),
     (0, 100, False, 0), (0, 0, True, 99), (10_000, 0, True, 95)],
)  # fmt: skip
def test_the_book_is_believed_less_with_time_and_doubt(days: int | None, doubt: int, rfid: bool, expected: int) -> None:
    assert confidence.confidence(days_since_count=days, doubt=doubt, rfid=rfid) == expected


def test_all_levels_age_by_the_same_rule() -> None:
    said = {}
    for n, level in enumerate(StockLevel.objects.order_by("id")):
        days = None if n == 0 else 17 * n
        counted = None if days is None else NOW - timedelta(days=days, hours=3)
        StockLevel.objects.filter(pk=level.pk).update(last_counted_at=counted, doubt=5 * n)
        said[level.pk] = confidence.confidence(days_since_count=days, doubt=5 * n)
    assert stock.age(now=NOW) == 4
    assert dict(StockLevel.objects.values_list("pk", "confidence")) == said
    assert stock.age(now=NOW) == 0
