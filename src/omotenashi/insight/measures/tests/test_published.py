# SPDX-License-Identifier: Apache-2.0
"""Numbers that others published about two public data sets, computed by our measures.

The files lie beside the project and are not part of it; without them these tests are skipped. They
are turned into the lake's tables here in SQL; that the import does the same is tested elsewhere.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.measures.tests.asking import ask, rounded

DATA = Path(__file__).parents[6] / "shared" / "data"
pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the public data sets are not at {DATA}"),
]


def expected(name: str) -> dict[str, Any]:
    """The published numbers of one id."""
    entries = json.loads((DATA / "expected.json").read_text("utf-8"))
    found: dict[str, Any] = next(entry["expected"] for entry in entries if entry["id"] == name)
    return found


def tables(connection: duckdb.DuckDBPyConnection, **queries: str) -> Tables:
    """Tables from queries that give some of the columns; the others are zero or null."""
    made = {}
    for name, query in queries.items():
        rows = connection.sql(query).to_arrow_table()
        for field in SCHEMAS[name]:
            if field.name not in rows.column_names:
                nothing = "0" if str(field.type) == "int64" and field.name != "order" else "NULL"
                rows = connection.sql(f'SELECT *, {nothing} AS "{field.name}" FROM rows').to_arrow_table()
        made[name] = rows.select(SCHEMAS[name].names).cast(SCHEMAS[name])
    return in_memory(**made)


@pytest.fixture(scope="module")
def retail() -> Tables:
    """Online Retail in pence; a C… invoice is a return whose order is unknown."""
    connection = duckdb.connect()
    connection.sql(f"""
        CREATE TABLE line AS SELECT *, InvoiceNo LIKE 'C%' AS back,
          dense_rank() OVER (ORDER BY InvoiceNo) AS key, coalesce(CustomerID, 0) AS node,
          round(Quantity * UnitPrice * 100)::bigint AS amount
        FROM read_parquet('{DATA}/transactions/online_retail.parquet')""")
    return tables(
        connection,
        orders="""
            SELECT key AS "order", any_value(node) AS node, InvoiceNo AS number, 'csv' AS origin,
              min(InvoiceDate)::timestamp AT TIME ZONE 'UTC' AS placed_at,
              min(InvoiceDate)::date AS day, 'EC' AS channel, any_value(Country) AS country,
              sum(amount)::bigint AS gross, count(*)::int AS lines, false AS cancelled,
              bool_or(UnitPrice > 0) AS priced
            FROM line WHERE NOT back GROUP BY key, InvoiceNo""",
        lines="""
            SELECT key AS "order", InvoiceDate::date AS day, StockCode AS sku, StockCode AS product,
              Description AS name, Quantity AS quantity, amount, 'goods' AS kind,
              (UnitPrice * 100)::decimal(18, 4) AS unit_price
            FROM line WHERE NOT back""",
        returns="""
            SELECT key AS ret, any_value(node) AS node, InvoiceNo AS number, 'EC' AS channel,
              min(InvoiceDate)::date AS day, -sum(amount)::bigint AS amount
            FROM line WHERE back GROUP BY key, InvoiceNo""",
        return_lines="SELECT key AS ret, StockCode AS sku, -Quantity AS quantity FROM line WHERE back",
        nodes="SELECT DISTINCT node, CustomerID AS person FROM line",
        persons="SELECT DISTINCT CustomerID AS person FROM line WHERE CustomerID IS NOT NULL",
    )


@pytest.fixture(scope="module")
def journey() -> Tables:
    """The Complete Journey in cents."""
    connection = duckdb.connect()
    connection.sql(f"""
        CREATE TABLE line AS SELECT *, round(sales_value * 100)::bigint AS amount,
          transaction_timestamp::date AS day
        FROM read_parquet('{DATA}/completejourney/transactions.parquet')""")
    return tables(
        connection,
        orders="""
            SELECT basket_id AS "order", any_value(household_id) AS node, basket_id::text AS number,
              'csv' AS origin, min(transaction_timestamp) AT TIME ZONE 'UTC' AS placed_at,
              min(day) AS day, 'STORE' AS channel, any_value(store_id)::text AS location,
              sum(amount)::bigint AS gross, round(sum(retail_disc) * 100)::bigint AS discount,
              round(sum(coupon_disc) * 100)::bigint AS coupon, count(*)::int AS lines,
              false AS cancelled, sum(amount) > 0 AS priced
            FROM line GROUP BY basket_id""",
        lines="""
            SELECT basket_id AS "order", day, product_id::text AS sku, product_id::text AS product,
              '' AS name, quantity, amount, 'goods' AS kind, 1 AS unit_price
            FROM line""",
        nodes="SELECT DISTINCT household_id AS node, household_id AS person FROM line",
        persons="SELECT DISTINCT household_id AS person FROM line",
    )


def test_the_profile_of_online_retail(retail: Tables) -> None:
    want = expected("RFM-D1")
    (row,) = ask("profile", retail, as_of=date(2011, 12, 10)).rows

    assert {
        "rows": row["all_lines"],
        "invoices": row["documents"],
        "customers": row["customers"],
        "rows_without_customer": row["lines_without_customer"],
        "cancel_rows": row["return_lines"],
        "countries": row["countries"],
        "revenue": row["net"] / 100,
        "first": f"{row['first_moment']:%Y-%m-%d %H:%M:%S}",
        "last": f"{row['last_moment']:%Y-%m-%d %H:%M:%S}",
    } == {name: value for name, value in want.items() if name != "exact_duplicate_rows"}


def test_rfm_of_online_retail(retail: Tables) -> None:
    want = expected("RFM-D2")
    plain = {"same_day": "separate", "returns": "ignore"}
    total = ask("rfm", retail, as_of=date(2011, 12, 10), **plain).population
    rows = ask("customers", retail, as_of=date(2011, 12, 10), **plain).rows
    (profile,) = ask("profile", retail, as_of=date(2011, 12, 10)).rows

    assert (total["customers"], total["purchases"]) == (want["customers"], want["invoices"])
    assert rounded(total["amount"] / 100) == want["revenue"]
    assert total["median_days"] == want["median_R"]
    assert profile["priced_lines"] == want["rows"]
    top = sorted(rows, key=lambda row: -row["amount"])[:3]
    assert [[row["person"], row["days"], row["purchases"], row["amount"] / 100] for row in top] == want["top"]


def test_the_profile_of_the_complete_journey(journey: Tables) -> None:
    want = expected("CJ-D1")
    (row,) = ask("profile", journey, as_of=date(2018, 1, 31)).rows

    assert {
        "lines": row["lines"],
        "households": row["customers"],
        "products": row["products"],
        "stores": row["locations"],
        "trips": row["orders"],
        "sales": row["net"] / 100,
        "retail_disc": row["discount"] / 100,
        "coupon_disc": row["coupon"] / 100,
        "avg_basket": rounded(row["mean_basket"] / 100),
        "median_basket": row["median_basket"] / 100,
        "trips_per_hh": rounded(row["orders_per_customer"], 1),
        "spend_per_hh": rounded(row["amount_per_customer"] / 100, 1),
        "max_trips": row["max_orders"],
        "max_spend": row["max_amount"] / 100,
    } == want
