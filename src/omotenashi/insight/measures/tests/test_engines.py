# SPDX-License-Identifier: Apache-2.0
"""Each measure says the same on DuckDB and on Spark, to the last row, and so do the customers behind a cell.

Runs where PySpark (requirements/spark.txt) and Java 17 or later are installed, and says so where they are not.
"""

import math
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

import ibis
import pytest

from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import Tables, batches, open_lake
from omotenashi.insight.measures import params, registry, run
from omotenashi.insight.measures.contract import Measure
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.tests.fixture_a import AS_OF, table
from omotenashi.insight.measures.tests.touches import fixture_with_touches

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: see requirements/spark.txt"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tables, Tables]]:
    """The example, on DuckDB and on Spark."""
    # Compiling Java for eight customers takes longer than asking about them.
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--conf spark.sql.codegen.wholeStage=false pyspark-shell")
    lake, example = Lake(tmp_path_factory.mktemp("engines") / "lake"), _ranked(fixture_with_touches())
    feed.refill(lake, batches(example), now=datetime(2026, 1, 1, tzinfo=UTC), watermark=1)
    duck, spark = open_lake(lake.path), open_lake(lake.path, engine="local[2]")
    yield duck.tables, spark.tables
    duck.close()
    spark.close()


@pytest.mark.parametrize("name", [measure.name for measure in registry.MEASURES])
def test_a_measure_says_the_same_on_both_engines(name: str, engines: tuple[Tables, Tables]) -> None:
    measure = registry.find(name)
    asked = _asked(measure)
    duck, spark = (run.answer(measure, tables, asked) for tables in engines)
    assert [_rounded(row) for row in spark.rows] == [_rounded(row) for row in duck.rows]
    assert _rounded(spark.population) == _rounded(duck.population)


@pytest.mark.parametrize("name", [measure.name for measure in registry.MEASURES if measure.counts])
def test_the_same_customers_stand_behind_a_cell_of_it(name: str, engines: tuple[Tables, Tables]) -> None:
    measure = registry.find(name)
    asked = _asked(measure)
    # Of a measure of many groups the first may be empty in so small an example.
    found = run.answer(measure, engines[0], asked).rows
    row, part = next((row, part) for part in measure.counts for row in found if row[part])
    cell = {key: str(row[key]) for key in measure.under(asked).keys} | {"part": part}
    duck, spark = (run.people(measure, tables, asked, cell) for tables in engines)
    assert spark == duck
    assert len(duck) == row[part]


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("media", {"dated": "sent"}),
        ("f2", {"dated": "sent"}),
        ("basket", {"dated": "sent", "least": "1"}),
        ("fn", {"order_kind": "once"}),
        ("rfm", {"order_kind": "subscription"}),
        ("sales", {"seller": "S1"}),
        ("subscription", {"by": "advertiser"}),
        ("cpm", {"ranks": "4"}),
    ],
)
def test_a_filter_means_the_same_on_both_engines(
    name: str, chosen: dict[str, str], engines: tuple[Tables, Tables]
) -> None:
    measure = registry.find(name)
    asked = params.parse(measure.params, chosen, as_of=AS_OF)
    duck, spark = (run.answer(measure, tables, asked) for tables in engines)
    assert [_rounded(row) for row in spark.rows] == [_rounded(row) for row in duck.rows]


@pytest.mark.parametrize(
    ("name", "by"),
    [(name, by) for name in ("visitors", "buyers") for by in ("rank", "member_rank", "age", "gender", "prefecture")]
    + [("explore", "tier,member_rank")],
)
def test_who_somebody_is_splits_the_same_on_both_engines(name: str, by: str, engines: tuple[Tables, Tables]) -> None:
    measure = registry.find(name)
    asked = params.parse(measure.params, {"by": by} | ({"days": "400"} if name == "visitors" else {}), as_of=AS_OF)
    duck, spark = (run.answer(measure, tables, asked) for tables in engines)
    assert len(duck.rows) > 1
    assert [_rounded(row) for row in spark.rows] == [_rounded(row) for row in duck.rows]


def _ranked(tables: Tables) -> Tables:
    """The example with people of whom something is known: ranks of the programme, some of the profile, some of neither."""
    rows = [
        row | {"tier": ("", "gold", "silver")[n % 3], "rank": "VIP" if n % 2 else "", "birth_year": 1970 + 6 * n,
               "gender": ("female", "male", "")[n % 3], "prefecture": ("東京都", "大阪府")[n % 2]}
        for n, row in enumerate(tables.persons.to_pyarrow().to_pylist())
    ]  # fmt: skip
    return replace(tables, persons=ibis.memtable(table("persons", rows)))


def _asked(measure: Measure) -> Common:
    """The defaults; eight customers are too few for what leaves out small numbers."""
    few = {one.name: "1" for one in params.describe(measure.params) if one.name == "least"}
    return params.parse(measure.params, few, as_of=AS_OF)


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Engines add fractions up in different orders; twelve digits are what both promise."""
    return {name: _digits(value) if isinstance(value, float) else value for name, value in row.items()}


def _digits(value: float) -> float:
    return round(value, 12 - math.ceil(math.log10(abs(value)))) if value and math.isfinite(value) else value
