# SPDX-License-Identifier: Apache-2.0
"""From PostgreSQL into the lake, by ADBC, in one snapshot: everything, or the months that changed.

An export takes what transactions wrote since the last watermark, up to the oldest transaction still running, so a row
that committed late is never missed. Whether the lake and the record agree is checked by their number of orders; where
they do not (an import was undone), the lake is filled anew.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.dataset as ds

from omotenashi.insight.lake import feed, sales, sources
from omotenashi.insight.lake.manifest import Manifest
from omotenashi.insight.lake.schemas import APPENDED
from omotenashi.insight.lake.store import Lake

type Cursors = SimpleQueue[Any]
type Progress = Callable[[str, int, int], None]
# What a progress bar shows meanwhile; an English message id.
FILLING = "Filling the lake"


@dataclass(frozen=True)
class Export:
    """What an export did: the version after it, the months it wrote, the rows of all tables, the watermark."""

    version: int
    months: int
    rows: int
    watermark: int | None


def export(
    uri: str,
    lake: Lake,
    *,
    now: datetime,
    zone: str = "Asia/Tokyo",
    rebuild: bool = False,
    progress: Progress | None = None,
) -> Export:
    """Bring the lake up to date. Nothing changed: nothing is written and the version stays."""
    before = lake.manifest()
    told = partial(progress, FILLING) if progress else None
    with ExitStack() as opened:
        cursor = _cursor(uri, opened)
        horizon = int(_one(cursor, sources.HORIZON))
        since = None if rebuild else before.watermark
        entry = 0 if since is None else max(feed.last_entry(lake, name) for name in APPENDED)
        if since is not None and not _is_newer(cursor, before, since=since, entry=entry):
            if before.rows("orders") == int(_one(cursor, sources.COUNT)):
                return _export(before, months=0)
            since = None
        if since is not None:
            months = _touched(cursor, lake, before, since=since, zone=zone)
            # A lake that was written before it held notes reads them once from the beginning.
            noted = entry if "notes" in before.parts else 0
            free = _at_once(uri, cursor, opened)
            tables = _tables(free, zone=zone, months=months, entry=entry, noted=noted)
            sold = _sales(free, zone=zone, months=months)
            after = feed.rewrite(lake, tables, months=months, now=now, watermark=horizon, told=told, together=sold)
            if after.rows("orders") == int(_one(cursor, sources.COUNT)):
                return _export(after, months=len(months))
        free = _at_once(uri, cursor, opened)
        tables = _tables(free, zone=zone, months=None, entry=0)
        sold = _sales(free, zone=zone, months=None)
        after = feed.refill(lake, tables, now=now, watermark=horizon, told=told, together=sold)
        return _export(after, months=len(after.parts.get("orders", {})))


def _cursor(uri: str, opened: ExitStack, snapshot: str = "") -> Any:
    """A cursor that sees one moment: that of its first question, or of another's snapshot."""
    cursor = opened.enter_context(opened.enter_context(adbc.connect(uri)).cursor())
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    if snapshot:
        cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
    return cursor


def _at_once(uri: str, cursor: Any, opened: ExitStack) -> Cursors:
    """As many cursors as tables are read at once, all seeing what the first one sees."""
    snapshot = str(_one(cursor, "SELECT pg_export_snapshot() AS snapshot"))
    free: Cursors = SimpleQueue()
    free.put(cursor)
    for _ in range(1, feed.AT_ONCE):
        free.put(_cursor(uri, opened, snapshot))
    return free


def _export(manifest: Manifest, *, months: int) -> Export:
    rows = sum(manifest.rows(table) for table in manifest.parts)
    return Export(manifest.version, months, rows, manifest.watermark)


def _touched(cursor: Any, lake: Lake, manifest: Manifest, *, since: int, zone: str) -> set[str]:
    """Give the months to be written: those of the changed orders as they are now, and as the lake has them."""
    cursor.execute(sources.TOUCHED.format(since=since, zone=zone))
    days = set(cursor.fetch_arrow_table().column("month").to_pylist())
    if files := [str(lake.path / file) for file in manifest.files("orders")]:
        newest = feed.last_entry(lake, "orders", "order")
        cursor.execute(sources.CHANGED_ORDERS.format(since=since, newest=newest))
        changed = cursor.fetch_arrow_table().column("order").cast(pa.int64())
        old = ds.dataset(files, format="parquet").to_table(columns=["day"], filter=ds.field("order").isin(changed))
        days |= set(old.column("day").to_pylist())
    return {f"{day:%Y-%m}" for day in days}


def _is_newer(cursor: Any, manifest: Manifest, *, since: int, entry: int) -> bool:
    """Did anything change, did anybody do anything, or was a contract undone, since the last export?"""
    changed = _one(cursor, sources.CHANGED.format(since=since))
    if changed or _one(cursor, sources.NEW_ENTRIES.format(entry=entry)):
        return True
    return manifest.rows("subscriptions") != int(_one(cursor, sources.CONTRACTS))


def _tables(
    free: Cursors, *, zone: str, months: set[str] | None, entry: int, noted: int = 0
) -> dict[str, Iterator[pa.RecordBatch]]:
    # The largest first, so that the others are done beside it.
    queries = {
        "touches": sources.TOUCHES, "credits": sources.CREDITS, **sources.WHOLE, "answers": sources.ANSWERS, "notes": sources.NOTES,
    }  # fmt: skip
    given = {"zone": zone, "months": _chosen(months, zone=zone), "entry": entry, "noted": noted}
    return {name: _as_they_come(_batches(free, query.format(**given))) for name, query in queries.items()}


def _sales(free: Cursors, *, zone: str, months: set[str] | None) -> feed.Together:
    """Orders with their lines; as many read at once as there are cursors, each its share."""
    given = {"zone": zone, "months": _chosen(months, zone=zone)}

    def rows() -> feed.Rows:
        if months is None or months:
            goods = pa.Table.from_batches(_batches(free, sales.GOODS), sales.KNOWN)
            asked = (sales.question(share, feed.AT_ONCE).format(**given) for share in range(feed.AT_ONCE))
            yield from sales.unpacked(_as_they_come(*(_batches(free, query) for query in asked)), goods)

    return feed.Together(("orders", "lines"), rows())


def _chosen(months: set[str] | None, *, zone: str) -> str:
    return "" if months is None else _in_months(months, zone=zone)


def _in_months(months: set[str], *, zone: str) -> str:
    if not months:
        return "AND false"
    spans = (
        f"(o.placed_at >= '{month}-01'::timestamp AT TIME ZONE '{zone}'"
        f" AND o.placed_at < ('{month}-01'::timestamp + interval '1 month') AT TIME ZONE '{zone}')"
        for month in sorted(months)
    )
    return f"AND ({' OR '.join(spans)})"


def _batches(free: Cursors, query: str) -> Iterator[pa.RecordBatch]:
    """Run a query when its first batch is asked for, on a cursor that serves no other table meanwhile."""
    cursor = free.get()
    try:
        cursor.execute(query)
        yield from cursor.fetch_record_batch()
    finally:
        free.put(cursor)


def _as_they_come(*shares: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Read the next batch of each share while one is being written."""
    with ThreadPoolExecutor(max_workers=len(shares)) as reading:
        coming = {reading.submit(next, share, None): share for share in shares}
        while coming:
            for done in wait(coming, return_when=FIRST_COMPLETED).done:
                share = coming.pop(done)
                if (batch := done.result()) is not None:
                    coming[reading.submit(next, share, None)] = share
                    yield batch


def _one(cursor: Any, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()[0]
