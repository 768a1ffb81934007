# SPDX-License-Identifier: Apache-2.0
"""The days and hours of a scenario by turns: also where a month is short and where the clock is changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from omotenashi.engagement.journeys.rules import recurring

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


def by(every: str, **more: Any) -> dict[str, Any]:
    """Draw an entry."""
    return {"kind": "list", "segment": "s", "every": every, **more}


def turns(entry: dict[str, Any], first: date, last: date, zone: ZoneInfo = TOKYO) -> list[str]:
    """Give the turns of a span as the clock on the wall shows them."""
    return [f"{at:%m-%d %H:%M}" for at in recurring.times(entry, first=first, last=last, zone=zone)]


def test_every_day_some_days_of_the_week_and_a_day_of_the_month() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 8)
    assert turns(by("day", hour="07:30"), first, last)[:2] == ["06-01 07:30", "06-02 07:30"]
    assert turns(by("week", weekdays=["0", "4"]), first, last) == ["06-01 10:00", "06-05 10:00", "06-08 10:00"]
    assert turns(by("month", month_day=3), first, last) == ["06-03 10:00"]
    assert turns(by(""), first, last) == []


def test_the_thirty_first_is_the_last_day_of_every_month_and_the_thirtieth_that_of_february() -> None:
    year = date(2027, 1, 1), date(2027, 4, 30)
    assert [one[:5] for one in turns(by("month", month_day=31), *year)] == ["01-31", "02-28", "03-31", "04-30"]
    assert [one[:5] for one in turns(by("month", month_day=30), *year)] == ["01-30", "02-28", "03-30", "04-30"]


@pytest.mark.parametrize(("day", "utc"), [(date(2026, 3, 29), "01:30"), (date(2026, 10, 25), "00:30")])
def test_an_hour_that_is_left_out_or_there_twice_is_one_turn(day: date, utc: str) -> None:
    entry = by("day", hour="02:30")
    (at,) = recurring.times(entry, first=day, last=day, zone=BERLIN)
    taken, since = [], at - DAY / 2
    for number in range(48):
        now = at.astimezone(UTC) - timedelta(hours=6) + timedelta(minutes=15 * number)
        if found := recurring.due(entry, since=since.astimezone(UTC), now=now, zone=BERLIN):
            taken.append(found)
            since = now
    assert [f"{one.astimezone(UTC):%H:%M}" for one in taken] == [utc]


def test_of_several_that_were_missed_the_last_is_taken_and_one_of_yesterday_is_not() -> None:
    entry, now = by("week", weekdays=["0"]), datetime(2026, 6, 8, 3, tzinfo=UTC)
    long_ago = now - 30 * DAY
    assert recurring.due(entry, since=long_ago, now=now, zone=TOKYO) == datetime(2026, 6, 8, 1, tzinfo=UTC)
    assert recurring.due(entry, since=long_ago, now=now + DAY, zone=TOKYO) is None
    assert recurring.due(entry, since=now, now=now, zone=TOKYO) is None


def test_the_next_turn_may_be_a_month_ahead() -> None:
    now = datetime(2026, 7, 31, 2, tzinfo=UTC)
    found = recurring.following(by("month", month_day=31), now=now, zone=TOKYO)
    assert found == datetime(2026, 8, 31, 1, tzinfo=UTC)


@pytest.mark.parametrize(("days", "comes"), [(0, True), (7, True), (8, False), (None, False)])
def test_seven_days_later_is_the_same_weekday_also_where_a_day_had_twenty_three_hours(
    days: int | None, comes: bool
) -> None:
    entry = by("week", weekdays=["5"], hour="00:00")
    before, at = (
        one.astimezone(UTC)
        for one in recurring.times(entry, first=date(2026, 3, 28), last=date(2026, 4, 4), zone=BERLIN)
    )
    within = recurring.again_within(days, at=at, zone=BERLIN)
    assert (at - before, within is not None and before <= at - within) == (7 * DAY - DAY / 24, comes)


@pytest.mark.parametrize(
    "wrong",
    [
        by("year"), by("day", hour="25:00"), by("week"), by("week", weekdays=["7"]), by("week", weekdays="0"),
        by("month", month_day=32), by("month", month_day="x"),
    ],
)  # fmt: skip
def test_days_that_are_none_stand_in_the_way(wrong: dict[str, Any]) -> None:
    assert (recurring.is_sound(wrong), recurring.is_sound(by("week", weekdays=["0"]))) == (False, True)
