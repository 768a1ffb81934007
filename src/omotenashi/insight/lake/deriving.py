# SPDX-License-Identifier: Apache-2.0
"""Writes what follows from fresh parts: visits, things and contents, as Parquet files beside them (ADR 0059)."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq

from omotenashi.insight.lake import derived, duck
from omotenashi.insight.lake.manifest import Part
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.store import Lake

MEMORY = "2GB"

type Parts = dict[str, Part | None]
type Kept = Mapping[str, Mapping[str, Part]]


def follow(lake: Lake, fresh: Mapping[str, Parts], *, replace: bool = False) -> dict[str, Parts]:
    """Write what follows from fresh parts and name it; with ``replace`` nothing of the lake before counts."""
    before: Kept = {} if replace else lake.manifest().parts
    months = {name for table in ("orders", "lines") for name in fresh.get(table, {})}
    touched = fresh.get("touches", {})
    if not months and not touched:
        return {}
    backend = duck.connect(memory=MEMORY, threads=os.cpu_count() or 1, spill=lake.path / ".spill")
    try:
        work = _Work(lake, backend)
        made: dict[str, Parts] = {"visits": _visits(work, touched)} if touched else {}
        if months:
            made |= _sold(work, before, fresh, months)
        return made
    finally:
        duck.close(backend)


class _Work:
    """An engine that sees the files it is told and writes the answer of an expression as a part."""

    def __init__(self, lake: Lake, backend: Any) -> None:
        self.lake, self.backend = lake, backend

    def see(self, table: str, parts: list[Part]) -> None:
        files = [self.lake.path / part.file for part in parts]
        duck.show(self.backend, table, files, SCHEMAS[table])

    def sql(self, rows: ir.Table) -> str:
        """The question, which stays the same from file to file; making it costs more than a small answer."""
        return str(self.backend.compile(rows))

    def write(self, table: str, name: str, sql: str) -> Part:
        file = self.lake.new_file(table, name)
        target = _quoted(self.lake.path / file)
        self.backend.raw_sql(f"COPY ({sql}) TO {target} (FORMAT parquet, COMPRESSION zstd)")
        return Part(file, pq.read_metadata(self.lake.path / file).num_rows)


def _visits(work: _Work, touched: Parts) -> dict[str, Part | None]:
    sql = work.sql(derived.visits_of(_named("touches")))
    made: dict[str, Part | None] = {}
    for name, part in touched.items():
        if part:
            work.see("touches", [part])
        made[name] = part and work.write("visits", name, sql)
    return made


def _sold(work: _Work, before: Kept, fresh: Mapping[str, Parts], months: set[str]) -> dict[str, Parts]:
    """Things and contents of the months whose orders or lines are fresh."""
    now = {table: {**before.get(table, {}), **fresh.get(table, {})} for table in ("orders", "lines")}
    _number(work, before, [part for part in fresh.get("lines", {}).values() if part])
    lines, orders, codes = _named("lines"), _named("orders"), ibis.table(_CODES, name="codes")
    sold, held = work.sql(derived.things_of(lines, codes)), work.sql(derived.contents_of(orders, lines, codes))
    things: dict[str, Part | None] = {}
    contents: dict[str, Part | None] = {}
    for month in sorted(months):
        placed, part = now["orders"].get(month), now["lines"].get(month)
        if part:
            work.see("lines", [part])
        if placed:
            work.see("orders", [placed])
        things[month] = part and work.write("things", month, sold)
        contents[month] = work.write("contents", month, held) if part and placed else None
    return {"things": things, "contents": contents}


def _number(work: _Work, before: Kept, fresh: list[Part]) -> None:
    """Number the products, as the table codes: those that are known stay as they are, new ones follow after them."""
    known = [part for part in before.get("things", {}).values() if part]
    work.backend.raw_sql("CREATE TABLE codes (product VARCHAR, thing INTEGER)")
    if known:
        work.see("things", known)
        work.backend.raw_sql("INSERT INTO codes SELECT product, min(thing) FROM things GROUP BY product")
    if fresh:
        work.see("lines", fresh)
        new = work.sql(derived.codes_of(_named("lines")))
        work.backend.raw_sql(
            "INSERT INTO codes SELECT n.product, row_number() OVER (ORDER BY n.product) + (SELECT coalesce(max(thing), 0) FROM codes)"
            f" FROM ({new}) n WHERE n.product NOT IN (SELECT product FROM codes)"
        )


_CODES = {"product": "string", "thing": "int32"}


def _named(table: str) -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(SCHEMAS[table]), name=table)


def _quoted(path: Path) -> str:
    return "'{}'".format(str(path).replace("'", "''"))
