# SPDX-License-Identifier: Apache-2.0
"""Typed rows become orders and returns: any order of the rows gives the same result.

Rows with one number are one order. What belongs to the order may stand on every row or on the first
only; two different values on rows of one order refuse all its rows together. Rows of identical content
are separate lines (they are what was bought twice), unless a line id says that they are one.
Amounts are exact: unit price × quantity is rounded half up to minor units once per line.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.connectors.csv.rules import levels, orders_sql, statuses
from omotenashi.connectors.csv.rules.outcome import ROW, Counted, Refused, dictionary_map


@dataclass(frozen=True)
class Options:
    """`exponent`: decimals of the currency. `tax_included`: unit prices contain the tax."""

    exponent: int
    tax_included: bool = True
    default_channel: str = ""
    default_location: str = ""


@dataclass
class Orders:
    """Four Arrow tables (columns: `orders_sql`), all amounts in minor units, and what was left out.

    `o` is the place of an order's number in `numbers`. Every row of the input is either in `refused`
    or in `rows` (columns `o`, `row`) as part of an order or a return.
    """

    numbers: list[str]
    orders: pa.Table
    lines: pa.Table
    returns: pa.Table
    return_lines: pa.Table
    rows: pa.Table
    refused: list[Refused] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)


def assemble(table: pa.Table, options: Options) -> Orders:
    """Group the typed rows of an order file. Pure: the same rows in any order give the same orders."""
    table = levels.settled(table)
    table, refused = _without(table, "number", lambda t: pc.is_null(t["number"]), "number_missing")
    table = _with_meanings(table)
    table, more = _without(table, "status", lambda t: pc.equal(t["state"], "unfinished"), "not_an_order")
    numbers = table["number"].combine_chunks().dictionary_encode()
    given = table.append_column("o", numbers.indices).drop_columns(["number"])
    present = set(table.column_names)
    with duckdb.connect() as db:
        db.execute("set threads=2; set TimeZone='UTC'; set preserve_insertion_order=false")
        db.register("given", given)
        db.execute(orders_sql.typed_view(present))
        _execute(db, orders_sql.headers(present) + ";" + orders_sql.LINES, options)
        refused += more + _conflicts(db)
        _execute(db, orders_sql.ASSEMBLE, options)
        return Orders(
            numbers=numbers.dictionary.to_pylist(),
            orders=db.sql(orders_sql.ORDERS).to_arrow_table(),
            lines=db.sql(orders_sql.SOLD).to_arrow_table(),
            returns=db.sql(orders_sql.RETURNS).to_arrow_table(),
            return_lines=db.sql(orders_sql.BACK).to_arrow_table(),
            rows=db.sql("select o, row from lines where o not in (select o from conflicts)").to_arrow_table(),
            refused=sorted(refused, key=lambda r: r.row),
            counted=_counted(db, present),
        )


def _execute(db: duckdb.DuckDBPyConnection, sql: str, options: Options) -> None:
    # Scripts of several statements take no parameters, so the four options are set as variables.
    for name, value in {"channel": options.default_channel, "location": options.default_location}.items():
        db.execute("set variable {} = '{}'".format(name, value.replace("'", "''")))
    db.execute(f"set variable scale = {options.exponent:d}")
    db.execute(f"set variable included = {options.tax_included!s}")
    db.execute(sql)


def _without(
    table: pa.Table, column: str, wrong: Callable[[pa.Table], pa.ChunkedArray], code: str
) -> tuple[pa.Table, list[Refused]]:
    if column not in table.column_names:
        return table, []
    mask = pc.fill_null(wrong(table), False)
    if not pc.any(mask).as_py():
        return table, []
    rows = table.filter(mask)
    pairs = zip(rows[ROW].to_pylist(), rows[column].to_pylist(), strict=True)
    return table.filter(pc.invert(mask)), [Refused(row, code, column, text or "") for row, text in pairs]


def _with_meanings(table: pa.Table) -> pa.Table:
    for column, name, meaning in (("status", "state", statuses.of_order), ("line_kind", "kind", statuses.of_line)):
        if column in table.column_names:
            words = [word for word in pc.unique(table[column]).to_pylist() if word]
            table = dictionary_map(table, column, name, {word: meaning(word).value for word in words})
        else:
            table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    return table


def _conflicts(db: duckdb.DuckDBPyConnection) -> list[Refused]:
    """Rows of orders that contradict themselves, lack a date or an amount, or whose line ids clash."""
    db.execute(orders_sql.CONFLICTS)
    found = db.execute(
        "select row, code, column_name, coalesce(value, '') from lines join conflicts using (o)"
    ).fetchall()
    return [Refused(int(row), code, column, value) for row, code, column, value in found]


def _counted(db: duckdb.DuckDBPyConnection, present: set[str]) -> list[Counted]:
    found = db.execute(orders_sql.identical(present)).fetchone()
    if not found or not found[0]:
        return []
    return [Counted("identical_rows", int(found[0]), tuple(int(row) for row in found[1]))]
