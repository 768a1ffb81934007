# SPDX-License-Identifier: Apache-2.0
"""Statements that PostgreSQL plans once a connection: planning takes longer than running what is asked often."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Cursor, RawCursor


class Answer(NamedTuple):
    """The rows, and the cursor that knows their columns."""

    rows: list[tuple[Any, ...]]
    cursor: Any


def ask(sql: str, parameters: Sequence[Any] | Mapping[str, Any], *, raw: bool = False) -> Answer:
    """Run a statement on Django's connection and give its rows. In a `raw` one the gaps are `$1`, else `%s`.

    As Django's own cursors it tells who watches (a test that counts), and keeps out of a transaction that is broken.
    """
    line = connections[DEFAULT_DB_ALIAS]
    line.ensure_connection()
    line.validate_no_broken_transaction()
    kind = RawCursor if raw else Cursor
    with line.wrap_database_errors:
        if not (line.execute_wrappers or line.queries_logged):
            return _run(line, kind, sql, parameters)
        watched = partial(_told, line, kind)
        for wrapper in reversed(line.execute_wrappers):
            watched = partial(wrapper, watched)
        return watched(sql, parameters, False, {"connection": line})


def _told(line: Any, kind: Any, sql: str, parameters: Any, _many: bool, _context: Any) -> Answer:  # Django's shape
    if line.queries_logged:
        line.queries_log.append({"sql": sql, "time": "0"})
    return _run(line, kind, sql, parameters)


def _run(line: Any, kind: Any, sql: str, parameters: Any) -> Answer:
    driver = line.connection
    if driver.prepare_threshold is None:
        # Django keeps the driver from planning ahead; its own cursors are not touched by this.
        driver.prepare_threshold = 5
    cursor = kind(driver)
    cursor.execute(sql, parameters, prepare=True)
    return Answer(cursor.fetchall(), cursor)
