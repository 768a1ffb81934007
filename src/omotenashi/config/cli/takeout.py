# SPDX-License-Identifier: Apache-2.0
"""`export`: everything a retailer has, as one Parquet and one CSV file a table. Nobody is locked in."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from omotenashi.config.cli import frame, session, spreadsheet
from omotenashi.config.cli.language import say as _

# What is machinery and not the retailer's: sessions, queues, Django's own bookkeeping.
MACHINERY = ("django_", "procrastinate_", "account_", "mfa_", "auth_")
# The columns nobody may carry out: they open doors.
SECRET = {("staff_staff", "password"), ("staff_apikey", "key_hash")}
COLUMNS = """
    SELECT table_name, column_name, udt_name, numeric_precision, numeric_scale
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name, ordinal_position
"""
PLAIN = {
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "text",
    "varchar",
    "bpchar",
    "date",
    "timestamp",
    "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column, its type in PostgreSQL, and for exact numbers how many digits there are before and after the point."""

    name: str
    kind: str
    precision: int | None
    scale: int | None

    @property
    def selected(self) -> str:
        """The column as a spreadsheet can hold it: what is neither text, number nor time becomes text."""
        quoted = '"' + self.name.replace('"', '""') + '"'
        return quoted if self.kind in PLAIN else f"{quoted}::text AS {quoted}"


def export(
    folder: Path = typer.Argument(..., help=_("Folder to write into; it is made when it is not there")),
) -> None:
    """Write every table as Parquet and CSV, with a manifest that says how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise frame.Problem(_("{folder} is not empty.").format(folder=folder))
    folder.chmod(0o700)
    with session.retailer():
        import adbc_driver_postgresql.dbapi as adbc

        counts = {}
        # One transaction that sees one moment: the tables fit together.
        with adbc.connect(os.environ[session.URL]) as connection, connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for table, columns in _tables(cursor):
                counts[table] = _write(cursor, table, columns, folder)
                frame.tell(f"{table}: {counts[table]:,}")
    manifest = {"tables": counts, "formats": ["parquet", "csv"], "csv": "UTF-8 with BOM, formulas disarmed"}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    frame.tell(
        _("{rows} rows in {tables} tables are in {folder}.").format(
            rows=f"{sum(counts.values()):,}", tables=len(counts), folder=folder
        )
    )


def _tables(cursor: Any) -> Iterator[tuple[str, list[Column]]]:
    cursor.execute(COLUMNS)
    found: dict[str, list[Column]] = {}
    for table, name, kind, precision, scale in cursor.fetchall():
        if not table.startswith(MACHINERY) and (table, name) not in SECRET:
            found.setdefault(table, []).append(Column(name=name, kind=kind, precision=precision, scale=scale))
    yield from found.items()


def _write(cursor: Any, table: str, columns: list[Column], folder: Path) -> int:
    import pyarrow as pa
    from pyarrow import csv
    from pyarrow import parquet as columnar

    cursor.execute(f'SELECT {", ".join(column.selected for column in columns)} FROM "{table}"')
    reader = cursor.fetch_record_batch()
    schema = _schema(reader.schema, columns)
    rows = 0
    with (
        columnar.ParquetWriter(folder / f"{table}.parquet", schema, compression="zstd") as parquet,
        (folder / f"{table}.csv").open("wb") as plain,
    ):
        # The mark lets Excel read Japanese as what it is.
        plain.write(b"\xef\xbb\xbf")
        with csv.CSVWriter(plain, _textual(schema)) as sheet:
            for batch in reader:
                exact = pa.Table.from_batches([batch]).cast(schema)
                parquet.write_table(exact)
                sheet.write_table(_disarmed(exact, _textual(schema)))
                rows += batch.num_rows
    return rows


def _schema(found: Any, columns: list[Column]) -> Any:
    """Exact numbers come as text; give them back their digits."""
    import pyarrow as pa

    for position, column in enumerate(columns):
        if column.kind == "numeric" and column.precision:
            exact = pa.decimal128(column.precision, column.scale or 0)
            found = found.set(position, pa.field(column.name, exact))
    return pa.schema([pa.field(field.name, field.type) for field in found])


def _textual(schema: Any) -> Any:
    """What CSV can hold: exact numbers as text."""
    import pyarrow as pa

    return pa.schema([pa.field(one.name, pa.string() if pa.types.is_decimal(one.type) else one.type) for one in schema])


def _disarmed(table: Any, schema: Any) -> Any:
    """Put an apostrophe before texts a spreadsheet would compute, as `spreadsheet.harmless` does."""
    import pyarrow as pa
    from pyarrow import compute

    starts = "^[" + "".join(re.escape(sign) for sign in spreadsheet.SIGNS) + "]"
    number = f"^{spreadsheet.NUMBER.pattern}$"
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = table.column(position)
            armed = compute.and_not(
                compute.match_substring_regex(texts, starts), compute.match_substring_regex(texts, number)
            )
            safe = compute.if_else(armed, compute.binary_join_element_wise("'", texts, ""), texts)
            table = table.set_column(position, field.name, safe)
    return table.cast(schema)
