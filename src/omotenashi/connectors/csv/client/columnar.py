# SPDX-License-Identifier: Apache-2.0
"""Parquet: columns become texts, so that one road leads from every format to the typed values."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omotenashi.connectors.csv.client import headers
from omotenashi.connectors.csv.client.sheet import ROW, Note, Unreadable


def read(data: bytes) -> tuple[tuple[str, ...], pa.Table, tuple[Note, ...]]:
    """(header, table with `#row` from 2 on, notes). Lists and structs are written as JSON-like text."""
    try:
        source = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowInvalid, OSError) as error:
        raise Unreadable("parquet_broken", detail=str(error)[:200]) from error
    names, notes = headers.named(source.column_names)
    columns = {name: _texts(column) for name, column in zip(names, source.columns, strict=True)}
    numbers = pa.array(range(2, source.num_rows + 2), pa.int64())
    return names, pa.table({**columns, ROW: numbers}), notes


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.chunked_array([pa.array(["" if v is None else str(v) for v in column.to_pylist()], pa.string())])
    if pa.types.is_timestamp(column.type) and column.type.tz is None:
        column = column.cast(pa.timestamp("us"), safe=False)
    if pa.types.is_floating(column.type):
        return pc.fill_null(_plain_floats(column), "")
    return pc.fill_null(column.cast(pa.string()), "")


def _plain_floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Shortest exact texts; a column of whole numbers loses its 「.0」 (codes that passed through NaN)."""
    column = pc.if_else(pc.is_nan(column), None, column)
    whole = pc.all(pc.equal(pc.floor(column), column), skip_nulls=True).as_py()
    if whole and pc.max(pc.abs(column)).as_py() is not None and pc.max(pc.abs(column)).as_py() < 1e15:
        return column.cast(pa.int64()).cast(pa.string())
    # Nine decimals: exact for money and rates, and without the dust of binary arithmetic.
    return pc.round(column, 9).cast(pa.string())
