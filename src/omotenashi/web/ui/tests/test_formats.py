# SPDX-License-Identifier: Apache-2.0
"""How numbers, money and time are written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from omotenashi.web.ui.tags import formats

NOON = datetime(2026, 11, 22, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234567, 0, "1,234,567"),
        (1234.5, 0, "1,235"),
        (1234.5, 1, "1,234.5"),
        (-7, 0, "−7"),
        (0, 0, "0"),
        (None, 0, "—"),
    ],
)
def test_a_number_is_grouped_and_its_minus_is_a_minus(value: float | None, decimals: int, written: str) -> None:
    assert formats.number(value, decimals) == written


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (18420, "JPY", "¥18,420"),
        (0, "JPY", "¥0"),
        (-500, "JPY", "−¥500"),
        (None, "JPY", "—"),
        (1999, "USD", "$19.99"),
        (-1999, "GBP", "−£19.99"),
        (2500, "KWD", "KWD 2.500"),
    ],
)
def test_money_is_minor_units_with_the_sign_of_its_currency(minor: int | None, currency: str, written: str) -> None:
    assert formats.money(minor, currency) == written


@pytest.mark.parametrize(("share", "written"), [(Decimal(1) / 3, "33.3%"), (0, "0.0%"), (-0.05, "−5.0%"), (None, "—")])
def test_a_share_is_written_as_percent(share: float | None, written: str) -> None:
    assert formats.percent(share) == written


@pytest.mark.parametrize(("value", "written"), [(12, "+12"), (-3, "−3"), (0, "±0"), (1234, "+1,234"), (None, "—")])
def test_a_signed_number_shows_its_sign(value: int | None, written: str) -> None:
    assert formats.signed(value) == written


def test_a_day_carries_its_weekday_in_the_language_of_the_page() -> None:
    with translation.override("ja"):
        assert formats.day(date(2026, 11, 22)) == "2026/11/22（日）"
    with translation.override("en"):
        assert formats.day(date(2026, 11, 22)) == "Sun 2026/11/22"


def test_a_moment_is_shown_in_the_retailers_zone_with_the_zone_on_hover() -> None:
    with translation.override("ja"):
        assert formats.moment(NOON) == (
            '<time datetime="2026-11-22T14:05:00+09:00" title="2026/11/22（日） 14:05 JST">2026/11/22（日） 14:05</time>'
        )


def test_a_moment_at_the_end_of_the_day_belongs_to_the_retailers_day() -> None:
    with translation.override("ja"):
        assert formats.day(datetime(2026, 11, 22, 15, 0, tzinfo=UTC)) == "2026/11/23（月）"


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=3), "3 min ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=2), "Fri 2026/11/20"),
        (timedelta(minutes=-3), "Sun 2026/11/22"),
    ],
)
def test_time_is_relative_under_a_day_only(earlier: timedelta, words: str) -> None:
    with translation.override("en"):
        shown = str(formats.ago(NOON - earlier, NOON))
    assert shown.removesuffix("</time>").rsplit(">", 1)[1] == words
