# SPDX-License-Identifier: Apache-2.0
"""How much a series sells on an ordinary day: its own sales as far as they go, else what the SKU sells in the chain.

Sales are counts, so the level is that of a Gamma-Poisson model: a SKU is shrunk to its kind, then a series to its SKU times
the share of its place. How strongly is found from the record itself: the more alike the series are, the more they share.
"""

import numpy as np

from omotenashi.insight.demand.record import WEEK, YEAR, Floats, Record
from omotenashi.insight.demand.season import WEEKS

LEAST, MOST = 0.3, 1e4


def levels(record: Record, *, weekday: Floats, year: Floats, half_life: float) -> Floats:
    """Pieces a day of each series on a day whose factors are 1; a sale of `half_life` days ago counts half."""
    since = max(record.days - YEAR, 0)
    late = record.day >= since
    weight = 0.5 ** ((record.days - 1 - np.arange(record.days)) / half_life)
    sold = np.bincount(
        record.series[late], weights=record.quantity[late] * weight[record.day[late]], minlength=len(record)
    )
    open_days = exposure(record, weekday=weekday, year=year, weight=weight, since=since)
    return shrunk(record, sold, open_days)


def exposure(record: Record, *, weekday: Floats, year: Floats, weight: Floats, since: int) -> Floats:
    """Days on which a series could be sold, each as heavy as its factors and its weight."""
    days = np.arange(since, record.days)
    season = year[:, (days - record.days) % YEAR // WEEK] * weight[days]
    # For each kind and weekday the sum until a day: no series is walked through day by day.
    running = np.zeros((WEEK, len(year), len(days) + 1))
    for one in range(WEEK):
        running[one, :, 1:] = np.cumsum(season * (record.weekdays(days) == one), axis=1)
    start = np.clip(record.start - since, 0, len(days))
    by_weekday = running[:, record.kind, -1] - running[:, record.kind, start]
    gone = record.out_day >= since
    series, day = record.out_series[gone], record.out_day[gone]
    lost = season[record.kind[series], day - since] * weekday[series, record.weekdays(day)]
    total = (by_weekday.T * weekday).sum(axis=1) - np.bincount(series, weights=lost, minlength=len(record))
    return np.asarray(np.maximum(total, 0.0))


def shrunk(record: Record, sold: Floats, open_days: Floats) -> Floats:
    """Levels of series: kind → SKU → series."""
    share = _shares(record, sold, open_days)
    skus, kinds = int(record.sku.max(initial=0)) + 1, int(record.kind.max(initial=0)) + 1
    kind = np.zeros(skus, dtype=np.int64)
    kind[record.sku] = record.kind
    of_sku = np.bincount(record.sku, weights=sold, minlength=skus)
    shared_days = np.bincount(record.sku, weights=share * open_days, minlength=skus)
    of_kind = np.bincount(kind, weights=of_sku, minlength=kinds) / np.maximum(
        np.bincount(kind, weights=shared_days, minlength=kinds), 1e-9
    )
    rate = posterior(of_kind[kind], of_sku, shared_days)
    return posterior(rate[record.sku] * share, sold, open_days)


def posterior(mean: Floats, counted: Floats, days: Floats) -> Floats:
    """A rate between what its group says and what was counted. The group weighs as much as its members are alike."""
    expected = mean * days
    alike = shape_of(counted, expected)
    return np.asarray(mean * (alike + counted) / (alike + expected))


def shape_of(counted: Floats, expected: Floats) -> float:
    """The shape of a Gamma by moments: how alike those are of whom so many were expected and so many counted."""
    excess = float((np.square(counted - expected) - expected).sum())
    return float(np.clip(np.square(expected).sum() / max(excess, 1e-9), LEAST, MOST))


def _shares(record: Record, sold: Floats, open_days: Floats) -> Floats:
    """The part of each place in what is sold of the goods it has; the place's, for each series."""
    places, skus = int(record.place.max(initial=0)) + 1, int(record.sku.max(initial=0)) + 1
    of_sku = np.bincount(record.sku, weights=sold, minlength=skus)
    here = np.bincount(record.place, weights=sold, minlength=places)
    could = np.bincount(record.place, weights=of_sku[record.sku] * (open_days > 0), minlength=places)
    return np.asarray((here / np.maximum(could, 1e-9))[record.place])


def ahead(level: Floats, *, weekday: Floats, year: Floats, record: Record, length: int) -> Floats:
    """The expected sales of the next days, series × days."""
    days = np.arange(record.days, record.days + length)
    season = year[:, (days - record.days) // WEEK % WEEKS]
    return np.asarray(level[:, None] * weekday[:, record.weekdays(days)] * season[record.kind])
