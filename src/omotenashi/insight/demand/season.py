# SPDX-License-Identifier: Apache-2.0
"""The rhythm of demand: the week by place and SKU, the year by kind of goods; each shrunk to what many share.

A year is 364 days, so that its weeks begin on the same weekday. Its shape needs a whole year of record; growth is taken out
where two years tell it from season. Days without stock are filled with what the series usually sells.
"""

import numpy as np

from omotenashi.insight.demand.record import WEEK, YEAR, Floats, Ints, Record

# So many sold pieces speak as loud as the group.
WEEKDAY_WEIGHT, SEASON_WEIGHT = 20.0, 50.0
WEEKS = YEAR // WEEK
# Growth is told from season by so many days that were there a year before, at least.
LEAST_BOTH = 28
_SMOOTH = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9


def weekdays(record: Record) -> Floats:
    """Factors of each series for Monday to Sunday, mean 1: its own as far as it sold, else its place's, else the chain's."""
    since = max(record.days - YEAR, 0)
    late = record.day >= since
    series, quantity = record.series[late], record.quantity[late]
    weekday = record.weekdays(record.day[late])
    known = np.bincount(record.weekdays(np.arange(since, record.days)), minlength=WEEK).astype(float)
    even = np.maximum(known, 1) / max(float(known.sum()), 1.0)
    chain = _factors(np.bincount(weekday, weights=quantity, minlength=WEEK)[None, :], np.ones((1, WEEK)), even)
    places = int(record.place.max(initial=0)) + 1
    counted = np.bincount(record.place[series] * WEEK + weekday, weights=quantity, minlength=places * WEEK)
    of_place = _factors(counted.reshape(-1, WEEK), np.repeat(chain, places, axis=0), even)
    counted = np.bincount(series * WEEK + weekday, weights=quantity, minlength=len(record) * WEEK)
    return _factors(counted.reshape(-1, WEEK), of_place[record.place], even)


def _factors(counted: Floats, group: Floats, even: Floats) -> Floats:
    expected = counted.sum(axis=1, keepdims=True) * even
    found = (counted + WEEKDAY_WEIGHT * group) / (expected + WEEKDAY_WEIGHT)
    return np.asarray(found / found.mean(axis=1, keepdims=True))


def years(record: Record) -> int:
    """How many whole years are known, two at most."""
    return min(record.days // YEAR, 2)


def year(record: Record) -> Floats:
    """Factors of each kind for the 52 weeks that begin when the record ends, mean 1. All 1 without a whole year."""
    kinds, known = int(record.kind.max(initial=0)) + 1, years(record)
    if not known:
        return np.ones((kinds, WEEKS))
    since = record.days - known * YEAR
    late = record.day >= since
    counted = _by_week(record, record.series[late], record.day[late], record.quantity[late], kinds)
    usual = record.sold_since(since) / np.maximum(record.open_days(since), 1)
    gone = record.out_day >= since
    counted += _by_week(
        record, record.out_series[gone], record.out_day[gone], usual[record.out_series[gone]], kinds
    )  # fmt: skip
    tilt = _growth(record) ** (np.arange(WEEKS) / WEEKS)
    tilt /= tilt.mean()
    smooth = _smooth(counted / tilt)
    chain = smooth.sum(axis=0)
    shared = (chain + SEASON_WEIGHT) / (chain.mean() + SEASON_WEIGHT)
    found = (smooth + SEASON_WEIGHT * shared) / (smooth.mean(axis=1, keepdims=True) + SEASON_WEIGHT)
    return np.asarray(found / found.mean(axis=1, keepdims=True))


def _by_week(record: Record, series: Ints, day: Ints, quantity: Floats, kinds: int) -> Floats:
    week = (day - record.days) % YEAR // WEEK
    key = record.kind[series] * WEEKS + week
    return np.bincount(key, weights=quantity, minlength=kinds * WEEKS).reshape(kinds, WEEKS).astype(float)


def _growth(record: Record) -> float:
    """How much more is sold than on the same days a year before, as far back as there are such days; 1 for too few."""
    both = min(YEAR, record.days - YEAR)
    if both < LEAST_BOTH:
        return 1.0
    since = record.days - both
    late = record.quantity[record.day >= since].sum()
    before = record.quantity[(record.day >= since - YEAR) & (record.day < record.days - YEAR)].sum()
    return float(np.clip(late / before, 0.5, 2.0)) if before > 0 else 1.0


def _smooth(rows: Floats) -> Floats:
    return np.asarray(sum(part * np.roll(rows, shift - 2, axis=1) for shift, part in enumerate(_SMOOTH)))
