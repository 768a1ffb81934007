# SPDX-License-Identifier: Apache-2.0
"""Filling the lake: Arrow batches become Parquet parts, then the version is swapped.

The feed does not care where batches come from: PostgreSQL (``postgres.py``), a test or a benchmark.
Memory stays flat: a month's writer holds at most ``GROUP`` rows before it lets them go to disk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omotenashi.insight.lake import deriving
from omotenashi.insight.lake.manifest import Manifest, Part
from omotenashi.insight.lake.schemas import ALL, APPENDED, BY_MONTH, OWN, SCHEMAS
from omotenashi.insight.lake.store import Lake

GROUP = 65_536
# A month in more pieces than this is put together into one.
MOST_PIECES = 12

# So many tables are read and written at once.
AT_ONCE = 2

type Batches = Iterable[pa.RecordBatch]
# Batches with the names of their tables.
type Rows = Iterable[tuple[str, pa.RecordBatch]]
# Told before each table: its place, and how many there are.
type Told = Callable[[int, int], None]
type Parts = dict[str, Part | None]


class Together(NamedTuple):
    """Several tables whose rows come in one stream."""

    tables: tuple[str, ...]
    rows: Rows


def refill(
    lake: Lake,
    tables: Mapping[str, Batches],
    *,
    now: datetime,
    watermark: int | None = None,
    told: Told | None = None,
    together: Together | None = None,
) -> Manifest:
    """Write a whole new lake from the batches of every table; nothing of the old one stays.

    Tables that are not given are empty. Batches are cast to the lake's schemas by column name.
    """
    with lake.writing():
        parts = _written(lake, tables, together, told)
        parts |= deriving.follow(lake, parts, replace=True)
        manifest = lake.swap(parts=parts, watermark=watermark, now=now, replace=True)
        lake.collect_garbage(now=now)
    return manifest


def rewrite(
    lake: Lake,
    tables: Mapping[str, Batches],
    *,
    months: Iterable[str],
    now: datetime,
    watermark: int | None = None,
    told: Told | None = None,
    together: Together | None = None,
) -> Manifest:
    """Replace the given months of the given tables (orders, lines, credits), add to what only grows, replace the others.

    A month ("2025-03") for which no row comes any more is dropped. Rows of a month outside
    ``months`` raise ValueError: they would stand there alone.
    """
    wanted = frozenset(months)
    with lake.writing():
        parts: dict[str, Parts] = {}
        for name, written in _written(lake, tables, together, told).items():
            parts[name] = _placed(lake, name, written, wanted)
        parts |= deriving.follow(lake, parts)
        manifest = lake.swap(parts=parts, watermark=watermark, now=now)
        lake.collect_garbage(now=now)
    return manifest


def _placed(lake: Lake, table: str, written: Parts, wanted: frozenset[str]) -> Parts:
    """Say what fresh parts do to those that are there: replace, join or end them."""
    if table in BY_MONTH:
        if stray := sorted(set(written) - wanted):
            raise ValueError(f"rows outside the touched months: {stray}")
        return {**dict.fromkeys(sorted(wanted)), **written}
    # A table whose last row went is empty, not as it was.
    return _put_together(lake, table, written) if table in APPENDED else {ALL: None, **written}


def _written(
    lake: Lake, tables: Mapping[str, Batches], together: Together | None, told: Told | None
) -> dict[str, Parts]:
    """Write all tables, some at once: while one waits for its rows, another is being put down."""
    made: dict[str, Parts] = {}
    streams = [] if together is None else [together]
    streams += [Together((name,), _of(name, batches)) for name, batches in tables.items()]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        making = [pool.submit(_write, lake, one) for one in streams]
        for place, one in enumerate(making):
            if told:
                told(place, len(making))
            made |= one.result()
    return made


def write_table(lake: Lake, table: str, batches: Batches) -> Parts:
    """Write the parts of one table as new files and name them; no version knows them yet."""
    return _write(lake, Together((table,), _of(table, batches)))[table]


def _of(table: str, batches: Batches) -> Rows:
    return ((table, batch) for batch in batches)


def _write(lake: Lake, stream: Together) -> dict[str, Parts]:
    made: dict[str, dict[str, _Writer]] = {table: {} for table in stream.tables}
    with ExitStack() as stack:
        for table, batch in stream.rows:
            schema, writers = SCHEMAS[table], made[table]
            for part, some in _cut(table, conform(batch, schema)):
                if part not in writers:
                    file = lake.new_file(table, part)
                    writers[part] = stack.enter_context(_Writer(lake.path, file, schema))
                writers[part].add(some)
    return {
        table: {part: Part(writer.file, writer.rows) for part, writer in writers.items()}
        for table, writers in made.items()
    }


def last_entry(lake: Lake, table: str = "touches", column: str = "entry") -> int:
    """Give the highest number that a table which only grows has; 0 when it is empty."""
    most, files = 0, lake.manifest().files(table)
    for file in files:
        told = pq.read_metadata(lake.path / file)
        place = told.schema.to_arrow_schema().get_field_index(column)
        groups = (told.row_group(group).column(place).statistics for group in range(told.num_row_groups))
        most = max([most, *(group.max for group in groups if group is not None and group.has_min_max)])
    return most


def _put_together(lake: Lake, table: str, fresh: Parts) -> Parts:
    """Name what is new beside what is there; a month of many pieces becomes one."""
    there = lake.manifest().parts.get(table, {})
    made: Parts = {}
    for month, part in fresh.items():
        if part is None:
            continue
        pieces = [name for name in there if name.partition("@")[0] == month]
        if len(pieces) < MOST_PIECES:
            made[f"{month}@{len(pieces):03d}" if pieces else month] = part
            continue
        files = [*(there[name].file for name in pieces), part.file]
        made |= dict.fromkeys(pieces)
        made |= write_table(lake, table, (rows for file in files for rows in _read(lake, file)))
    return made


def _read(lake: Lake, file: str) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(lake.path / file) as opened:
        yield from opened.iter_batches(batch_size=GROUP)


def conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The batch with the lake's columns, order and types. Raises KeyError for a missing column."""
    return pa.RecordBatch.from_arrays([_as(batch.column(field.name), field.type) for field in schema], schema=schema)


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type == kind:
        return column
    if pa.types.is_decimal(kind) and pa.types.is_integer(column.type):
        # Arrow wants room for every int64 on the way, whatever the values are.
        column = pc.cast(column, pa.decimal128(19 + kind.scale, kind.scale))
    return pc.cast(column, kind)


def _cut(table: str, batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    if table not in (*BY_MONTH, *APPENDED):
        yield ALL, batch
        return
    day = batch.column("day")
    month = pc.add(pc.multiply(pc.year(day), 12), pc.subtract(pc.month(day), 1))
    numbers = sorted(pc.unique(month).to_pylist())
    for number in numbers:
        # What changed lately is mostly of one month: then nothing has to be copied.
        rows = batch if len(numbers) == 1 else batch.filter(pc.equal(month, number))
        yield f"{number // 12:04d}-{number % 12 + 1:02d}", rows


@dataclass
class _Writer:
    """One Parquet file in the making: small batches are gathered into row groups."""

    root: Path
    file: str
    schema: pa.Schema
    rows: int = 0
    waiting: list[pa.RecordBatch] = field(default_factory=list)

    def __enter__(self) -> "_Writer":
        shared = [name for name in self.schema.names if name not in OWN]
        self.writer = pq.ParquetWriter(self.root / self.file, self.schema, compression="zstd", use_dictionary=shared)
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self._flush()
        self.writer.close()

    def add(self, batch: pa.RecordBatch) -> None:
        self.rows += batch.num_rows
        self.waiting.append(batch)
        if sum(waiting.num_rows for waiting in self.waiting) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        if self.waiting:
            self.writer.write_table(pa.Table.from_batches(self.waiting, self.schema))
            self.waiting = []
