# SPDX-License-Identifier: Apache-2.0
"""The lake is whole at every moment: old or new, never half; and it forgets what nobody needs."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from omotenashi.insight.lake import feed
from omotenashi.insight.lake.manifest import FORMAT, UnknownFormat
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.store import Lake, LakeBusy
from omotenashi.insight.lake.tables import UnknownEngine, open_lake, reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def batch(table: str, rows: list[dict[str, Any]]) -> list[pa.RecordBatch]:
    """Rows as batches of the lake's schema; what is not said is null."""
    made: list[pa.RecordBatch] = pa.Table.from_pylist(rows, schema=SCHEMAS[table]).to_batches()
    return made


def orders(*rows: tuple[int, date, int]) -> list[pa.RecordBatch]:
    """(order, day, gross) as batches."""
    return batch("orders", [{"order": key, "day": day, "gross": gross} for key, day, gross in rows])


def sums(path: Path) -> dict[int, int]:
    """order → gross, as a reader sees it."""
    with reading(path) as tables:
        found = tables.orders.select("order", "gross").to_pyarrow().to_pylist()
    return {row["order"]: row["gross"] for row in found}


JANUARY, FEBRUARY = date(2025, 1, 31), date(2025, 2, 1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake with an order in each of two months."""
    made = Lake(tmp_path / "lake")
    feed.refill(made, {"orders": orders((1, JANUARY, 10), (2, FEBRUARY, 20))}, now=NOW, watermark=7)
    return made


def test_a_lake_that_was_never_filled_is_empty(tmp_path: Path) -> None:
    assert Lake(tmp_path / "none").manifest().version == 0
    assert sums(tmp_path / "none") == {}


def test_orders_are_cut_by_month(lake: Lake) -> None:
    manifest = lake.manifest()

    assert sorted(manifest.parts["orders"]) == ["2025-01", "2025-02"]
    assert (manifest.version, manifest.watermark, manifest.rows("orders")) == (1, 7, 2)
    assert sums(lake.path) == {1: 10, 2: 20}


def test_a_touched_month_is_rewritten_alone(lake: Lake) -> None:
    before = lake.manifest()
    feed.rewrite(lake, {"orders": orders((1, JANUARY, 11))}, months=["2025-01"], now=NOW, watermark=9)
    after = lake.manifest()

    assert after.parts["orders"]["2025-02"] == before.parts["orders"]["2025-02"]
    assert sums(lake.path) == {1: 11, 2: 20}
    assert after.watermark == 9


def test_a_month_without_rows_any_more_is_dropped(lake: Lake) -> None:
    feed.rewrite(lake, {"orders": orders((1, FEBRUARY, 10), (2, FEBRUARY, 20))},
                 months=["2025-01", "2025-02"], now=NOW)  # fmt: skip

    assert list(lake.manifest().parts["orders"]) == ["2025-02"]
    assert sums(lake.path) == {1: 10, 2: 20}


def test_rows_of_an_untouched_month_are_refused_and_nothing_changes(lake: Lake) -> None:
    with pytest.raises(ValueError, match="2025-02"):
        feed.rewrite(lake, {"orders": orders((3, FEBRUARY, 30))}, months=["2025-01"], now=NOW)

    assert sums(lake.path) == {1: 10, 2: 20}


def test_a_reader_keeps_its_version_while_a_writer_swaps(lake: Lake) -> None:
    held = open_lake(lake.path)
    feed.refill(lake, {"orders": orders((9, JANUARY, 90))}, now=NOW)

    assert held.tables.orders.gross.sum().to_pyarrow().as_py() == 30
    assert sums(lake.path) == {9: 90}
    held.close()


def test_a_writer_that_dies_leaves_the_lake_as_it_was(lake: Lake) -> None:
    def dying() -> Any:
        yield from orders((3, JANUARY, 30))
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        feed.refill(lake, {"orders": dying()}, now=NOW)

    assert sums(lake.path) == {1: 10, 2: 20}
    with lake.writing():
        assert lake.collect_garbage(now=NOW) == 1


def test_retired_files_wait_for_their_readers_and_then_go(lake: Lake) -> None:
    feed.refill(lake, {"orders": orders((9, JANUARY, 90))}, now=NOW)
    files = set(lake.path.glob("orders/*.parquet"))
    with lake.writing():
        assert lake.collect_garbage(now=NOW + timedelta(minutes=5)) == 0
        assert lake.collect_garbage(now=NOW + timedelta(minutes=15)) == 2

    assert len(files) == 3
    assert len(set(lake.path.glob("orders/*.parquet"))) == 1
    assert lake.manifest().retired == {}


def test_only_one_writes_at_a_time(lake: Lake) -> None:
    with lake.writing(), pytest.raises(LakeBusy):
        feed.refill(Lake(lake.path), {}, now=NOW)


def test_a_lake_of_a_newer_program_is_not_touched(lake: Lake) -> None:
    file = lake.path / "manifest.json"
    file.write_text(file.read_text("utf-8").replace(f'"format": {FORMAT}', '"format": 99'), "utf-8")

    with pytest.raises(UnknownFormat):
        lake.manifest()


def test_a_lake_of_an_older_program_is_filled_anew(lake: Lake) -> None:
    file = lake.path / "manifest.json"
    file.write_text(file.read_text("utf-8").replace(f'"format": {FORMAT}', '"format": 1'), "utf-8")

    assert (lake.manifest().version, lake.manifest().watermark, lake.manifest().parts) == (1, None, {})
    feed.refill(lake, {"orders": orders((9, JANUARY, 90))}, now=NOW)
    assert lake.manifest().version == 2
    assert sums(lake.path) == {9: 90}


def test_columns_are_cast_and_a_missing_one_is_named(tmp_path: Path) -> None:
    loose = pa.RecordBatch.from_pydict({"node": pa.array([1], pa.int32()), "person": pa.array([2], pa.int16())})
    feed.refill(Lake(tmp_path), {"nodes": [loose]}, now=NOW)

    with reading(tmp_path) as tables:
        assert tables.nodes.to_pyarrow().to_pylist() == [{"node": 1, "person": 2}]
    with pytest.raises(KeyError, match="person"):
        feed.refill(Lake(tmp_path), {"nodes": [loose.select(["node"])]}, now=NOW)


def test_a_table_whose_last_row_went_is_empty(lake: Lake) -> None:
    feed.rewrite(lake, {"nodes": batch("nodes", [{"node": 1, "person": 2}])}, months=(), now=NOW)
    before = lake.manifest().rows("nodes")
    feed.rewrite(lake, {"nodes": []}, months=(), now=NOW)

    assert (before, lake.manifest().rows("nodes")) == (1, 0)


def test_an_engine_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine):
        open_lake(tmp_path, engine="abacus")
