# SPDX-License-Identifier: Apache-2.0
"""How long the measures that read events take on as many as are wanted, within a limit of memory.

    PYTHONPATH=src python benchmarks/events.py --events 100000000 --memory 6GB

Refuses where the disk has no room (20 bytes an event). Writes a lake of that many touches in 90 days, a person and an
order for every 50, part by part, kept between runs in a temporary folder; what does not fit into memory is spilled
there, too. Prints for each measure: seconds of the clock and of the processor, and the peak
of memory of the process. Wanted: 15 s each on 100 million events with 6 GB. `--engine 'local[2]'` asks Spark instead;
`--json FILE` adds a line for each measure, which `growth.py` makes tables of.
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from history import CHANNELS, FIRST_DAY, _batch

from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import open_lake
from omotenashi.insight.measures import params, registry

AS_OF = date(2023, 3, 31)
DAYS, BATCH, A_PERSON, AN_ORDER = 90, 500_000, 50, 50
# Bytes of the disk an event: 6 to 7 in the lake, and as much again twice for what does not fit into memory.
ROOM = 20
MEASURES = ("funnel-channels", "paths", "attribution", "lost-to", "channel-flow", "completeness")
_ACTS = np.array([*["page"] * 5, *["view"] * 3, "search", "cart"])
_MEDIA = np.array(["", "", "", "GADS", "IGAD", "MAIL", "LINEMSG"])
_PRODUCTS = np.array([f"P{number}" for number in range(5_000)])


def main() -> None:
    """Parse, make the lake when needed, measure each in a process of its own, print."""
    options = _options()
    path = Path(tempfile.gettempdir()) / f"omotenashi-events-{options.events}"
    if Lake(path).manifest().version == 0:
        if told := missing_room(options.events, shutil.disk_usage(path.parent).free):
            raise SystemExit(f"{told} ({path.parent}; choose another place with TMPDIR)")
        _apart(_make, path, options)
    print(
        f"{platform.machine()}, {options.threads} threads, {options.memory}, {options.engine}, {options.events:,} events"
    )
    print(f"{'measure':20}{'rows s':>9}{'cpu s':>9}{'peak MB':>9}{'load':>7}")
    for name in options.only or MEASURES:
        _apart(_one, path, name, options)


def missing_room(events: int, free: int) -> str:
    """Say what is missing where so many events would not fit; files and what is spilled while they are made and asked."""
    needed = events * ROOM
    if free >= needed:
        return ""
    return f"{events:,} events want {needed / 1e9:.0f} GB of room on the disk, and {free / 1e9:.0f} GB are free"


def _apart(work: Callable[..., None], *given: object) -> None:
    """Do it in a process that begins with no memory taken, so that its peak is its own."""
    one = multiprocessing.get_context("spawn").Process(target=work, args=given)
    one.start()
    one.join()


def _make(path: Path, options: argparse.Namespace) -> None:
    began = time.perf_counter()
    people = np.arange(1, max(options.events // A_PERSON, 1) + 1)
    tables = {
        "touches": _touches(options.events, people.size),
        "orders": _orders(options.events // AN_ORDER, people.size),
        "nodes": [_batch("nodes", node=people, person=people)],
        "persons": [_batch("persons", person=people)],
    }
    feed.refill(Lake(path), tables, now=datetime.now(UTC))
    size = sum(file.stat().st_size for file in path.glob("touches/*.parquet"))
    print(
        f"wrote {path} in {time.perf_counter() - began:.0f} s, {size / options.events:.1f} bytes an event", flush=True
    )


def _one(path: Path, name: str, options: argparse.Namespace) -> None:
    measure = next(one for one in registry.MEASURES if one.name == name)
    lake = open_lake(path, engine=options.engine, memory=options.memory, threads=options.threads)
    asked = params.parse(measure.params, {}, as_of=AS_OF)
    spent, began, load = time.process_time(), time.perf_counter(), os.getloadavg()[0]
    measure.rows(lake.tables, asked).to_pyarrow()
    took, spent = time.perf_counter() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:20}{took:9.2f}{spent:9.2f}{peak:9,.0f}{load:7.1f}", flush=True)
    if options.json:
        told = {"measure": name, "events": options.events, "clock": took, "cpu": spent, "peak": peak, "load": load}
        with options.json.open("a") as out:
            out.write(json.dumps(told) + "\n")


def _touches(events: int, people: int) -> Iterator[pa.RecordBatch]:
    """Day after day; who comes, comes for some touches in a row."""
    rng = np.random.default_rng(1)
    for start in range(0, events, BATCH):
        size = min(BATCH, events - start)
        entry = np.arange(start + 1, start + size + 1)
        day = FIRST_DAY + (entry - 1) * DAYS // events
        second = np.sort(rng.integers(0, 80_000, size)).astype("timedelta64[s]")
        medium = np.repeat(rng.integers(0, _MEDIA.size, size // 5 + 1), 5)[:size]
        yield _batch(
            "touches",
            entry=entry,
            node=np.repeat(rng.integers(1, people + 1, size // 5 + 1), 5)[:size],
            at=day.astype("datetime64[us]") + second,
            day=day,
            act=_ACTS[rng.integers(0, _ACTS.size, size)],
            channel=np.full(size, "EC"),
            medium=_MEDIA[medium],
            product=_PRODUCTS[(rng.pareto(1.1, size) * 20).astype(np.int64) % _PRODUCTS.size],
        )


def _orders(orders: int, people: int) -> Iterator[pa.RecordBatch]:
    rng = np.random.default_rng(2)
    for start in range(0, orders, BATCH):
        size = min(BATCH, orders - start)
        number = np.arange(start + 1, start + size + 1)
        day = FIRST_DAY + (number - 1) * DAYS // orders
        yield _batch(
            "orders",
            order=number,
            node=rng.integers(1, people + 1, size),
            placed_at=day.astype("datetime64[us]") + rng.integers(0, 86_000, size).astype("timedelta64[s]"),
            day=day,
            channel=CHANNELS[rng.integers(0, 5, size)],
            gross=rng.integers(100, 9_000, size),
            cancelled=np.zeros(size, bool),
            priced=np.ones(size, bool),
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000_000)
    parser.add_argument("--memory", default="6GB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--json", type=Path, help="a file to which each figure is added as a line")
    parser.add_argument("--only", nargs="*", help="names of measures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
