# SPDX-License-Identifier: Apache-2.0
"""Statements that PostgreSQL plans once a connection: planning takes longer than running what is asked often.

They go straight to libpq: what a cursor does for each of thirty questions costs more than the answers. And they are
planned by key: a plan made while a shop is new and its tables are empty would read them from end to end for ever.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult


class Answer(NamedTuple):
    """The rows, and the names of their columns."""

    rows: list[tuple[Any, ...]]
    columns: list[str]


@dataclass(frozen=True, slots=True)
class Document:
    """What a statement is given whose one gap is `$1`: JSON."""

    text: bytes


def ask(sql: str, parameters: Sequence[Any] | Mapping[str, Any] | Document) -> Answer:
    """Run a statement with gaps `%s` or `%(name)s`, or with a document, on Django's connection and give its rows.

    As Django's own cursors it tells who watches (a test that counts), and keeps out of a transaction that is broken.
    """
    line = connections[DEFAULT_DB_ALIAS]
    line.ensure_connection()
    line.validate_no_broken_transaction()
    with line.wrap_database_errors:
        if not (line.execute_wrappers or line.queries_logged):
            return _run(line, sql, parameters)
        watched = partial(_told, line)
        for wrapper in reversed(line.execute_wrappers):
            watched = partial(wrapper, watched)
        return watched(sql, parameters, False, {"connection": line})


def _told(line: Any, sql: str, parameters: Any, _many: bool, _context: Any) -> Answer:  # Django's shape
    if line.queries_logged:
        line.queries_log.append({"sql": sql, "time": "0"})
    return _run(line, sql, parameters)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement as a connection knows it; the reader makes Python's values of what libpq gives."""

    name: bytes
    reader: Any
    columns: list[str]


# By connection, then by statement and the types of what it is given.
_PLANS: WeakKeyDictionary[Any, dict[tuple[str, Any], _Plan]] = WeakKeyDictionary()


def _run(line: Any, sql: str, parameters: Any) -> Answer:
    driver: Connection = line.connection
    if not driver.autocommit and driver.pgconn.transaction_status == TransactionStatus.IDLE:
        # As the driver's cursors do: outside of autocommit the first statement begins the transaction.
        _checked(driver, driver.pgconn.exec_(b"BEGIN"))
    written, types, *given = _written(driver, sql, parameters)
    plans = _PLANS.setdefault(driver, {})
    plan = plans.get((written, types))
    if plan is None:
        plan, result = _planned(driver, b"plan_%d" % len(plans), written, types, *given)
        plans[written, types] = plan
    else:
        result = _checked(driver, driver.pgconn.exec_prepared(plan.name, *given))
    plan.reader.set_pgresult(result)
    return Answer(plan.reader.load_rows(0, result.ntuples, tuple), plan.columns)


def _written(driver: Connection, sql: str, parameters: Any) -> tuple[str, Any, Any, Any]:
    """Give a statement as libpq reads it, and the types, values and formats of what it is given."""
    if isinstance(parameters, Document):
        return sql, None, [parameters.text], None
    written, names = _numbered(sql)
    values = [parameters[name] for name in names] if names else parameters
    writer = Transformer(driver)
    given = writer.dump_sequence(values, [PyFormat.AUTO] * len(values))
    return written, writer.types, given, writer.formats


def _planned(
    driver: Connection, name: bytes, written: str, types: Any, given: Any, formats: Any
) -> tuple[_Plan, PGresult]:  # fmt: skip
    with _by_key(driver.pgconn):
        _checked(driver, driver.pgconn.prepare(name, written.encode(), types))
        result = _checked(driver, driver.pgconn.exec_prepared(name, given, formats))
    columns = [(result.fname(n) or b"").decode() for n in range(result.nfields)]
    return _Plan(name, Transformer(driver), columns), result


@contextmanager
def _by_key(line: PGconn) -> Iterator[None]:
    """Plan as for large tables. A transaction that is broken takes back by itself what was set."""
    line.exec_(b"SET enable_seqscan = off")
    try:
        yield
    finally:
        if line.transaction_status != TransactionStatus.INERROR:
            line.exec_(b"RESET enable_seqscan")


def _checked(driver: Connection, result: PGresult) -> PGresult:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise errors.error_from_result(result, encoding=driver.info.encoding)
    return result


_GAP = re.compile(r"%(?:\((\w+)\)s|s|%)")


@lru_cache(maxsize=512)
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """Write gaps as libpq reads them; give the names of those that have one, in their order."""
    places: dict[str, int] = {}

    def write(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${places.setdefault(found[1] or f'\0{len(places)}', len(places) + 1)}"

    written = _GAP.sub(write, sql)
    return written, tuple(name for name in places if not name.startswith("\0"))
