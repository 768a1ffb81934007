# SPDX-License-Identifier: Apache-2.0
"""Take traces out of tables. Journals open for an update only inside `journals_open`, and only for this."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from omotenashi.base import bulk
from omotenashi.base.erasing.traces import Traces


@contextmanager
def journals_open() -> Iterator[None]:
    """Let the open transaction empty rows of journals; they still cannot be deleted. It ends with the block."""
    bulk.rows("SELECT set_config('omotenashi.erasing', 'on', true)")
    yield
    # After an error the transaction is rolled back, and the setting with it.
    bulk.rows("SELECT set_config('omotenashi.erasing', 'off', true)")


def take_from(table: str, *, key: str, columns: Mapping[str, str], traces: Traces) -> int:
    """Take the passages out of some columns (`text` or `json` each) of a table; give the number of rows touched."""
    return _each(table, key=key, columns=columns, traces=traces, change=lambda row: _without(row, columns, traces))


def empty(table: str, *, key: str, columns: Mapping[str, str], traces: Traces, blank: Mapping[str, Any]) -> int:
    """Set columns of the rows in which a trace stands to what `blank` says; give the number of rows touched."""
    return _each(table, key=key, columns=columns, traces=traces, change=lambda _row: dict(blank))


def _each(
    table: str,
    *,
    key: str,
    columns: Mapping[str, str],
    traces: Traces,
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> int:
    if not traces:
        return 0
    names = ", ".join(f'"{name}"::text' for name in columns)
    where = " OR ".join(f'"{name}"::text ~ %s' for name in columns)
    found = bulk.rows(
        f'SELECT "{key}", {names} FROM "{table}" WHERE {where} FOR UPDATE', [traces.pattern] * len(columns)
    )
    for row in found:
        changed = change(dict(zip(columns, row[1:], strict=True)))
        sets = ", ".join(f'"{name}" = %s{"::jsonb" if columns.get(name) == "json" else ""}' for name in changed)
        bulk.run(f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s', [*changed.values(), row[0]])
    return len(found)


def _without(row: Mapping[str, Any], columns: Mapping[str, str], traces: Traces) -> Mapping[str, Any]:
    return {name: _cleaned(text, columns[name], traces) for name, text in row.items() if text is not None}


def _cleaned(text: str, kind: str, traces: Traces) -> str:
    if kind == "text":
        return traces.taken_from(text)
    return json.dumps(traces.taken_from_json(json.loads(text)), ensure_ascii=False)
