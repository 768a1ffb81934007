# SPDX-License-Identifier: Apache-2.0
"""Products, cohorts, portfolio and hours of the worked example: the numbers of the specification, and of plain SQL."""

import duckdb
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.cpm_months import month_ends
from omotenashi.insight.measures.cpm_ranks import CpmParams
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, rounded
from omotenashi.insight.measures.tests.fixture_a import AS_OF


@pytest.fixture(scope="module")
def sql(shop: Tables) -> duckdb.DuckDBPyConnection:
    """The example as plain tables: bought (person, day, order, channel, amount) and held (person, day, order, product)."""
    connection = duckdb.connect()
    for name in ("orders", "lines", "nodes"):
        connection.register(name, getattr(shop, name).to_pyarrow())
    connection.sql("""CREATE TABLE bought AS SELECT person, day, "order", channel, hour, gross - returned AS amount
        FROM orders JOIN nodes USING (node) WHERE NOT cancelled""")
    connection.sql("""CREATE TABLE held AS SELECT DISTINCT person, bought.day, "order", product
        FROM bought JOIN lines USING ("order") WHERE kind = 'goods'""")
    return connection


def test_support_confidence_and_lift_of_the_worked_basket(shop: Tables) -> None:
    found = ask("basket", shop, least="3")
    row = next(row for row in found.rows if (row["a"], row["b"]) == ("A", "B"))

    assert (found.population["baskets"], row["in_a"], row["in_b"], row["both"], row["customers"]) == (17, 7, 6, 3, 3)
    assert [rounded(row["support"]), rounded(row["confidence"]), rounded(row["lift"], 4)] == [17.65, 42.86, 1.2143]
    assert [(row["a"], row["b"]) for row in found.rows] == [("A", "B"), ("B", "A")]


def test_a_threshold_of_confidence_is_met_exactly(shop: Tables) -> None:
    # Of six baskets with B three hold A: 50 percent is enough, 51 is not.
    pairs = {least: [(row["a"], row["b"]) for row in ask("basket", shop, least="1", confidence=least).rows]
             for least in ("50", "51")}  # fmt: skip
    assert pairs == {"50": [("B", "A")], "51": []}


def test_a_customers_day_may_be_one_basket(shop: Tables) -> None:
    # C02 bought A and C in two orders of one day.
    both = [row["both"] for one in ("order", "day") for row in ask("basket", shop, least="1", basket=one).rows
            if (row["a"], row["b"]) == ("A", "C")]  # fmt: skip
    assert both == [1, 2]


def test_product_conversion_of_any_later_day_and_of_the_next_purchase(shop: Tables) -> None:
    found = {
        then: {row["target"]: (row["customers"], rounded(row["pct"])) for row in
               ask("product-conversion", shop, source="A", then=then).rows}
        for then in ("later", "next")
    }  # fmt: skip
    assert found == {
        "later": {"A": (1, 16.67), "B": (2, 33.33), "C": (3, 50.0)},
        "next": {"A": (1, 16.67), "B": (2, 33.33), "C": (2, 33.33)},
    }
    assert behind("product-conversion", shop, {"source": "A", "target": "C"}, source="A") == [1, 5, 6]
    assert behind("product-conversion", shop, {"source": "A", "part": "buyers"}, source="A") == [1, 2, 4, 5, 6, 7]


def test_every_conversion_is_that_of_plain_sql(shop: Tables, sql: duckdb.DuckDBPyConnection) -> None:
    want = sql.sql("""SELECT a.product, b.product, count(DISTINCT a.person)
        FROM (SELECT person, product, min(day) AS day FROM held GROUP BY ALL) a
        JOIN held b ON b.person = a.person AND b.day > a.day GROUP BY ALL ORDER BY ALL""").fetchall()
    found = ask("product-conversion", shop).rows

    assert sorted((row["source"], row["target"], row["customers"]) for row in found) == want


def test_the_first_product_and_who_came_back(shop: Tables, sql: duckdb.DuckDBPyConnection) -> None:
    want = sql.sql("""WITH first AS (SELECT person, min(day) AS day FROM bought GROUP BY person),
        next AS (SELECT f.person, f.day, min(b.day) AS again, (SELECT sum(amount) FROM bought x
          WHERE x.person = f.person AND x.day - f.day <= 90) AS amount
          FROM first f LEFT JOIN bought b ON b.person = f.person AND b.day > f.day GROUP BY ALL)
        SELECT product, count(*) FILTER (DATE '2025-12-31' - n.day >= 90),
          count(*) FILTER (DATE '2025-12-31' - n.day >= 90 AND again - n.day <= 90),
          count(*) FILTER (DATE '2025-12-31' - n.day < 90), sum(amount) FILTER (DATE '2025-12-31' - n.day >= 90)
        FROM next n JOIN (SELECT DISTINCT person, day, product FROM held) h ON h.person = n.person AND h.day = n.day
        GROUP BY product ORDER BY product""").fetchall()
    found = ask("first-product", shop, days="90", least="1").rows
    names = ("item", "customers", "repeaters", "young", "sum")

    assert sorted(tuple(row[name] for name in names) for row in found) == want


def test_days_to_conversion_of_all_and_by_channel(shop: Tables) -> None:
    found = ask("conversion-days", shop, least="1")

    assert (found.population["median"], found.population["mean"], found.population["people"]) == (36, 80.2, 5)
    assert [(row["key"], row["customers"], row["people"], row["median"]) for row in found.rows] == [
        ("EC", 5, 4, 45.0),
        ("STORE", 3, 1, 36.0),
    ]


def test_cohorts_are_those_of_plain_sql_and_the_running_month_is_unknown(
    shop: Tables, sql: duckdb.DuckDBPyConnection
) -> None:
    want = sql.sql("""WITH first AS (SELECT person, min(day) AS day FROM bought GROUP BY person)
        SELECT strftime(f.day, '%Y-%m'), datediff('month', f.day, b.day), count(DISTINCT person), sum(amount)::bigint
        FROM first f JOIN bought b USING (person) GROUP BY ALL ORDER BY ALL""").fetchall()
    rows = ask("retention-table", shop).rows
    found = [(row["cohort"], row["later"], row["active"], row["sum"]) for row in rows if row["active"]]
    running = [row for row in ask("retention-table", shop, as_of="2025-12-30").rows if not row["mature"]]

    assert found == want
    assert {(row["cohort"], row["later"], row["active"], row["pct"]) for row in running} == {
        (month, later, None, None)
        for month, later in (("2025-01", 11), ("2025-03", 9), ("2025-07", 5), ("2025-10", 2), ("2025-12", 0))
    }


def test_the_portfolio_is_the_worked_one(shop: Tables) -> None:
    found = {(row["kind"], row["state"]): row["customers"] for row in ask("cpm", shop).rows}

    assert found == {
        ("best", "gone"): 1, ("fashion", "active"): 1, ("steady", "active"): 2, ("toddler", "gone"): 1,
        ("first", "active"): 1, ("first", "gone"): 2,
    }  # fmt: skip
    assert behind("cpm", shop, {"kind": "steady", "state": "active"}) == [5, 6]


def test_each_month_of_the_portfolio_is_the_portfolio_of_that_day(shop: Tables) -> None:
    rows = ask("cpm-months", shop, months="3").rows
    for row, end in zip(rows, month_ends(AS_OF, 3)[1:], strict=True):
        told = ask("cpm", shop, as_of=end).population
        assert (row["customers"], row["active"] + row["raised"]) == (told["customers"], told["active"])


def test_the_names_of_the_portfolio_are_five_or_none() -> None:
    with pytest.raises(BadParameter, match="5 names"):
        CpmParams(as_of=AS_OF, labels=("a", "b"))


def test_the_week_of_hours_holds_every_order(shop: Tables, sql: duckdb.DuckDBPyConnection) -> None:
    want = sql.sql("""SELECT isodow(day), hour, count(*), count(DISTINCT person), sum(amount)::bigint
        FROM bought GROUP BY ALL ORDER BY ALL""").fetchall()
    names = ("weekday", "hour", "orders", "customers", "amount")

    assert [tuple(row[name] for name in names) for row in ask("purchase-time", shop).rows] == want
