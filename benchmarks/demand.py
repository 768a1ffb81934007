# SPDX-License-Identifier: Apache-2.0
"""How long a night of demand takes: compare every method, foretell and propose for every SKU in every place.

    PYTHONPATH=src python benchmarks/demand.py --series 100000 --days 730

Counts are drawn from a world with a week, a year and places; half of the series sell less than once a week. Goal: 100,000 series
in seconds. Peer: statsforecast says of itself "1M series in 30min" on a cluster of Ray (its page on PyPI, 0.6.0); it compares nothing
by itself, knows no days without stock and proposes no order.
"""

import argparse
import os
import platform
import resource
import time
from datetime import date

import numpy as np

from omotenashi.insight.demand.nightly import Shelf, night
from omotenashi.insight.demand.sold import Sold

PLACES = np.array(["DC", "S1", "S2", "S3"], dtype=object)


def main() -> None:
    """Draw, work, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=730)
    options = parser.parse_args()
    sold = drawn(options.series // len(PLACES), options.days)
    rng = np.random.default_rng(2)
    held = rng.poisson(7, (len(sold.skus), len(PLACES))).tolist()
    levels = {
        (str(sku), str(place)): (held[n][at], 0) for n, sku in enumerate(sold.skus) for at, place in enumerate(PLACES)
    }
    shelf = Shelf(levels=levels, gaps=(), serves={}, terms={"": (2, 7, 95), "DC": (14, 7, 95)}, warehouse="DC")
    print(f"{options.series:,} series × {options.days} days, {len(sold):,} days with a sale, "
          f"{os.cpu_count()} cores, {platform.machine()}\n")  # fmt: skip
    began, spent = time.perf_counter(), time.process_time()
    found = night(sold, shelf=shelf, as_of=date(2026, 1, 1), tick=lambda *_how_far: None)
    rows = sum(1 for _row in found.rows())
    took, worked = time.perf_counter() - began, time.process_time() - spent
    for name, marks in (found.contest.marks if found.contest else {}).items():
        print(
            f"  {name:16} WAPE of weeks {marks['wape_weeks']:.3f}  MASE {marks['mase']:.3f}  bias {marks['bias']:+.3f}"
        )
    for name, one in (found.contest.verdicts if found.contest else {}).items():
        print(
            f"  {name:16} {one.winner:16} 80% held {one.coverage_week or 0:.3f} a week, {one.coverage_month or 0:.3f} four weeks"
        )
    print(f"\nthe night: {took:.1f} s of the clock, {worked:.1f} s of the processor; {rows:,} rows, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB at most")  # fmt: skip


def drawn(skus: int, days: int) -> Sold:
    """A world: rates from a Gamma, a week, a year of eight kinds."""
    rng = np.random.default_rng(1)
    rate, kind = rng.gamma(0.6, 0.5, skus), rng.integers(0, 8, skus)
    week, day = np.array([0.8, 0.8, 0.85, 0.9, 1.1, 1.4, 1.15]), np.arange(days)
    year = 1 + 0.5 * np.sin(2 * np.pi * day[None, :] / 364 + np.arange(8)[:, None])
    parts = []
    for number, share in enumerate((1.4, 1.1, 0.9, 0.6)):
        pieces = rng.poisson(rate[:, None] * share * week[day % 7] * year[kind]).astype(np.int16)
        sku, at = np.nonzero(pieces)
        parts.append((sku, np.full(len(sku), number), at, pieces[sku, at]))
    sku, place, at, quantity = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Sold(
        skus=np.array([f"K{n:06d}" for n in range(skus)], dtype=object), kinds=np.array([f"k{n}" for n in kind], dtype=object),
        places=PLACES, sku=sku, place=place, day=at, quantity=quantity.astype(float), first=date(2024, 1, 1), days=days,
    )  # fmt: skip


if __name__ == "__main__":
    main()
