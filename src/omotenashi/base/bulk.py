# SPDX-License-Identifier: Apache-2.0
"""Rows in sets: COPY into a table or into a temporary one that ends with the transaction.

All of it runs on Django's connection, inside the caller's transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from omotenashi.base import arrays

arrays.write_ids_at_once()

# Above, a temporary table is faster than a statement that grows with its rows.
_FEW = 50


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table. The names come from our own code, never from a user."""
    names = ", ".join(f'"{name}"' for name in columns)
    # Django wraps what cursors raise, but not what a COPY raises.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as target,
    ):
        for row in rows:
            target.write_row(row)


def stage(table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Fill a temporary table anew. `columns` gives name and PostgreSQL type; the table ends at commit."""
    typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "{table}"')
        cursor.execute(f'CREATE TEMPORARY TABLE "{table}" ({typed}) ON COMMIT DROP')
    copy(table, list(columns), rows)


def given(table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Give rows to a statement: what stands after FROM (under the name `s`), and its parameters.

    Few rows stand in the statement itself, which costs less than a temporary table; many are staged.
    """
    if len(rows) > _FEW:
        stage(table, columns, rows)
        return f'"{table}" s', []
    row = ", ".join(f"%s::{kind}" for kind in columns.values())
    names = ", ".join(f'"{name}"' for name in columns)
    if not rows:
        nothing = ", ".join(f"NULL::{kind}" for kind in columns.values())
        return f"(SELECT {nothing} WHERE false) s({names})", []
    return f"(VALUES {', '.join([f'({row})'] * len(rows))}) s({names})", [value for line in rows for value in line]


def run(sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> int:
    """Run one statement and give the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def rows(sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
