# SPDX-License-Identifier: Apache-2.0
"""What travels packed arrives as it was said: every width, every NULL, every text."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pytest

from omotenashi.insight.actions.refreshing import _address
from omotenashi.insight.lake import wire
from omotenashi.insight.lake.schemas import MOMENT, PRICE

pytestmark = pytest.mark.django_db
SCHEMA = pa.schema(
    {
        "big": pa.int64(), "small": pa.int32(), "day": pa.date32(), "moment": MOMENT, "yes": pa.bool_(),
        "word": pa.string(), "number": pa.string(), "other": pa.string(), "price": PRICE,
    }
)  # fmt: skip
ROWS: list[tuple[Any, ...]] = [
    (1, 2, date(2026, 1, 5), datetime(2026, 1, 5, 3, tzinfo=UTC), True, "花", "n1", "x", Decimal("0.0010")),
    (-(2**63) + 1, -(2**31) + 1, date(1899, 12, 31), datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), False, "", "", "", Decimal(-5)),
    (2**63 - 1, 2**31 - 1, date(9999, 12, 31), datetime(2100, 2, 28, tzinfo=UTC), None, "𠮷野\x01\x1f\t\n\"'\\,{}%", "n3", "ÿ", Decimal("99999999999999.9999")),
    (None, None, None, None, None, None, None, None, None),
    (0, 0, date(2000, 1, 1), datetime(2000, 1, 1, tzinfo=UTC), True, "長" * 200_000, "n5", "x", Decimal(0)),
    (0, 0, date(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC), True, "花", "n6", "x", Decimal("0.001")),
]  # fmt: skip


def _said(value: Any, kind: str) -> str:
    if value is None:
        return f"NULL::{kind}"
    # A literal of numbers alone would overflow before it is cast.
    text = str(value).replace("'", "''")
    return f"'{text}'::{kind}"


_KINDS = ("bigint", "int", "date", "timestamptz", "boolean", "text", "text", "varchar", "text")


def _arrived(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    said = ", ".join(
        f"({', '.join(_said(value, kind) for value, kind in zip(row, _KINDS, strict=True))})" for row in rows
    )
    names = ", ".join(SCHEMA.names)
    ask = (
        f"SELECT {wire.numbers_of(SCHEMA, 'r')}, {wire.texts_of(SCHEMA, 'r')}, r.number FROM (VALUES {said}) r({names})"
    )
    with adbc.connect(_address()) as connection, connection.cursor() as cursor:
        cursor.execute(ask)
        sent = cursor.fetch_arrow_table().combine_chunks()
    numbers, texts, own = (column.chunk(0) for column in sent.columns)
    columns = wire.numbers(wire.bytes_of(numbers)[0], SCHEMA) | {"number": own}
    known, places = wire.texts(wire.bytes_of(texts)[0], SCHEMA)
    columns |= {name: column.take(places) for name, column in known.items()}
    found = pa.RecordBatch.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)
    return [tuple(row.values()) for row in found.to_pylist()]


def test_numbers_moments_and_texts_arrive_as_they_were_said() -> None:
    assert _arrived(ROWS) == ROWS


def test_a_part_of_a_batch_is_read_from_where_it_begins() -> None:
    sent = pa.array([b"a\0", b"bc\0", b"\xff\0"], pa.binary()).slice(1)
    held, lengths = wire.bytes_of(sent)
    assert (held.tobytes(), lengths.tolist()) == (b"bc\0\xff\0", [3, 2])
    known, places = wire.texts(held, pa.schema({"word": pa.string()}))
    assert known["word"].take(places).to_pylist() == ["bc", None]


def test_no_rows_are_no_columns_of_anything() -> None:
    nothing = wire.bytes_of(pa.array([], pa.binary()))[0]
    assert {name: len(column) for name, column in wire.numbers(nothing, SCHEMA).items()} == dict.fromkeys(
        ("big", "small", "day", "moment", "yes"), 0
    )
    known, places = wire.texts(nothing, SCHEMA)
    assert (set(known), len(places)) == ({"word", "other", "price"}, 0)
