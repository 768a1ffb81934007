# SPDX-License-Identifier: Apache-2.0
"""Columns in sets: what `bulk` does with rows, done with an Arrow table, without a Python object for each value.

All of it runs on Django's connection, inside the caller's transaction.
"""

import io
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection

from omotenashi.base import bulk

# Rows written to CSV at once: some megabytes of memory, whatever the size of the table.
_PIECE = 20_000


def copy(table: str, columns: pa.Table) -> None:
    """COPY an Arrow table into a table, by the names of its columns. The names come from our own code."""
    names = ", ".join(f'"{name}"' for name in columns.column_names)
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)') as target,
    ):
        for start in range(0, columns.num_rows, _PIECE):
            piece = io.BytesIO()
            arrow_csv.write_csv(columns.slice(start, _PIECE), piece, options)
            target.write(piece.getbuffer())


def stage(table: str, types: Mapping[str, str], columns: pa.Table) -> None:
    """Fill a temporary table anew. `types` gives the PostgreSQL type of each column; it ends at commit."""
    bulk.stage(table, types, ())
    copy(table, columns)
