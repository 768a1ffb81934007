# SPDX-License-Identifier: Apache-2.0
"""The shop's calendar: how busy each day is, in the year, in the week and in the hours. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import jpholiday
import numpy as np

from omotenashi.simulate.draws import Floats, Ints, pick
from omotenashi.simulate.parameters import Parameters

ZONE = ZoneInfo("Asia/Tokyo")
_MONTHS = (1.02, 0.84, 1.04, 0.96, 1.02, 0.98, 1.06, 0.90, 0.93, 1.02, 1.10, 1.42)
_WEEK = (0.92, 0.88, 0.90, 0.92, 1.04, 1.22, 1.18)
# Monday to Sunday, by channel: shops live from the weekend, the web from the evening at home, the phone is closed then.
CHANNEL_WEEK = np.array(
    [
        [1.08, 1.02, 1.02, 1.02, 0.95, 0.88, 1.05],
        [0.78, 0.80, 0.84, 0.86, 1.00, 1.45, 1.40],
        [1.00, 1.00, 1.00, 1.05, 1.10, 0.95, 0.95],
        [1.50, 1.40, 1.35, 1.35, 1.40, 0.02, 0.01],
    ]
)
_HOURS = (
    (9, 4, 2, 1, 1, 1, 3, 6, 9, 10, 11, 12, 17, 13, 11, 11, 11, 12, 14, 18, 24, 30, 28, 18),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 10, 11, 13, 15, 15, 14, 13, 12, 8, 2, 0, 0, 0),
    (5, 2, 1, 1, 1, 1, 4, 8, 9, 8, 8, 9, 18, 12, 8, 8, 9, 11, 15, 20, 25, 26, 20, 11),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 16, 15, 7, 12, 14, 13, 12, 5, 0, 0, 0, 0, 0, 0),
)


@dataclass(frozen=True, slots=True)
class TradeYear:
    """Days from the first to the day of `now`; arrays have one place a day.

    `weight` has mean 1; `clock` (one place more) is its running sum: the time in days of mean trade.
    """

    midnight: Ints  # seconds since 1970 of each day's beginning in Japan
    month: Ints  # 1 … 12
    month_of_world: Ints  # 0, 1, … from the first month
    weekday: Ints  # Monday is 0; a public holiday counts as Sunday
    weight: Floats
    clock: Floats
    now: int

    @property
    def days(self) -> int:
        return len(self.weight)

    def day_at(self, clock: Floats) -> Ints:
        """Give the day on which each trade time falls."""
        found = np.searchsorted(self.clock, clock, side="right") - 1
        return np.clip(found, 0, self.days - 1).astype(np.int64)


def trade_year(*, now: datetime, parameters: Parameters) -> TradeYear:
    """Lay out the days: whole months before the month of `now`, and that month until now."""
    here = now.astimezone(ZONE)
    first = np.datetime64(f"{here:%Y-%m}") - np.timedelta64(parameters.months, "M")
    tomorrow = np.datetime64(here.date()) + np.timedelta64(1, "D")
    days = np.arange(first.astype("datetime64[D]"), tomorrow, np.timedelta64(1, "D"))
    months = days.astype("datetime64[M]")
    dates = [day.item() for day in days]
    holidays = {day for day, _ in jpholiday.between(dates[0], dates[-1])}
    weekday = np.array([6 if day in holidays else day.weekday() for day in dates], dtype=np.int64)
    month = (months.astype(np.int64) % 12 + 1).astype(np.int64)
    weight = np.array(_MONTHS)[month - 1] * np.array(_WEEK)[weekday] * _pay_day(dates)
    weight *= 1 + parameters.yearly_growth * np.arange(len(days)) / 365
    weight /= weight.mean()
    return TradeYear(
        midnight=np.array([int(datetime.combine(day, time(), ZONE).timestamp()) for day in dates], dtype=np.int64),
        month=month,
        month_of_world=(months - first).astype(np.int64),
        weekday=weekday,
        weight=weight,
        clock=np.concatenate(([0.0], np.cumsum(weight))),
        now=int(now.timestamp()),
    )


def seconds_of_day(rng: np.random.Generator, channels: Ints) -> Ints:
    """Draw the second of the day at which each order comes, by its channel."""
    hour = np.zeros(len(channels), dtype=np.int64)
    for channel, weights in enumerate(_HOURS):
        mine = np.flatnonzero(channels == channel)
        hour[mine] = pick(rng, weights, len(mine))
    return hour * 3600 + rng.integers(0, 3600, len(channels))


def moment(seconds: int | np.int64) -> datetime:
    """Give seconds since 1970 as an aware moment in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC)


def _pay_day(dates: list[date]) -> Floats:
    """Give 1.12 for the days after the 25th, on which salaries are paid, and 1.25 for the first days of a year."""
    return np.array(
        [1.25 if (day.month, day.day) in {(1, 2), (1, 3)} else 1.12 if 25 <= day.day <= 28 else 1.0 for day in dates]
    )
