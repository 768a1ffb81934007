# SPDX-License-Identifier: Apache-2.0
"""What may stand crossed out: only a price of a recent, considerable time, and never one that is no higher."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue import queries
from omotenashi.commerce.catalogue.actions import ProductRecord, prices
from omotenashi.commerce.catalogue.actions.prices import PriceChange
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.catalogue.rules import reductions
from omotenashi.places.locations import actions as locations

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_price_of_most_days_until_lately_may_be_crossed_out() -> None:
    assert reductions.held([1000] * 56, present=800) == 1000


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ([1000] * 13, "less than two weeks"),
        ([1000] * 28 + [900] * 28, "not more than half"),
        ([1000] * 40 + [900] * 16, "not lately"),
        ([700] * 56, "no higher than now"),
        ([None] * 56, "not sold before"),
    ],
)
def test_what_was_not_charged_long_or_lately_may_not(days: list[int | None], why: str) -> None:
    assert (reductions.held(days, present=800), why) == (None, why)


def test_days_before_the_goods_were_sold_do_not_count() -> None:
    assert reductions.held([None] * 40 + [1000] * 16, present=800) == 1000


@given(st.lists(st.none() | st.sampled_from((700, 800, 900, 1000)), max_size=80), st.sampled_from((700, 800, 900)))
def test_the_answer_always_keeps_the_rule(days: list[int | None], present: int) -> None:
    found = reductions.held(days, present=present)
    last = days[-56:]
    sold = [one for one in last if one is not None]
    lawful = {
        one for one in sold
        if one > present and sold.count(one) >= 14 and 2 * sold.count(one) > len(sold) and one in last[-14:]
    }  # fmt: skip
    assert {found} - {None} == lawful


@pytest.fixture
def shop(db: None) -> dict[str, Variant]:
    """Two goods that were sold for a year; a price list may say another price."""
    locations.register_channels(["EC", "STORE"])
    catalogue.register(
        [ProductRecord(sku=sku, code=sku, price=1000, published_at=NOW - 365 * DAY) for sku in ("A", "B")]
    )
    prices.open_list(code="sale")
    return {one.sku: one for one in Variant.objects.all()}


def _before(present: dict[Variant, int], **said: object) -> dict[str, int]:
    asked = {one.pk: price for one, price in present.items()}
    found = queries.held_before(asked, channel="STORE", at=NOW, **said)  # type: ignore[arg-type]  # as named
    return {one.sku: found[one.pk] for one in present if one.pk in found}


def test_a_list_that_begins_today_is_compared_with_the_weeks_before(shop: dict[str, Variant]) -> None:
    prices.set_price(PriceChange(sku="A", amount=800, list="sale", start=NOW - DAY), now=NOW - 2 * DAY)
    assert _before({shop["A"]: 800, shop["B"]: 1000}) == {"A": 1000}


def test_a_second_reduction_is_compared_with_what_held_longest(shop: dict[str, Variant]) -> None:
    prices.set_price(PriceChange(sku="A", amount=900, list="sale", start=NOW - 41 * DAY), now=NOW - 42 * DAY)
    prices.set_price(PriceChange(sku="A", amount=700, list="sale", start=NOW - DAY), now=NOW - 2 * DAY)
    assert _before({shop["A"]: 700}) == {"A": 900}


def test_a_price_that_stayed_low_is_the_usual_one(shop: dict[str, Variant]) -> None:
    prices.set_price(PriceChange(sku="A", amount=800, list="sale", start=NOW - 57 * DAY), now=NOW - 58 * DAY)
    assert _before({shop["A"]: 800}) == {}


def test_a_campaign_says_itself_since_when(shop: dict[str, Variant]) -> None:
    since = {shop["B"].pk: NOW - 3 * DAY}
    assert _before({shop["A"]: 900, shop["B"]: 900}, since=since) == {"B": 1000}


def test_many_goods_are_one_statement(shop: dict[str, Variant]) -> None:
    with CaptureQueriesContext(connection) as one:
        _before({shop["A"]: 900})
    with CaptureQueriesContext(connection) as two:
        _before({shop["A"]: 900, shop["B"]: 900})
    assert (len(one), len(two)) == (1, 1)
