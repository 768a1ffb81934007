# SPDX-License-Identifier: Apache-2.0
"""The ways to foretell sales, all behind one call, and which of them a record can carry."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from omotenashi.insight.demand import levels, season, seldom
from omotenashi.insight.demand.record import WEEK, Floats, Record

# Half lives of a sale in days: a quarter, a month.
SLOW, QUICK = 91.0, 28.0
NAIVE = "naive"


@dataclass(frozen=True)
class Known:
    """What is known of a record; each part is found out once, when a method asks for it."""

    record: Record

    @cached_property
    def weekday(self) -> Floats:
        """The rhythm of the week."""
        return season.weekdays(self.record)

    @cached_property
    def year(self) -> Floats:
        """The rhythm of the year."""
        return season.year(self.record)

    @cached_property
    def flat(self) -> Floats:
        """A year without seasons."""
        return np.ones_like(self.year)

    @cached_property
    def seldom(self) -> dict[str, Floats]:
        """SBA and TSB."""
        return seldom.rates(self.record)

    def levelled(self, *, year: Floats, half_life: float, length: int) -> Floats:
        """Level × week × year."""
        level = levels.levels(self.record, weekday=self.weekday, year=year, half_life=half_life)
        return levels.ahead(level, weekday=self.weekday, year=year, record=self.record, length=length)

    def lasting(self, rate: Floats, length: int) -> Floats:
        """The same every day."""
        return np.repeat(rate[:, None], length, axis=1)

    def naive(self, length: int) -> Floats:
        """Each day as the same weekday of the last week; where nothing could be sold then, as the last four weeks on average."""
        sold, could = self.record.table(self.record.days - WEEK, WEEK)
        since = max(self.record.days - 4 * WEEK, 0)
        usual = self.record.sold_since(since) / np.maximum(self.record.open_days(since), 1)
        last = np.where(could, sold, usual[:, None])
        return last[:, np.arange(length) % WEEK]


type Method = Callable[[Known, int], Floats]

METHODS: dict[str, Method] = {
    NAIVE: lambda known, length: known.naive(length),
    "weekday": lambda known, length: known.levelled(year=known.flat, half_life=SLOW, length=length),
    "seasonal": lambda known, length: known.levelled(year=known.year, half_life=SLOW, length=length),
    "recent": lambda known, length: known.levelled(year=known.flat, half_life=QUICK, length=length),
    "recent_seasonal": lambda known, length: known.levelled(year=known.year, half_life=QUICK, length=length),
    "sba": lambda known, length: known.lasting(known.seldom["sba"], length),
    "tsb": lambda known, length: known.lasting(known.seldom["tsb"], length),
}
OF_THE_YEAR = ("seasonal", "recent_seasonal")


def carried(record: Record) -> list[str]:
    """The methods that the record can carry: the seasons of a year need a whole one."""
    return [name for name in METHODS if season.years(record) or name not in OF_THE_YEAR]
