# SPDX-License-Identifier: Apache-2.0
"""The lake on Apache Spark: the same Parquet files, the same expressions, as many machines as the cluster has.

`OMOTENASHI_LAKE=spark://host:7077` (or `local[*]`) chooses it. Needs the packages of requirements/spark.txt and Java 17
or later; the lake must lie where every machine of the cluster reads it under the same path.
"""

import tempfile
import threading
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa

NAMESPACE = ops.Namespace()
# A question of a page needs few partitions; with Spark's 200 a small shop would wait for empty ones.
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
}
_starting = threading.Lock()


class SparkAway(Exception):
    """Spark cannot be used here; the message says what is missing."""


def connect(*, master: str, memory: str, threads: int) -> Any:
    """Give a session of one's own on the application that this process keeps."""
    try:
        with warnings.catch_warnings():
            # It speaks of its pandas interface, which nothing here uses.
            warnings.simplefilter("ignore", FutureWarning)
            from pyspark.sql import SparkSession

            begun = SparkSession.builder.master(master).appName("omotenashi")
            given = {
                **_SETTINGS,
                "spark.driver.memory": memory.lower().removesuffix("b"),
                "spark.sql.shuffle.partitions": str(threads),
                # It makes this folder where it stands, and nothing here is ever put there.
                "spark.sql.warehouse.dir": tempfile.gettempdir(),
            }
            if master.startswith("local"):
                # Half of what a trial on one machine costs goes into compiling what is asked once.
                given["spark.driver.extraJavaOptions"] = "-XX:TieredStopAtLevel=1"
            for name, value in given.items():
                begun = begun.config(name, value)
            with _starting:
                session = begun.getOrCreate()
            return ibis.pyspark.connect(session.newSession())
    except ImportError as error:
        raise SparkAway("PySpark is not installed: install requirements/spark.txt") from error
    except Exception as error:
        if type(error).__name__ == "PySparkRuntimeError":
            raise SparkAway("Java 17 or later is not installed") from error
        raise


def show(backend: Any, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
    """Let a table be seen under its name in this session. What is in it is said: to look costs a job a table."""
    from pyspark.sql.pandas.types import from_arrow_schema

    session, columns = _session(backend), from_arrow_schema(schema)
    none = session.createDataFrame([], columns)
    frame = session.read.schema(columns).parquet(*map(str, files)) if files else none
    frame.createOrReplaceTempView(name)


def rows(backend: Any, sql: str) -> pa.Table:
    """Run a question."""
    return _session(backend).sql(sql).toArrow()


def serves(backend: Any) -> bool:
    """Does its application live? A cluster that was started anew knows nothing of it."""
    context = _session(backend).sparkContext
    try:
        return context._jsc is not None and not context._jsc.sc().isStopped()  # noqa: SLF001 - nothing public says it
    except Exception:  # noqa: BLE001 - the JVM itself is gone
        return False


def give_up(backend: Any) -> None:
    """Forget an application that is gone, so that the next to connect begins one."""
    with suppress(Exception):
        _session(backend).stop()


def close(backend: Any) -> None:
    """Forget the views; the application serves the other sessions of this process on."""
    catalog = _session(backend).catalog
    for table in catalog.listTables():
        catalog.dropTempView(table.name)


def _session(backend: Any) -> Any:
    return backend._session  # noqa: SLF001 - Ibis has no other way to it
