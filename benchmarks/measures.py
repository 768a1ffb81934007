# SPDX-License-Identifier: Apache-2.0
"""How long every measure takes on a made-up history of any size.

    PYTHONPATH=src python benchmarks/measures.py --lines 10000000

Writes a lake (kept between runs in a temporary folder), runs each measure with its defaults and
prints a table: seconds of the clock for the rows, the population and the people behind one cell, and the processor
seconds of all three (over all threads; on a busy machine these say more).
"""

import argparse
import platform
import resource
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import history

from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import open_lake
from omotenashi.insight.measures import params, registry, run

AS_OF = date(2025, 12, 31)


def main() -> None:
    """Parse, make the lake when needed, measure, print."""
    options = _options()
    path = options.lake or Path(tempfile.gettempdir()) / f"omotenashi-bench-{options.lines}"
    if Lake(path).manifest().version == 0:
        began = time.perf_counter()
        history.write(path, lines=options.lines, seed=options.seed)
        print(f"wrote {path} in {time.perf_counter() - began:.1f} s")
    lake = open_lake(path, memory=options.memory, threads=options.threads)
    manifest = lake.manifest
    print(f"{platform.machine()}, {options.threads} threads, memory limit {options.memory}")
    print(f"{manifest.rows('lines'):,} lines, {manifest.rows('orders'):,} orders, "
          f"{manifest.rows('persons'):,} persons\n")  # fmt: skip
    print(f"{'measure':16}{'rows s':>8}{'popul. s':>10}{'people s':>10}{'cpu s':>8}{'rows':>9}{'people':>10}")
    worst = 0.0
    for measure in registry.MEASURES:
        if options.only and measure.name not in options.only:
            continue
        worst = max(worst, _one(measure, lake.tables))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nslowest query {worst:.2f} s, peak memory {peak:,.0f} MB")


def _one(measure: Any, tables: Any) -> float:
    asked, spent = params.parse(measure.params, {}, as_of=AS_OF), time.process_time()
    rows, took_rows = _timed(lambda: measure.rows(tables, asked).to_pyarrow())
    _, took_totals = _timed(lambda: measure.population(tables, asked).to_pyarrow())
    people, took_people = None, 0.0
    if measure.counts and rows.num_rows:
        first = rows.slice(rows.num_rows // 2, 1).to_pylist()[0]
        cell = {key: str(first[key]) for key in measure.under(asked).keys}
        people, took_people = _timed(lambda: run.count_people(measure, tables, asked, cell))
    spent = time.process_time() - spent
    print(f"{measure.name:16}{took_rows:8.2f}{took_totals:10.2f}{took_people:10.2f}{spent:8.2f}"
          f"{rows.num_rows:9,}{people if people is not None else '—':>10}")  # fmt: skip
    return max(took_rows, took_totals, took_people)


def _timed(call: Any) -> tuple[Any, float]:
    began = time.perf_counter()
    made = call()
    return made, time.perf_counter() - began


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lake", type=Path, help="use this lake instead of making one")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--only", nargs="*", help="names of measures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
