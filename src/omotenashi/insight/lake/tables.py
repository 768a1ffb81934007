# SPDX-License-Identifier: Apache-2.0
"""The lake as Ibis tables on an engine. Engine differences stand in ``duck`` and ``spark`` and nowhere else.

Measures see only ``Tables``: Ibis expressions that run on DuckDB and on Spark alike.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from omotenashi.insight.lake import answers, duck, spark
from omotenashi.insight.lake.manifest import Manifest
from omotenashi.insight.lake.schemas import DERIVED, SCHEMAS
from omotenashi.insight.lake.store import Lake

DUCKDB = "duckdb"
_MASTER = re.compile(r"local(\[[^]]+])?|spark://.+|k8s://.+|yarn")


@dataclass(frozen=True)
class Tables:
    """The record, as tables; the columns are those of ``schemas``."""

    orders: ir.Table
    lines: ir.Table
    returns: ir.Table
    return_lines: ir.Table
    nodes: ir.Table
    persons: ir.Table
    touches: ir.Table
    credits: ir.Table
    answers: ir.Table
    notes: ir.Table
    subscriptions: ir.Table
    deliveries: ir.Table
    # Worked out of the others and kept by a stored lake; None in memory, see ``derived``.
    visits: ir.Table | None = None
    things: ir.Table | None = None
    contents: ir.Table | None = None


@dataclass(frozen=True)
class OpenLake:
    """One version of a lake, opened on an engine. Belongs to one thread; close it when done."""

    tables: Tables
    manifest: Manifest
    backend: Any

    def close(self) -> None:
        """Let the engine go."""
        _engine(self.backend).close(self.backend)


class UnknownEngine(Exception):
    """No such engine; the message names those there are."""


def check_engine(engine: str) -> str:
    """Give the name of an engine back; raises UnknownEngine."""
    if engine != DUCKDB and not _MASTER.fullmatch(engine):
        raise UnknownEngine(f"{engine!r} is not one of {DUCKDB}, spark://HOST:PORT, local[*], k8s://…, yarn")
    return engine


def open_lake(path: Path, *, engine: str = DUCKDB, memory: str = "1GB", threads: int = 2) -> OpenLake:
    """Open the current version. An empty or missing lake gives empty tables."""
    if check_engine(engine) == DUCKDB:
        backend = duck.connect(memory=memory, threads=threads, spill=path / ".spill")
    else:
        backend = spark.connect(master=engine, memory=memory, threads=threads)
    manifest = Lake(path).manifest()
    opened = {
        name: shown(backend, name, [path / file for file in manifest.files(name)], schema)
        for name, schema in SCHEMAS.items()
    }
    return OpenLake(tables=Tables(**opened), manifest=manifest, backend=backend)


_open = threading.local()
_sessions: dict[tuple[Path, str], OpenLake] = {}
_opening = threading.Lock()


@contextmanager
def reading(path: Path, *, engine: str = DUCKDB, memory: str = "1GB", threads: int = 2) -> Iterator[Tables]:
    """The current tables. Each thread keeps its engine until the lake has a new version."""
    if engine != DUCKDB:
        yield _session(path, engine=engine, memory=memory, threads=threads).tables
        return
    held: dict[tuple[Path, str], OpenLake] = _open.__dict__.setdefault("held", {})
    current = Lake(path).manifest()
    lake = held.get((path, engine))
    # A lake that was put back from a backup may have an old number, but not an old moment.
    if lake is None or _version(lake.manifest) != _version(current):
        if lake is not None:
            lake.close()
        held[path, engine] = lake = open_lake(path, engine=engine, memory=memory, threads=threads)
    yield lake.tables


def _session(path: Path, *, engine: str, memory: str, threads: int) -> OpenLake:
    """One session of a cluster serves all threads of the process: opening one takes seconds (ADR 0080).

    That of the version before is left to whoever still asks it, and goes with the last of them.
    """
    with _opening:
        lake = _sessions.get((path, engine))
        current = _version(Lake(path).manifest())
        if lake is not None and not spark.serves(lake.backend):
            spark.give_up(lake.backend)
            lake = None
        if lake is None or _version(lake.manifest) != current:
            lake = open_lake(path, engine=engine, memory=memory, threads=threads)
            lake.backend.kept_answers = answers.of(path, lake.manifest)
            _sessions[path, engine] = lake
        return lake


def rows(backend: Any, sql: str) -> pa.Table:
    """Run a question on the engine that its tables stand on, or give the answer that is kept of it."""
    kept: answers.Answers | None = getattr(backend, "kept_answers", None)
    made = partial(_engine(backend).rows, backend, sql)
    return made() if kept is None else kept.recall(sql, made)


def shown(backend: Any, name: str, files: Sequence[Path], schema: pa.Schema) -> ir.Table:
    """Let files be seen under a name on an engine, as a table. The schema is known, so nobody has to ask the engine for it."""
    engine = _engine(backend)
    engine.show(backend, name, files, schema)
    made: ir.Table = ops.DatabaseTable(
        name=name, schema=ibis.Schema.from_pyarrow(schema), source=backend, namespace=engine.NAMESPACE
    ).to_expr()
    return made


def _version(manifest: Manifest) -> tuple[int, str]:
    return manifest.version, manifest.written_at


def in_memory(**tables: Any) -> Tables:
    """Tables over Arrow data in memory, for tests and examples; missing ones are empty."""
    names = [field.name for field in fields(Tables) if field.name not in DERIVED]
    return Tables(**{name: ibis.memtable(tables.get(name, SCHEMAS[name].empty_table())) for name in names})


def batches(tables: Tables) -> dict[str, list[pa.RecordBatch]]:
    """The rows of every table that somebody gave, as a feed takes them."""
    names = (field.name for field in fields(Tables) if field.name not in DERIVED)
    return {name: getattr(tables, name).to_pyarrow().to_batches() for name in names}


def _engine(backend: Any) -> Any:
    return spark if backend.name == "pyspark" else duck
