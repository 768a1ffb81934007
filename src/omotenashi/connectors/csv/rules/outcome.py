# SPDX-License-Identifier: Apache-2.0
"""What the rules give back: a refused row, and small helpers over Arrow tables."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

ROW = "#row"


@dataclass(frozen=True)
class Refused:
    """One row that is not imported. `code` is worded by `queries.messages` with `column` and `value`."""

    row: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Counted:
    """Something that was noticed and changes nothing: how often, and in which rows (examples)."""

    code: str
    count: int
    rows: tuple[int, ...] = ()


def with_columns(table: pa.Table, wanted: Iterable[tuple[str, pa.DataType]]) -> pa.Table:
    """`table` with each wanted column; those it lacks are all null. Lets the SQL name them all."""
    for name, type_ in wanted:
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(table.num_rows, type_))
    return table


def dictionary_map(table: pa.Table, column: str, name: str, mapped: dict[str, str]) -> pa.Table:
    """`table` with the new column `name`: each text of `column` through `mapped` (None stays None)."""
    texts = table[column].combine_chunks().dictionary_encode()
    words = pa.array([mapped.get(text) for text in texts.dictionary.to_pylist()], pa.string())
    return table.append_column(name, words.take(texts.indices))
