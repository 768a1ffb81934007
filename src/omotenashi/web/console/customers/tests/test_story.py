# SPDX-License-Identifier: Apache-2.0
"""The one-line story: the same facts give the same sentence."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from omotenashi.web.console.customers.story import ChannelFacts, Facts, sentence

TODAY = date(2026, 11, 22)
NAMES = {"EC": "EC", "STORE": "店舗"}


def _bought(channel: str, orders: int, *, first: int, last: int, year: int | None = None) -> ChannelFacts:
    return ChannelFacts(
        channel=channel, orders=orders, sales=orders * 1000, year_orders=orders if year is None else year,
        year_sales=(orders if year is None else year) * 1000, first=TODAY - timedelta(days=first), last=TODAY - timedelta(days=last),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ((), "Known to us, but has not bought yet."),
        ((_bought("EC", 1, first=10, last=10),), "Bought once, by EC."),
        (
            (_bought("EC", 4, first=100, last=10),),
            "Met by EC and has stayed there. Buys every 30 days; next around 12/12.",
        ),
        (
            (_bought("STORE", 3, first=200, last=20), _bought("EC", 3, first=100, last=10)),
            "Met by 店舗, now buys by EC and 店舗 in equal parts. Buys every 38 days; next around 12/20.",
        ),
        (
            (_bought("STORE", 1, first=600, last=600, year=0), _bought("EC", 3, first=300, last=190)),
            "Met by 店舗, now buys by EC. Dormant for 190 days.",
        ),
        (
            (_bought("EC", 2, first=900, last=500, year=0),),
            "Met by EC; nothing bought for a year.",
        ),
        ((_bought("EC", 5, first=100, last=60),), "Met by EC and has stayed there. Later than usual by 50 days."),
    ],
)
def test_the_story_says_where_we_met_where_they_buy_and_how_often(
    channels: tuple[ChannelFacts, ...], said: str
) -> None:
    with translation.override("en"):
        assert sentence(Facts(channels=channels, today=TODAY), names=NAMES) == said


def test_stray_returns_lower_the_lifetime_value() -> None:
    facts = Facts(
        channels=(_bought("EC", 4, first=100, last=10),), today=TODAY, stray_returns=500, stray_returns_year=200
    )
    assert (facts.sales, facts.sales_year, facts.average, facts.orders) == (3500, 3800, 875, 4)
