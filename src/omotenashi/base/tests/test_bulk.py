# SPDX-License-Identifier: Apache-2.0
"""Rows in sets."""

import pytest
from django.db import IntegrityError, connection, transaction

from omotenashi.base import bulk

pytestmark = pytest.mark.django_db


def _exists(table: str) -> bool:
    return bool(bulk.rows("SELECT to_regclass(%s) IS NOT NULL", [table])[0][0])


def test_what_is_staged_can_be_read_and_is_typed() -> None:
    bulk.stage("stage_x", {"n": "int", "said": "text"}, [(1, "東京\t\n\\N"), (2, None)])
    assert bulk.rows("SELECT n, said FROM stage_x ORDER BY n") == [(1, "東京\t\n\\N"), (2, None)]


def test_a_stage_is_filled_anew() -> None:
    bulk.stage("stage_x", {"n": "int"}, [(1,)])
    bulk.stage("stage_x", {"other": "text"}, [("a",), ("b",)])
    assert bulk.rows("SELECT other FROM stage_x ORDER BY 1") == [("a",), ("b",)]


@pytest.mark.django_db(transaction=True)
def test_a_stage_ends_with_its_transaction() -> None:
    with transaction.atomic():
        bulk.stage("stage_x", {"n": "int"}, [(1,)])
        assert _exists("stage_x")
    assert not _exists("stage_x")


def test_run_says_how_many_rows_it_touched() -> None:
    bulk.stage("stage_x", {"n": "int"}, [(n,) for n in range(5)])
    assert bulk.run("UPDATE stage_x SET n = n + 1 WHERE n >= %s", [2]) == 3


def test_copy_keeps_the_promises_of_the_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (n int PRIMARY KEY) ON COMMIT DROP")
    bulk.copy("kept", ["n"], [(1,)])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.copy("kept", ["n"], [(2,), (1,)])
    assert bulk.rows("SELECT n FROM kept") == [(1,)]
