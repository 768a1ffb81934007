# SPDX-License-Identifier: Apache-2.0
"""Where somebody joins who comes late, and on which days birthdays are kept."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from omotenashi.engagement.journeys.rules import graphs, joining, moves

TOKYO = ZoneInfo("Asia/Tokyo")
BEGAN = datetime(2026, 3, 1, 10, 0, tzinfo=TOKYO)
SERIES = graphs.read(
    {
        "entry": {"kind": "date", "what": "birthday", "days": -7},
        "first": "before",
        "steps": {
            "before": {"kind": "send", "template": "a", "next": "week"},
            "week": {"kind": "wait", "days": 7, "next": "today"},
            "today": {"kind": "send", "template": "b", "next": "later"},
            "later": {"kind": "wait", "days": 2, "next": "asks"},
            "asks": {"kind": "split", "what": "bought", "yes": "", "no": "last"},
            "last": {"kind": "send", "template": "c", "next": ""},
        },
    }
)


@pytest.mark.parametrize(
    ("late", "step", "since"),
    [
        (timedelta(), "before", timedelta()),
        (timedelta(hours=23), "before", timedelta()),
        (timedelta(days=1), "week", timedelta()),
        (timedelta(days=6, hours=23), "week", timedelta()),
        (timedelta(days=7), "today", timedelta(days=7)),
        (timedelta(days=8), "later", timedelta(days=7)),
        # A question is asked now, however long ago it was due.
        (timedelta(days=40), "asks", timedelta(days=9)),
    ],
)
def test_who_comes_late_joins_where_the_series_stands(late: timedelta, step: str, since: timedelta) -> None:
    assert joining.place(SERIES, began=BEGAN, now=BEGAN + late, zone=TOKYO) == (step, BEGAN + since)


def test_who_comes_when_all_is_over_does_not_join() -> None:
    greeting = graphs.read({"first": "say", "steps": {"say": {"kind": "send", "template": "a", "next": ""}}})
    assert joining.place(greeting, began=BEGAN, now=BEGAN + timedelta(days=1), zone=TOKYO) is None


def test_the_longest_way_counts() -> None:
    assert joining.span(SERIES) == timedelta(days=10)


def test_who_was_born_on_a_leap_day_keeps_it_on_the_day_before_in_other_years() -> None:
    common = joining.birthdays(date(2026, 2, 27), date(2026, 3, 1))
    leap = joining.birthdays(date(2028, 2, 27), date(2028, 3, 1))
    assert (common[2, 29], leap[2, 29]) == ([date(2026, 2, 28)], [date(2028, 2, 29)])
    assert (common[2, 28], leap[2, 28], len(leap)) == ([date(2026, 2, 28)], [date(2028, 2, 28)], 4)


@pytest.mark.parametrize("name", ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "UTC"])
def test_a_minute_before_midnight_belongs_to_its_day_in_every_zone(name: str) -> None:
    zone = ZoneInfo(name)
    night = datetime(2026, 5, 5, 23, 59, tzinfo=zone)
    assert joining.slot(night, at="23:59", zone=zone) == night
    assert joining.slot(night - timedelta(minutes=1), at="23:59", zone=zone) == datetime(
        2026, 5, 4, 23, 59, tzinfo=zone
    )
    assert moves.next_time("23:59", now=night, zone=zone) == datetime(2026, 5, 6, 23, 59, tzinfo=zone)
    assert joining.begins(date(2026, 5, 5), days=0, at="23:59", zone=zone) == night


def test_a_day_on_which_the_clock_is_changed_is_a_day() -> None:
    zone = ZoneInfo("America/New_York")
    before = datetime(2026, 3, 7, 10, 0, tzinfo=zone)
    wait = graphs.Step("wait", {"days": 1}, {"next": ""})
    assert moves.waits(wait, now=before, zone=zone) == datetime(2026, 3, 8, 10, 0, tzinfo=zone)
