# SPDX-License-Identifier: Apache-2.0
"""How tests with transactions of their own leave the database: empty, but with what the migrations put there.

Django's flush knows neither partitioned tables nor rows that a migration made; this empties all of our tables in one
statement instead.
"""

from collections.abc import Iterator
from typing import Any

import pytest

# Filled by migrations, and read-only for the tests.
_SEEDED = frozenset(
    {"django_migrations", "django_content_type", "auth_permission", "consent_purpose", "consent_wordingversion"}
)
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
WHERE s.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""


@pytest.fixture(scope="session", autouse=True)
def _emptying() -> Iterator[None]:
    from django.db.backends.postgresql.creation import DatabaseCreation
    from django.test import TransactionTestCase

    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseCreation, "_destroy_test_db", _drop)
    patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
    yield
    patch.undo()


def _empty(_case: Any) -> None:
    from django.db import OperationalError, connection

    from omotenashi.people.customers.actions import anchors

    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = sorted({f'"{name}"' for (name,) in cursor.fetchall() if name not in _SEEDED})
        for tries_left in range(4, -1, -1):
            try:
                cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
                break
            except OperationalError:
                # A thread of the test's server may still be answering a page that the test has left: a deadlock.
                if not tries_left:
                    raise
    # Nodes are never deleted, so a process remembers them; here they are.
    anchors.forget()


def _drop(creation: Any, name: str, _verbosity: int) -> None:
    """Drop a test database although a thread of a test's server may still hold a connection to it."""
    with creation._nodb_cursor() as cursor:  # noqa: SLF001 - Django offers no public way
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")
