# SPDX-License-Identifier: Apache-2.0
"""The lake as Ibis tables on an engine. Engine differences stand here and nowhere else.

Measures see only ``Tables``: Ibis expressions that run on DuckDB today and on Spark tomorrow.
DuckDB's extensions are never fetched from a network; what it has built in is enough.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from omotenashi.insight.lake.manifest import Manifest
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.store import Lake

ENGINES = ("duckdb",)


@dataclass(frozen=True)
class Tables:
    """The record, as tables; the columns are those of ``schemas``."""

    orders: ir.Table
    lines: ir.Table
    returns: ir.Table
    return_lines: ir.Table
    nodes: ir.Table
    persons: ir.Table


@dataclass(frozen=True)
class OpenLake:
    """One version of a lake, opened on an engine. Belongs to one thread; close it when done."""

    tables: Tables
    manifest: Manifest
    backend: Any

    def close(self) -> None:
        """Let the engine go."""
        self.backend.disconnect()


class UnknownEngine(Exception):
    """No such engine; the message names those there are."""


def open_lake(path: Path, *, engine: str = "duckdb", memory: str = "1GB", threads: int = 2) -> OpenLake:
    """Open the current version. An empty or missing lake gives empty tables."""
    if engine not in ENGINES:
        raise UnknownEngine(f"{engine!r} is not one of {', '.join(ENGINES)}")
    backend = _duckdb(memory=memory, threads=threads, spill=path / ".spill")
    manifest = Lake(path).manifest()
    opened = {name: _parquet(backend, [path / file for file in manifest.files(name)], name) for name in SCHEMAS}
    return OpenLake(tables=Tables(**opened), manifest=manifest, backend=backend)


_open = threading.local()


@contextmanager
def reading(path: Path, *, memory: str = "1GB", threads: int = 2) -> Iterator[Tables]:
    """The current tables. Each thread keeps its engine until the lake has a new version."""
    held: dict[Path, OpenLake] = _open.__dict__.setdefault("held", {})
    current = Lake(path).manifest()
    lake = held.get(path)
    # A lake that was put back from a backup may have an old number, but not an old moment.
    if lake is None or _version(lake.manifest) != _version(current):
        if lake is not None:
            lake.close()
        held[path] = lake = open_lake(path, memory=memory, threads=threads)
    yield lake.tables


def _version(manifest: Manifest) -> tuple[int, str]:
    return manifest.version, manifest.written_at


def in_memory(**tables: Any) -> Tables:
    """Tables over Arrow data in memory, for tests and examples; missing ones are empty."""
    names = [field.name for field in fields(Tables)]
    return Tables(**{name: ibis.memtable(tables.get(name, SCHEMAS[name].empty_table())) for name in names})


def _duckdb(*, memory: str, threads: int, spill: Path) -> Any:
    return ibis.duckdb.connect(
        ":memory:",
        memory_limit=memory,
        threads=threads,
        temp_directory=str(spill),
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
        # The order of a file means nothing to a measure, and keeping it costs memory.
        preserve_insertion_order=False,
    )


def _parquet(backend: Any, files: list[Path], name: str) -> ir.Table:
    if files:
        listed = ", ".join("'{}'".format(str(file).replace("'", "''")) for file in files)
        backend.raw_sql(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")
    else:
        backend.con.register(f"no_{name}", SCHEMAS[name].empty_table())
        backend.raw_sql(f"CREATE TABLE {name} AS SELECT * FROM no_{name}")
    # The schema is ours, so nobody has to ask the engine for it.
    made: ir.Table = ops.DatabaseTable(
        name=name,
        schema=ibis.Schema.from_pyarrow(SCHEMAS[name]),
        source=backend,
        namespace=ops.Namespace(catalog="memory", database="main"),
    ).to_expr()
    return made
