# SPDX-License-Identifier: Apache-2.0
"""How somebody came and what they compared before each purchase: plain entries in, a journey out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.web.console.customers import journey_page
from omotenashi.web.console.customers.journey import (
    FORM,
    MOST_STEPS,
    PAGE,
    PRODUCT,
    SEARCH,
    WINDOW,
    Purchase,
    Touch,
    journey_of,
    told_once,
)

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    name: str
    at: datetime
    props: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)


def viewed(sku: str, *, days: float, category: str = "日本茶") -> Told:
    return Told(PRODUCT, NOW - days * DAY, {"sku": sku, "name": f"{sku}の名", "category": category})


def purchase(number: int, *, days: float, skus: frozenset[str] = frozenset(), medium: str = "") -> Purchase:
    return Purchase(id=UUID(int=number), number=f"E{number}", at=NOW - days * DAY, skus=skus, medium=medium)


def touched(at: datetime, first: dict[str, str], last: dict[str, str]) -> Told:
    return Told(PAGE, at, {"title": "店"}, {"touch": {"first": first, "last": last}})


def test_the_first_and_the_last_touch_are_those_of_all_browsers() -> None:
    old = {"source": "google", "medium": "cpc", "media_code": "F07", "at": "2026-01-02T03:00:00Z"}
    new = {"source": "line", "click_type": "ldtag_cl", "click_id": "L9", "at": "2026-03-10T03:00:00Z"}
    other = {"landing": "https://shop.example/a?b=1", "at": "2026-02-01T00:00:00Z"}
    entries = [touched(NOW - DAY, other, new), touched(NOW - 60 * DAY, old, old)]
    found = journey_of(entries, [], now=NOW)
    assert found.first == Touch(at=datetime(2026, 1, 2, 3, tzinfo=UTC), source="google", medium="cpc", media_code="F07")
    assert found.last == Touch(
        at=datetime(2026, 3, 10, 3, tzinfo=UTC), source="line", click_type="ldtag_cl", click_id="L9"
    )


def test_a_campaign_of_another_tool_is_a_touch_too() -> None:
    context = {"campaign": {"name": "autumn", "source": "yahoo"}, "page": {"url": "https://shop.example/x"}}
    found = journey_of([Told(PAGE, NOW - DAY, {}, context)], [], now=NOW)
    assert (
        found.first
        == found.last
        == Touch(at=NOW - DAY, source="yahoo", campaign="autumn", landing="https://shop.example/x")
    )


def test_without_a_trace_the_medium_of_the_first_order_tells_how_they_came() -> None:
    orders = [purchase(2, days=3, medium="MAIL"), purchase(1, days=50, medium="FLYER")]
    assert journey_of([], orders, now=NOW).first == Touch(at=NOW - 50 * DAY, media_code="FLYER")


def test_what_was_compared_stands_before_the_purchase_that_followed() -> None:
    entries = [
        viewed("T1", days=41), viewed("T2", days=12), viewed("T2", days=11), viewed("T3", days=11),
        viewed("K1", days=11, category="茶菓子"), viewed("T4", days=2),
        Told(SEARCH, NOW - 12 * DAY, {"query": "玉露", "results": 4}),
    ]  # fmt: skip
    orders = [purchase(1, days=10, skus=frozenset({"T3"})), purchase(2, days=60)]
    found = journey_of(reversed(entries), orders, now=NOW)
    latest, oldest = found.before_purchase
    assert [(one.sku, one.count, one.bought) for one in latest.products] == [
        ("T3", 1, True), ("T2", 2, False), ("K1", 1, False),
    ]  # fmt: skip
    assert latest.compared == (("日本茶", 2),)
    assert [(one.query, one.results) for one in latest.searches] == [("玉露", 4)]
    assert (oldest.purchase, oldest.products) == (orders[1], ())
    assert [one.sku for one in found.since.products] == ["T4"]


def test_a_look_is_shown_once_and_again_only_where_it_led_to_a_purchase() -> None:
    entries = [viewed("T1", days=20), viewed("T2", days=20), Told(SEARCH, NOW - 20 * DAY, {"query": "茶"})]
    orders = [
        purchase(1, days=15, skus=frozenset({"T1"})),
        purchase(2, days=9, skus=frozenset({"T2"})),
        purchase(3, days=2),
    ]
    shown = told_once(journey_of(entries, orders, now=NOW).before_purchase)
    assert [[one.sku for one in looked.products] for looked in shown] == [[], ["T2"], ["T1", "T2"]]
    assert [len(looked.searches) for looked in shown] == [0, 0, 1]


def test_the_way_to_the_first_form_is_told_without_what_came_later() -> None:
    page = {"page": {"path": "/p/T1"}}
    start = NOW - 5 * DAY
    entries = [
        Told(PAGE, start, {"title": "商品"}, page),
        Told(PRODUCT, start + timedelta(seconds=1), {"sku": "T1", "name": "玉露"}, page),
        Told(PAGE, start + timedelta(minutes=1), {"title": "お問い合わせ"}, {"page": {"path": "/contact"}}),
        Told(PAGE, start + timedelta(minutes=2), {"title": "お問い合わせ"}, {"page": {"path": "/contact"}}),
        Told(FORM, start + timedelta(minutes=3), {"form": "inquiry"}),
        Told(PAGE, start + timedelta(minutes=4), {"title": "ありがとう"}),
    ]
    way = journey_of(entries, [], now=NOW).before_form
    assert way is not None
    assert (way.goal, way.at) == ("inquiry", start + timedelta(minutes=3))
    assert [(step.kind, step.label) for step in way.steps] == [("product", "玉露"), ("page", "お問い合わせ")]


def test_a_long_way_keeps_its_end() -> None:
    entries = [Told(PAGE, NOW - timedelta(hours=30 - n), {"title": str(n)}) for n in range(20)]
    way = journey_of(entries, [purchase(1, days=0)], now=NOW).before_first_purchase
    assert way is not None
    assert (way.steps_before, [step.label for step in way.steps]) == (8, [str(n) for n in range(8, 20)])


def test_nothing_is_known_of_who_left_no_trace() -> None:
    assert journey_of([], [], now=NOW).is_empty
    assert not journey_of([viewed("T1", days=1)], [], now=NOW).is_empty


@pytest.mark.parametrize(
    ("touch", "name", "icon"),
    [
        ({"source": "google", "medium": "cpc"}, "Advertisement: google", "flag"),
        ({"source": "x", "click_type": "yclid"}, "Advertisement: Yahoo!", "flag"),
        ({"source": "newsletter", "medium": "email"}, "Mail", "mail"),
        ({"source": "line", "medium": "message"}, "LINE message", "chat"),
        ({"media_code": "F07"}, "Medium F07", "tag"),
        ({"referrer": "https://www.google.co.jp/"}, "Search: Google", "search"),
        ({"referrer": "https://www.blog.example/x"}, "Link from blog.example", "link"),
        ({}, "Came by themselves", "globe"),
    ],
)
def test_each_way_here_has_a_name(touch: dict[str, str], name: str, icon: str) -> None:
    with translation.override("en"):
        assert journey_page.way_here(Touch(at=NOW, **touch)) == (name, icon)


_entries = st.lists(
    st.builds(
        Told,
        st.sampled_from([PAGE, PRODUCT, SEARCH, FORM, "Identified"]),
        st.integers(-5, 90).map(lambda days: NOW - days * DAY),
        st.dictionaries(st.sampled_from(["sku", "name", "query", "form", "results"]), st.none() | st.text() | st.integers()),
        st.dictionaries(
            st.sampled_from(["touch", "page", "campaign"]),
            st.none() | st.text() | st.dictionaries(st.sampled_from(["first", "last", "path", "at", "name"]), st.none() | st.text()),
        ),
    ),
    max_size=30,
)  # fmt: skip


@given(_entries, st.lists(st.integers(0, 90), max_size=5))
def test_any_entries_give_a_journey_within_its_bounds(entries: list[Told], days: list[int]) -> None:
    orders = [purchase(n, days=ago) for n, ago in enumerate(days)]
    found = journey_of(entries, orders, now=NOW)
    assert len(found.before_purchase) == len(orders)
    for way in (found.before_form, found.before_first_purchase):
        assert way is None or len(way.steps) <= MOST_STEPS
    for looked in found.before_purchase:
        end = looked.purchase.at if looked.purchase else NOW
        assert [one for one in looked.products if not end - WINDOW <= one.last_at <= end] == []
