# SPDX-License-Identifier: Apache-2.0
"""CSV, TSV and the like: Arrow's reader for speed, Python's for the rows that are out of shape."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from omotenashi.connectors.csv.client import headers
from omotenashi.connectors.csv.client.sheet import MAX_CELL, ROW, Note, Unread

DELIMITERS = (",", "\t", ";", "|")
SAMPLE = 200_000


@dataclass(frozen=True)
class Shape:
    """How a text is laid out: `header_at` is the record index of the header, -1 for none."""

    delimiter: str
    header: tuple[str, ...]
    header_at: int
    notes: tuple[Note, ...]


def shape_of(text: bytes, *, delimiter: str | None = None) -> Shape:
    """Delimiter and header of a UTF-8 text, decided from its first 200 kB."""
    head = text[:SAMPLE].decode("utf-8", "ignore")
    told, skipped = _told_delimiter(head)
    chosen = delimiter or told or _best_delimiter(head)
    rows = _sample_rows(head, chosen)
    at = headers.header_row(rows[skipped:]) + skipped if len(rows) > skipped else 0
    first = rows[at] if rows else []
    if headers.is_missing(first):
        names, _ = headers.named([""] * len(first))
        return Shape(chosen, names, -1, (Note("header_missing"),))
    names, notes = headers.named(first)
    if at > skipped:
        notes = (Note("rows_above_header", {"rows": at - skipped}), *notes)
    return Shape(chosen, names, at, notes)


def read(text: bytes, shape: Shape) -> tuple[pa.Table, list[Unread]]:
    """All records below the header as texts, and the records that do not fit its columns.

    Records that are short get empty cells at the end (spreadsheets leave these out); records that are
    long are kept when the surplus cells are empty, else refused. An unclosed quote is found and only
    the records it touches are refused.
    """
    if text.count(b'"') % 2 == 0:
        try:
            return _by_arrow(text, shape)
        except pa.ArrowInvalid:
            pass
    return _by_python(text, shape)


def _by_arrow(text: bytes, shape: Shape) -> tuple[pa.Table, list[Unread]]:
    odd: list[tuple[int, str]] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number, row.text))
        return "skip"

    skip = shape.header_at + 1
    table = arrow_csv.read_csv(
        pa.BufferReader(text),
        read_options=arrow_csv.ReadOptions(
            column_names=list(shape.header), skip_rows_after_names=skip, use_threads=False, block_size=_block_size(text)
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=shape.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(shape.header, pa.string()), strings_can_be_null=False, check_utf8=True
        ),
    )
    numbers = _numbers(table.num_rows, [number for number, _ in odd if number > skip], first=skip + 1)
    table = table.append_column(ROW, pa.array(numbers, pa.int64()))
    mended, unread = _mend([(number, raw) for number, raw in odd if number > skip], shape)
    if mended:
        table = pa.concat_tables([table, _table_of(mended, shape)])
    return without_empty(table), unread


def _numbers(count: int, taken: Sequence[int], *, first: int) -> list[int]:
    holes = set(taken)
    if not holes:
        return list(range(first, first + count))
    return [n for n in range(first, first + count + len(holes)) if n not in holes]


def _mend(odd: Sequence[tuple[int, str]], shape: Shape) -> tuple[list[tuple[int, list[str]]], list[Unread]]:
    width = len(shape.header)
    mended: list[tuple[int, list[str]]] = []
    unread: list[Unread] = []
    for number, raw in odd:
        cells = next(csv.reader(io.StringIO(raw), delimiter=shape.delimiter), [])
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            unread.append(Unread(number, "too_many_cells", raw, {"cells": len(cells), "columns": width}))
        else:
            mended.append((number, (cells + [""] * width)[:width]))
    return mended, unread


def _by_python(text: bytes, shape: Shape) -> tuple[pa.Table, list[Unread]]:
    """The slow way, for files with broken quotes: a quote must close within its next 50 lines."""
    rows: list[tuple[int, list[str]]] = []
    unread: list[Unread] = []
    odd: list[tuple[int, str]] = []
    for number, raw in enumerate(_records(text.decode("utf-8", "replace").splitlines()), start=1):
        if number <= shape.header_at + 1 or not raw.strip():
            continue
        if raw.count('"') % 2:
            unread.append(Unread(number, "unclosed_quote", raw))
            continue
        cells = next(csv.reader(io.StringIO(raw, newline=""), delimiter=shape.delimiter), [])
        if len(cells) == len(shape.header):
            rows.append((number, cells))
        else:
            odd.append((number, raw))
    mended, surplus = _mend(odd, shape)
    return without_empty(_table_of(sorted(rows + mended), shape)), unread + surplus


def _records(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        until = at + 1
        quotes = lines[at].count('"')
        while quotes % 2 and until < min(len(lines), at + 50):
            quotes += lines[until].count('"')
            until += 1
        # No partner near by: the quote is an accident of its own line and swallows no other.
        until = until if quotes % 2 == 0 else at + 1
        yield "\n".join(lines[at:until])
        at = until


def _table_of(rows: Sequence[tuple[int, Sequence[str]]], shape: Shape) -> pa.Table:
    columns = {name: pa.array([cells[i] for _, cells in rows], pa.string()) for i, name in enumerate(shape.header)}
    return pa.table({**columns, ROW: pa.array([number for number, _ in rows], pa.int64())})


def without_empty(table: pa.Table) -> pa.Table:
    """`table` without the rows in which every cell is empty or blank."""
    if not table.num_rows:
        return table
    filled = pa.chunked_array([pa.array([False] * table.num_rows)])
    for name in table.column_names:
        if name != ROW:
            filled = pc.or_(filled, pc.greater(pc.binary_length(table[name]), 0))
            if pc.all(filled).as_py():
                return table
    return table.filter(filled)


def without_long_cells(table: pa.Table) -> tuple[pa.Table, list[Unread]]:
    """`table` without the rows that hold a cell of more than 32,767 characters, and these rows."""
    too_long: dict[int, str] = {}
    for name in table.column_names:
        if name == ROW:
            continue
        length = pc.utf8_length(table[name])
        if table.num_rows and (pc.max(length).as_py() or 0) > MAX_CELL:
            for row in table.filter(pc.greater(length, MAX_CELL))[ROW].to_pylist():
                too_long.setdefault(row, name)
    if not too_long:
        return table, []
    mask = pc.is_in(table[ROW], value_set=pa.array(list(too_long), pa.int64()))
    unread = [
        Unread(row[ROW], "cell_too_long", _as_line(row), {"column": too_long[row[ROW]], "limit": MAX_CELL})
        for row in table.filter(mask).to_pylist()
    ]
    return table.filter(pc.invert(mask)), unread


def _as_line(row: dict[str, str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([value for name, value in row.items() if name != ROW])
    return out.getvalue()


def _told_delimiter(head: str) -> tuple[str | None, int]:
    # Spreadsheets understand a first line that says 「sep=;」.
    first = head[:16].split("\n", 1)[0].strip().strip('"')
    return (first[4], 1) if first.lower().startswith("sep=") and len(first) == 5 else (None, 0)


def _best_delimiter(head: str) -> str:
    scores = {}
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in _sample_rows(head, delimiter) if any(row))
        width, seen = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        scores[delimiter] = (seen / max(1, sum(widths.values())), width) if width > 1 else (0.0, 0)
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def _sample_rows(head: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    csv.field_size_limit(SAMPLE * 10)
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > headers.LOOK:
                break
    except csv.Error:
        pass
    return rows


def _block_size(text: bytes) -> int:
    # A record must fit into one block; very long lines need a larger one.
    longest = max(map(len, text[:4_000_000].split(b"\n")), default=0)
    return max(16 << 20, min(len(text) + 1, 1 << 30) if longest > (1 << 20) else 0)
