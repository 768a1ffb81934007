# SPDX-License-Identifier: Apache-2.0
"""Moments until which somebody waits: always to come, at the hour of the wall, over clock changes and leap days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Step

zones = st.sampled_from([ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # the strategy adds the zone
# No clock is changed at these hours.
hours = st.sampled_from(["00:00", "09:30", "23:59"])
NEW_YORK = ZoneInfo("America/New_York")


@given(now=moments, zone=zones, at=hours, weekdays=st.sets(st.sampled_from("0123456")))
@settings(max_examples=200, deadline=None)
def test_an_hour_is_waited_for_until_it_shows_on_one_of_the_days(
    now: datetime, zone: ZoneInfo, at: str, weekdays: set[str]
) -> None:
    found = moves.next_time(at, now=now, zone=zone, weekdays=weekdays)
    local = found.astimezone(UTC).astimezone(zone)
    assert (found > now, local.strftime("%H:%M")) == (True, at)
    assert not weekdays or str(local.weekday()) in weekdays
    # Not a day later than need be.
    assert found - now <= timedelta(days=7 if weekdays else 1, hours=2)


@given(now=moments, zone=zones, days=st.integers(0, 730), minutes=st.integers(1, 1_000))
@settings(max_examples=200, deadline=None)
def test_so_much_later_is_later_and_days_keep_the_hour(now: datetime, zone: ZoneInfo, days: int, minutes: int) -> None:
    found = moves.later(Step("wait", {"days": days, "minutes": minutes}, {}), now=now, zone=zone)
    assert abs((found - now) - timedelta(days=days, minutes=minutes)) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "days", "local"),
    [
        ("2026-03-07T12:00", 1, "2026-03-08T12:00-04:00"), ("2026-10-31T12:00", 1, "2026-11-01T12:00-05:00"),
        ("2028-02-28T12:00", 1, "2028-02-29T12:00-05:00"), ("2027-02-28T12:00", 1, "2027-03-01T12:00-05:00"),
    ],
)  # fmt: skip
def test_a_day_later_is_the_same_hour_over_clock_changes_and_leap_days(now: str, days: int, local: str) -> None:
    began = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)
    found = moves.later(Step("wait", {"days": days}, {}), now=began, zone=NEW_YORK)
    assert found.isoformat(timespec="minutes") == local


@pytest.mark.parametrize(
    ("value", "offset", "local"),
    [("2028-02-29", 1, "2028-03-01"), ("2028/03/01", -1, "2028-02-29"), ("2027-03-01", -1, "2027-02-28")],
)
def test_a_day_that_was_told_is_counted_from_over_leap_days(value: str, offset: int, local: str) -> None:
    step = Step("until_day", {"what": "value", "value": "until", "offset": offset, "at": "10:00"}, {})
    found = moves.moment_of(step, {"until": value}, zone=NEW_YORK)
    assert found is not None
    assert found.isoformat()[:10] == local


@pytest.mark.parametrize("value", [None, "", "soon", "2027-02-29", 5])
def test_what_is_no_day_is_waited_for_by_nobody(value: object) -> None:
    step = Step("until_day", {"what": "value", "value": "until", "at": "10:00", "late": "exit"}, {})
    move = moves.arrive_at_day(step, {"until": value}, now=datetime(2026, 1, 1, tzinfo=UTC), zone=NEW_YORK)
    assert (move.branch, move.note) == ("exit", "no_day")
