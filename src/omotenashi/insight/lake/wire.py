# SPDX-License-Identifier: Apache-2.0
"""How rows travel from PostgreSQL: the numbers of a row in one field, its texts in another (ADR 0085).

A driver takes its time per field of a row, whatever is in it. So the server puts numbers of fixed width behind one
another, and a whole batch of them is one array of rows here; texts end with a zero byte, which no text of PostgreSQL
holds. Rows of a shop repeat the same few texts, so only those that differ are taken apart. What is nearly always a row's own
(`OWN`) stays a field of its own.

NULL is a byte that no UTF-8 has, the smallest number of its width, the day or the moment before all others.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.insight.lake.schemas import MOMENT, OWN

_ZERO, _NULL = "'\\x00'::bytea", b"\xff"
# By the lake's type: what the server sends, what that is here, and how much later PostgreSQL's calendar begins than ours.
_NUMBERS: Final[dict[Any, tuple[str, str, int]]] = {
    pa.int64(): ("int8send(coalesce({0}, -9223372036854775808))", ">i8", 0),
    pa.int32(): ("int4send(coalesce({0}, -2147483648))", ">i4", 0),
    pa.date32(): ("date_send(coalesce({0}, '-infinity'))", ">i4", 10_957),
    MOMENT: ("timestamptz_send(coalesce({0}, '-infinity'))", ">i8", 946_684_800_000_000),
    pa.bool_(): ("CASE WHEN {0} THEN '\\x01'::bytea WHEN NOT {0} THEN '\\x00'::bytea ELSE '\\x80'::bytea END", ">i1", 0),
}  # fmt: skip


def numbers_of(schema: pa.Schema, rows: str) -> str:
    """Give SQL for the numbers of a row, as bytea; `rows` names its columns as the schema does."""
    return "||".join(_NUMBERS[one.type][0].format(f'{rows}."{one.name}"') for one in schema if one.type in _NUMBERS)


def texts_of(schema: pa.Schema, rows: str) -> str:
    """Give SQL for the texts of a row, as bytea."""
    return "||".join(f"coalesce(textsend({rows}.\"{name}\"), '\\xff'::bytea)||{_ZERO}" for name in _texts(schema))


def own_of(schema: pa.Schema) -> list[str]:
    """Give the texts that travel as they are."""
    return [one.name for one in schema if one.type not in _NUMBERS and one.name in OWN]


def width_of(schema: pa.Schema) -> int:
    """Give the bytes that the numbers of a row take."""
    return _row(schema).itemsize


def numbers(sent: np.ndarray, schema: pa.Schema) -> dict[str, pa.Array]:
    """Give the columns of numbers of many rows."""
    rows = np.frombuffer(sent, _row(schema))
    return {name: _number(rows[name], schema.field(name).type) for name in rows.dtype.names or ()}


def texts(sent: np.ndarray, schema: pa.Schema) -> tuple[dict[str, pa.Array], pa.Array]:
    """Give the columns of texts of the rows that differ, and for each row its place among them."""
    names = _texts(schema)
    ends = np.flatnonzero(sent == 0)[len(names) - 1 :: len(names)] + 1
    known = _cut(sent, ends).dictionary_encode()
    taken = known.dictionary
    parts = _split(bytes_of(taken)[0])
    places = np.arange(0, len(parts), len(names), dtype=np.int64)
    columns = {
        name: pc.cast(_read(parts.take(pa.array(places + place))), schema.field(name).type)
        for place, name in enumerate(names)
    }
    return columns, known.indices


def bytes_of(column: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Give what all rows of a binary column hold, one behind the other, and how much each of them does."""
    _, offsets, data = column.buffers()
    if not len(column) or data is None:
        return np.zeros(0, np.uint8), np.zeros(len(column), np.int64)
    kind = np.int64 if pa.types.is_large_binary(column.type) else np.int32
    bounds = np.frombuffer(offsets, kind)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data, np.uint8)[bounds[0] : bounds[-1]], np.diff(bounds)


def _row(schema: pa.Schema) -> np.dtype[Any]:
    return np.dtype([(one.name, _NUMBERS[one.type][1]) for one in schema if one.type in _NUMBERS])


def _texts(schema: pa.Schema) -> list[str]:
    return [one.name for one in schema if one.type not in _NUMBERS and one.name not in OWN]


def _number(sent: np.ndarray, kind: pa.DataType) -> pa.Array:
    values = sent.astype(sent.dtype.newbyteorder("="))
    missing = values == np.iinfo(values.dtype).min
    if later := _NUMBERS[kind][2]:
        values = values + values.dtype.type(later)
    made = pa.array(values != 0 if kind == pa.bool_() else values, mask=missing if missing.any() else None)
    return made if made.type == kind else made.view(kind)


def _split(sent: np.ndarray) -> pa.Array:
    """Cut at the zero bytes and leave them out."""
    is_end = sent == 0
    ends = np.flatnonzero(is_end)
    # An end lies as much too far as there are zero bytes before it.
    return _cut(sent[~is_end], ends - np.arange(len(ends)))


def _cut(sent: np.ndarray, ends: np.ndarray) -> pa.Array:
    offsets = np.zeros(len(ends) + 1, np.int64)
    offsets[1:] = ends
    return pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(sent)]
    )


def _read(words: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(words, pa.scalar(_NULL, words.type)), None, words).cast(pa.string())
