# SPDX-License-Identifier: Apache-2.0
"""An order is imported whole or not at all: where one of its rows is refused, the others are, too.

So the refused file holds whole orders, and mending and replaying it gives what the file should have given.
"""

import csv
import io
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.base.text import codes
from omotenashi.connectors.csv.client.sheet import ROW, Sheet, Unread
from omotenashi.connectors.csv.rules.outcome import Refused


def without_broken_orders(
    table: pa.Table, sheet: Sheet, columns: Mapping[str, str], refused: Sequence[Refused]
) -> tuple[pa.Table, list[Refused]]:
    """`table` without the orders of which a row is in `refused` or unread. `columns`: field → column."""
    column = columns.get("number")
    if not column or "number" not in table.column_names or not (refused or sheet.unread):
        return table, []
    broken = _numbers(sheet, column, refused)
    for unread in sheet.unread:
        number = _number_in(unread, sheet, column)
        if number:
            broken.setdefault(number, unread.row)
    mask = pc.is_in(table["number"], value_set=pa.array(list(broken), pa.string()))
    lost = table.filter(mask)
    pairs = zip(lost[ROW].to_pylist(), lost["number"].to_pylist(), strict=True)
    return table.filter(pc.invert(mask)), [
        Refused(row, "order_incomplete", column, str(broken[number])) for row, number in pairs
    ]


def _numbers(sheet: Sheet, column: str, refused: Sequence[Refused]) -> dict[str, int]:
    """Order number → the first of its refused rows."""
    rows = pa.array([refusal.row for refusal in refused], pa.int64())
    hit = sheet.table.select([ROW, column]).filter(pc.is_in(sheet.table[ROW], value_set=rows))
    found: dict[str, int] = {}
    for row, text in zip(hit[ROW].to_pylist(), hit[column].to_pylist(), strict=True):
        number = codes.code(text)
        if number:
            found[number] = min(row, found.get(number, row))
    return found


def _number_in(unread: Unread, sheet: Sheet, column: str) -> str:
    try:
        cells = next(csv.reader(io.StringIO(unread.raw[:100_000], newline=""), delimiter=sheet.delimiter or ","), [])
    except csv.Error:
        return ""
    place = sheet.header.index(column)
    return codes.code(cells[place]) if place < len(cells) else ""
