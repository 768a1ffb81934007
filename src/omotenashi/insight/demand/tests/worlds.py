# SPDX-License-Identifier: Apache-2.0
"""Records for tests: by hand, or drawn from a world whose truth is known."""

from datetime import date

import numpy as np

from omotenashi.insight.demand.record import Floats, Record, of_rows
from omotenashi.insight.demand.sold import Sold


def by_hand(
    *series: dict[int, float], days: int, out: tuple[tuple[int, int, int], ...] = (), places: int = 1
) -> Record:
    """Series of day → pieces: SKU n // places in place n % places. `out`: series, first and last day without stock."""
    rows = [(n // places, n % places, day, pieces) for n, one in enumerate(series) for day, pieces in one.items()]
    sku, place, day = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(3))
    gaps = tuple(np.array([one[at] for one in out], dtype=np.int64) for at in range(3))
    skus = -(-len(series) // places)
    held = (np.arange(len(series)) // places, np.arange(len(series)) % places)
    record, _pairs = of_rows(
        keys=(sku, place, day), quantity=np.array([row[3] for row in rows], dtype=float), days=days, weekday=0,
        kinds=np.zeros(skus, dtype=np.int64), places=places, start=np.zeros(skus, dtype=np.int64), stock=held,
        out=(gaps[0], gaps[1], gaps[2]),
    )  # fmt: skip
    return record


def drawn(*, skus: int, days: int, seed: int = 1, mean: float = 0.4, season: float = 0.6) -> tuple[Sold, Floats]:
    """Counts of three places over a week and a year; give the sales and the true rates, SKU × place."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.8, 1 / 0.8, skus) * mean
    week = np.array([0.8, 0.8, 0.8, 0.9, 1.1, 1.4, 1.2])
    kind, day = np.arange(skus) % 4, np.arange(days)
    year = 1 + season * np.sin(2 * np.pi * day[None, :] / 364 + np.arange(4)[:, None])
    parts = []
    for number, share in enumerate((1.5, 0.9, 0.6)):
        pieces = rng.poisson(rate[:, None] * share * (week / week.mean())[day % 7] * year[kind])
        sku, at = np.nonzero(pieces)
        parts.append((sku, np.full(len(sku), number), at, pieces[sku, at]))
    sku, place, at, pieces = (np.concatenate(column) for column in zip(*parts, strict=True))
    sold = Sold(
        skus=np.array([f"K{n:04d}" for n in range(skus)], dtype=object), kinds=np.array([f"k{n}" for n in kind], dtype=object),
        places=np.array(["DC", "S1", "S2"], dtype=object), sku=sku, place=place, day=at, quantity=pieces.astype(float),
        first=date(2024, 1, 1), days=days,
    )  # fmt: skip
    return sold, rate[:, None] * np.array([1.5, 0.9, 0.6])
