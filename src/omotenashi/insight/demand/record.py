# SPDX-License-Identifier: Apache-2.0
"""What was sold on which day and when there was nothing to sell: the ground of every forecast.

One series a SKU and place. Only what happened is held, never a day on which nothing did: a hundred thousand series of two
years are a few million rows. A day without stock and without a sale says nothing of demand, so it is no day at all
(`out`); a day with a sale counts whatever the stock ledger believes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

type Ints = np.ndarray[Any, np.dtype[np.int64]]
type Floats = np.ndarray[Any, np.dtype[np.float64]]
type Bools = np.ndarray[Any, np.dtype[np.bool_]]
type Names = np.ndarray[Any, np.dtype[np.object_]]

WEEK, YEAR = 7, 364


@dataclass(frozen=True, kw_only=True)
class Record:
    """Series with their sales and their days without stock, both sorted by series and day.

    `sku`, `place` and `kind` (what shares a season) are numbers, one a series. Days count from 0; `days` of them are known.
    `start` is the first day on which a series could be sold. `weekday` is that of day 0, Monday being 0.
    """

    sku: Ints
    place: Ints
    kind: Ints
    start: Ints
    days: int
    weekday: int
    series: Ints
    day: Ints
    quantity: Floats
    out_series: Ints
    out_day: Ints

    def __len__(self) -> int:
        return len(self.sku)

    @cached_property
    def out_key(self) -> Ints:
        """Days without stock as one ascending number each."""
        return self.out_series * self.days + self.out_day

    def weekdays(self, days: Ints) -> Ints:
        """Which day of the week each day is."""
        return (days + self.weekday) % WEEK

    def until(self, end: int) -> "Record":
        """The same record as it was known when day `end` began. Series that had not started stay, with nothing in them."""
        sold, out = self.day < end, self.out_day < end
        return Record(
            sku=self.sku, place=self.place, kind=self.kind, start=self.start, days=end, weekday=self.weekday,
            series=self.series[sold], day=self.day[sold], quantity=self.quantity[sold],
            out_series=self.out_series[out], out_day=self.out_day[out],
        )  # fmt: skip

    def some(self, kept: Ints) -> "Record":
        """Only these series (ascending places), renumbered."""
        to = np.full(len(self), -1)
        to[kept] = np.arange(len(kept))
        sold, out = to[self.series] >= 0, to[self.out_series] >= 0
        return Record(
            sku=self.sku[kept], place=self.place[kept], kind=self.kind[kept], start=self.start[kept], days=self.days,
            weekday=self.weekday, series=to[self.series[sold]], day=self.day[sold], quantity=self.quantity[sold],
            out_series=to[self.out_series[out]], out_day=self.out_day[out],
        )  # fmt: skip

    def open_days(self, since: int) -> Floats:
        """How many days since `since` each series could be sold."""
        out = np.bincount(self.out_series[self.out_day >= since], minlength=len(self))
        return np.asarray(np.maximum(self.days - np.maximum(self.start, since), 0) - out, dtype=float)

    def sold_since(self, since: int) -> Floats:
        """How many each series sold since a day."""
        late = self.day >= since
        return np.bincount(self.series[late], weights=self.quantity[late], minlength=len(self))

    def table(self, first: int, length: int) -> tuple[Floats, Bools]:
        """Sales of `length` days from `first` on, series × days, and on which of them there was something to sell."""
        sold, could = np.zeros((len(self), length)), np.ones((len(self), length), dtype=bool)
        late = (self.day >= first) & (self.day < first + length)
        sold[self.series[late], self.day[late] - first] = self.quantity[late]
        late = (self.out_day >= first) & (self.out_day < first + length)
        could[self.out_series[late], self.out_day[late] - first] = False
        return sold, could & (np.arange(first, first + length) >= self.start[:, None])


def of_rows(
    *,
    keys: Sequence[Ints],
    quantity: Floats,
    days: int,
    weekday: int,
    kinds: Ints,
    places: int,
    start: Ints | None = None,
    stock: tuple[Ints, Ints] | None = None,
    out: tuple[Ints, Ints, Ints] | None = None,
) -> tuple["Record", Ints]:
    """Bring rows (sku, place, day) into series; give the record and each series' number sku × places + place.

    `kinds` says of each SKU what it shares a season with; `start` when it was first for sale, else it is its first sale
    anywhere. `stock` names further pairs (sku, place) that lie somewhere; `out` is intervals without stock: pair number,
    from, to (both included). Days of an interval with a sale are dropped: what was sold was there.
    """
    sku, place, day = keys
    pair = sku * places + place
    held = stock[0] * places + stock[1] if stock else np.zeros(0, dtype=np.int64)
    pairs = np.unique(np.concatenate((pair, held)))
    first = np.full(len(kinds), days, dtype=np.int64)
    np.minimum.at(first, sku, day)
    first = np.minimum(first, start) if start is not None else first
    at, where = np.unique(np.searchsorted(pairs, pair) * days + day, return_inverse=True)
    of, on = _spread(pairs, out, days)
    mine = np.unique(of * days + on)
    mine = mine[~np.isin(mine, at) & (mine % max(days, 1) >= first[pairs[mine // max(days, 1)] // places])]
    made = Record(
        sku=pairs // places, place=pairs % places, kind=kinds[pairs // places], start=first[pairs // places], days=days,
        weekday=weekday, series=at // max(days, 1), day=at % max(days, 1),
        quantity=np.bincount(where, weights=quantity, minlength=len(at)).astype(float),
        out_series=mine // max(days, 1), out_day=mine % max(days, 1),
    )  # fmt: skip
    return made, pairs


def _spread(pairs: Ints, out: tuple[Ints, Ints, Ints] | None, days: int) -> tuple[Ints, Ints]:
    """One place a day of each interval."""
    if out is None or not len(out[0]):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    pair, since, until = out
    since, until = np.maximum(since, 0), np.minimum(until, days - 1)
    place = np.minimum(np.searchsorted(pairs, pair), len(pairs) - 1)
    good = (pairs[place] == pair) & (until >= since)
    place, since, length = place[good], since[good], (until - since + 1)[good]
    offset = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    return np.repeat(place, length), np.repeat(since, length) + offset
