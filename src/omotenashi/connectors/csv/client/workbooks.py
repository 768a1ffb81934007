# SPDX-License-Identifier: Apache-2.0
"""XLSX and other spreadsheets: each cell as the text that carries its full value."""

import io
from datetime import date, datetime, time, timedelta

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from omotenashi.connectors.csv.client import headers
from omotenashi.connectors.csv.client.sheet import ROW, Note, Unreadable

MAX_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number; further ones have become zeros

type Cell = int | float | str | bool | time | date | datetime | timedelta


def read(data: bytes, *, sheet: str | None = None) -> tuple[tuple[str, ...], pa.Table, tuple[Note, ...]]:
    """(header, table with `#row`, notes) of the named sheet, or of the one with the most rows.

    Whole numbers lose their .0, so codes and JANs stay digits; dates become ISO texts.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        pages = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("workbook_broken", detail=str(error)[:200]) from error
    if not any(pages.values()):
        raise Unreadable("empty")
    chosen = sheet if sheet in pages else max(pages, key=lambda name: len(pages[name]))
    rows = [[_text(cell) for cell in row] for row in pages[chosen]]
    at = headers.header_row(rows)
    names, notes = headers.named(_trimmed(rows[at]))
    if at:
        notes = (Note("rows_above_header", {"rows": at}), *notes)
    others = [name for name in pages if name != chosen and pages[name]]
    if others:
        notes = (Note("other_sheets", {"chosen": chosen, "others": ", ".join(others)}), *notes)
    return names, _table(names, rows, at), notes


def _table(names: tuple[str, ...], rows: list[list[str]], at: int) -> pa.Table:
    width = len(names)
    body = [(number, (row + [""] * width)[:width]) for number, row in enumerate(rows[at + 1 :], start=at + 2)]
    body = [(number, row) for number, row in body if any(cell.strip() for cell in row)]
    columns = {name: pa.array([row[i] for _, row in body], pa.string()) for i, name in enumerate(names)}
    return pa.table({**columns, ROW: pa.array([number for number, _ in body], pa.int64())})


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # More than 15 digits are damaged already: written so that the damage is seen later.
        return f"{cell:.4E}" if abs(cell) >= MAX_EXACT else (str(int(cell)) if cell.is_integer() else repr(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
