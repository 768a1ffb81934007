# SPDX-License-Identifier: Apache-2.0
"""Touches only grow: what is new becomes a piece of its month, many pieces become one, nothing is lost."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from omotenashi.insight.lake import feed
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import open_lake

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def batch(*entries: int, day: date = date(2025, 3, 1)) -> list[pa.RecordBatch]:
    """Touches with these numbers."""
    rows = [{"entry": entry, "node": 1, "at": NOW, "day": day, "act": "view", "channel": "EC"} for entry in entries]
    batches: list[pa.RecordBatch] = pa.Table.from_pylist(rows, schema=SCHEMAS["touches"]).to_batches()
    return batches


def entries_of(lake: Lake) -> list[int]:
    """All numbers that the lake has."""
    opened = open_lake(lake.path)
    found = sorted(opened.tables.touches.entry.to_pyarrow().to_pylist())
    opened.close()
    return found


def test_new_touches_are_added_and_the_highest_number_is_known(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    feed.refill(lake, {"touches": batch(1, 2)}, now=NOW)
    feed.rewrite(lake, {"touches": batch(5)}, months=(), now=NOW)
    feed.rewrite(lake, {"touches": batch(7, day=date(2025, 4, 1))}, months=(), now=NOW)

    assert (entries_of(lake), feed.last_entry(lake)) == ([1, 2, 5, 7], 7)
    assert sorted(lake.manifest().parts["touches"]) == ["2025-03", "2025-03@001", "2025-04"]


def test_nothing_new_leaves_every_piece(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    feed.refill(lake, {"touches": batch(1)}, now=NOW)
    before = lake.manifest().parts["touches"]
    feed.rewrite(lake, {"touches": []}, months=(), now=NOW)

    assert (lake.manifest().parts["touches"], feed.last_entry(Lake(tmp_path / "none"))) == (before, 0)


def test_a_month_of_many_pieces_becomes_one(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    feed.refill(lake, {"touches": batch(1)}, now=NOW)
    for entry in range(2, feed.MOST_PIECES + 1):
        feed.rewrite(lake, {"touches": batch(entry)}, months=(), now=NOW)
    many = len(lake.manifest().parts["touches"])
    feed.rewrite(lake, {"touches": batch(99)}, months=(), now=NOW)

    assert (many, list(lake.manifest().parts["touches"])) == (feed.MOST_PIECES, ["2025-03"])
    assert entries_of(lake) == [*range(1, feed.MOST_PIECES + 1), 99]
