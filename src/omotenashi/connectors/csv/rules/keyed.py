# SPDX-License-Identifier: Apache-2.0
"""Rows that speak of one thing: exact repeats become one, contradictions are refused together."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from omotenashi.connectors.csv.rules.outcome import ROW, Refused

type Row = Mapping[str, Any]


@dataclass(frozen=True)
class Thing:
    """One customer, variant or stock level: what its rows say, and which rows these are."""

    key: Hashable
    values: dict[str, Any]
    rows: tuple[int, ...]


def collapse(
    rows: Iterable[Row], key: Callable[[Row], Hashable | None], *, missing: str
) -> tuple[list[Thing], list[Refused]]:
    """Rows by key. `missing` is the code for rows whose key is None. Any order of rows gives the same."""
    groups: dict[Hashable, list[Row]] = {}
    refused: list[Refused] = []
    for row in rows:
        name = key(row)
        if name is None:
            refused.append(Refused(row[ROW], missing))
        else:
            groups.setdefault(name, []).append(row)
    things: list[Thing] = []
    for name, group in groups.items():
        merged, clash = _merged(group)
        if clash:
            shown = " / ".join(sorted({str(row[clash]) for row in group if row[clash] is not None}))
            refused.extend(Refused(row[ROW], "conflict", clash, shown[:200]) for row in group)
        else:
            things.append(Thing(name, merged, tuple(sorted(row[ROW] for row in group))))
    return sorted(things, key=lambda thing: thing.rows), sorted(refused, key=lambda r: r.row)


def _merged(group: list[Row]) -> tuple[dict[str, Any], str]:
    """The common values; an empty cell agrees with everything. Second: the column that contradicts itself."""
    merged: dict[str, Any] = {}
    for row in group:
        for name, value in row.items():
            if name == ROW or value is None:
                continue
            if merged.setdefault(name, value) != value:
                return {}, name
    return merged, ""


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """The typed rows as mappings."""
    found: list[dict[str, Any]] = table.to_pylist()
    return found
