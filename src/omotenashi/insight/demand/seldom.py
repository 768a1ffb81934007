# SPDX-License-Identifier: Apache-2.0
"""Demand that comes now and then: Croston's method with the correction of Syntetos and Boylan (SBA), and TSB.

Both smooth the size of a sale; SBA the days between two sales, TSB the chance of a sale on a day, which also sinks while
nothing is sold. Only days on which there was something to sell are counted.
"""

import numpy as np

from omotenashi.insight.demand.record import YEAR, Floats, Ints, Record

SIZE, GAP, CHANCE = 0.1, 0.1, 0.05


def open_days_before(record: Record, since: Ints) -> tuple[Ints, Ints]:
    """For each sale its number among the days on which its series could be sold, from 1; and all of those days."""
    key = record.series * record.days + record.day
    begun = np.searchsorted(record.out_key, np.arange(len(record)) * record.days + since)
    out = np.searchsorted(record.out_key, key) - begun[record.series]
    all_out = np.searchsorted(record.out_key, (np.arange(len(record)) + 1) * record.days) - begun
    return record.day - since[record.series] - out + 1, np.maximum(record.days - since - all_out, 0)


def rates(record: Record) -> dict[str, Floats]:
    """Pieces a day by `sba` and `tsb`, from the last year."""
    since = np.maximum(record.start, max(record.days - YEAR, 0))
    kept = record.day >= since[record.series]
    part = record if kept.all() else _late(record, kept)
    number, known = open_days_before(part, since)
    count = np.bincount(part.series, minlength=len(part))
    first = np.cumsum(count) - count
    many = np.maximum(count, 1)
    size = np.bincount(part.series, weights=part.quantity, minlength=len(part)) / many
    chance, gap = count / np.maximum(known, 1), np.maximum(known, 1) / many
    sized, last = size.copy(), np.zeros(len(part))
    # The n-th sale of every series that has one, all at once.
    for n in range(int(count.max(initial=0))):
        of = np.flatnonzero(count > n)
        at = first[of] + n
        waited = number[at] - last[of]
        sized[of] += SIZE * (part.quantity[at] - sized[of])
        gap[of] += GAP * (waited - gap[of])
        chance[of] *= (1 - CHANCE) ** (waited - 1)
        chance[of] += CHANCE * (1 - chance[of])
        last[of] = number[at]
    chance *= (1 - CHANCE) ** (known - last)
    seen = count > 0
    return {
        "sba": np.where(seen, (1 - GAP / 2) * sized / np.maximum(gap, 1e-9), 0.0),
        "tsb": np.where(seen, chance * sized, 0.0),
    }


def _late(record: Record, kept: np.ndarray) -> Record:
    return Record(
        sku=record.sku, place=record.place, kind=record.kind, start=record.start, days=record.days,
        weekday=record.weekday, series=record.series[kept], day=record.day[kept], quantity=record.quantity[kept],
        out_series=record.out_series, out_day=record.out_day,
    )  # fmt: skip
