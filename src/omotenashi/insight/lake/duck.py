# SPDX-License-Identifier: Apache-2.0
"""The lake on DuckDB, inside of this process: one machine is enough for most retailers.

DuckDB's extensions are never fetched from a network; what it has built in is enough.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa

NAMESPACE = ops.Namespace(catalog="memory", database="main")


def connect(*, memory: str, threads: int, spill: Path) -> Any:
    """Give an engine of one's own."""
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


def show(backend: Any, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
    """Let a table be seen under its name."""
    if files:
        listed = ", ".join("'{}'".format(str(file).replace("'", "''")) for file in files)
        backend.raw_sql(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")
    else:
        backend.con.register(f"no_{name}", schema.empty_table())
        backend.raw_sql(f"CREATE TABLE {name} AS SELECT * FROM no_{name}")


def rows(backend: Any, sql: str) -> pa.Table:
    """Run a question."""
    return backend.con.sql(sql).to_arrow_table()


def close(backend: Any) -> None:
    """Let the engine go."""
    backend.disconnect()
