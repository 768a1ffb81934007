# SPDX-License-Identifier: Apache-2.0
"""Statements that are planned once a connection."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError

from omotenashi.base import bulk, planning
from omotenashi.base.statements import Statement

pytestmark = pytest.mark.django_db
ID = UUID("01890000-0000-7000-8000-000000000001")
AT = datetime(2026, 1, 10, 3, tzinfo=UTC)


def test_a_document_says_it_all_and_comes_back_typed() -> None:
    asked = Statement("""
SELECT d.id, d.at, d.price, d.ids, d.lines FROM jsonb_to_record($1::jsonb)
  AS d(id uuid, at timestamptz, price numeric, ids uuid[], lines jsonb)
""")
    said = {"id": ID, "at": AT, "price": Decimal("12.50"), "ids": [ID], "lines": [{"name": "東京 %s $1"}]}
    assert asked.rows(said) == [(ID, AT, Decimal("12.50"), [ID], '[{"name": "東京 %s $1"}]')]


def test_it_is_planned_once_a_connection() -> None:
    asked = Statement("SELECT 40 + (d.n)::int AS planned_once FROM jsonb_to_record($1::jsonb) AS d(n int)")
    assert [asked.rows({"n": n}) for n in (1, 2, 3)] == [[(41,)], [(42,)], [(43,)]]
    [(times, anew)] = bulk.rows(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%planned_once%%'"
    )
    assert (times, anew) == (3, 0)


def test_it_is_planned_by_key_although_the_table_was_empty_when_it_was() -> None:
    bulk.run("CREATE TEMPORARY TABLE kept (n int PRIMARY KEY) ON COMMIT DROP")
    bulk.run("ANALYZE kept")
    found = Statement("SELECT k.n AS by_key FROM jsonb_to_record($1::jsonb) AS d(n int) JOIN kept k USING (n)")
    assert found.rows({"n": 7}) == []
    [(name,)] = bulk.rows("SELECT name FROM pg_prepared_statements WHERE statement LIKE '%%by_key%%'")
    plan = " ".join(line for (line,) in bulk.rows(f"EXPLAIN EXECUTE {name}('{{}}')"))
    assert ("Index" in plan, "Seq Scan" in plan) == (True, False)
    assert bulk.rows("SHOW enable_seqscan") == [("on",)]


def test_gaps_take_values_by_place_and_by_name_and_a_percent_stays_one() -> None:
    assert planning.ask("SELECT %s::int, %s::text, 7 %% 4", [1, "%s"]).rows == [(1, "%s", 3)]
    assert planning.ask("SELECT %(a)s::int, %(b)s::int, %(a)s::int", {"a": 1, "b": 2}).rows == [(1, 2, 1)]
    assert planning.ask("SELECT %s::uuid[], %s::timestamptz, %s::int", [[ID], AT, None]).rows == [([ID], AT, None)]
    assert planning.ask("SELECT 1 AS one, 2 AS two", []).columns == ["one", "two"]


@pytest.mark.django_db(transaction=True)
def test_the_first_statement_of_a_transaction_begins_it() -> None:
    bulk.run("CREATE TABLE kept_or_not (n int)")
    write = Statement("INSERT INTO kept_or_not SELECT n FROM jsonb_to_record($1::jsonb) AS d(n int) RETURNING n")
    try:
        with transaction.atomic():
            write.rows({"n": 1})
            transaction.set_rollback(True)
        assert bulk.rows("SELECT n FROM kept_or_not") == []
        write.rows({"n": 2})
        assert bulk.rows("SELECT n FROM kept_or_not") == [(2,)]
    finally:
        bulk.run("DROP TABLE kept_or_not")


def test_what_is_refused_while_it_is_planned_leaves_the_planner_as_it_was() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        Statement("SELECT $1::jsonb FROM nowhere").rows({})
    assert bulk.rows("SHOW enable_seqscan") == [("on",)]


def test_who_counts_statements_sees_it(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as seen:
        Statement("SELECT $1::jsonb").rows({})
    assert [each["sql"] for each in seen.captured_queries] == ["SELECT $1::jsonb"]


def test_what_the_database_refuses_is_refused_as_everywhere() -> None:
    bulk.run("CREATE TEMPORARY TABLE kept (n int PRIMARY KEY) ON COMMIT DROP")
    write = Statement("INSERT INTO kept SELECT n FROM jsonb_to_record($1::jsonb) AS d(n int) RETURNING n")
    assert write.rows({"n": 1}) == [(1,)]
    with pytest.raises(IntegrityError), transaction.atomic():
        write.rows({"n": 1})
    assert bulk.rows("SELECT n FROM kept") == [(1,)]


def test_it_keeps_out_of_a_transaction_that_is_broken() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            Statement("SELECT $1::jsonb").rows({})
        connection.needs_rollback = True
