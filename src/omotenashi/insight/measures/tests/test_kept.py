# SPDX-License-Identifier: Apache-2.0
"""What the lake keeps worked out says what the tables say it follows from: however they came in, and whatever is asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.insight.lake import derived, feed
from omotenashi.insight.lake.schemas import DERIVED
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import OpenLake, Tables, batches, open_lake
from omotenashi.insight.measures.tests.asking import ask, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import AS_OF, line, order, table, tables_of
from omotenashi.insight.measures.tests.touches import fixture_with_touches

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEW = settings(max_examples=8, deadline=None, derandomize=True, database=None)
WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    ("paths", {"window": "90"}), ("paths", {"window": "30", "way": "channel"}), ("attribution", {"window": "90"}),
    ("channel-flow", {"days": "60"}), ("funnel-channels", {"window": "30"}),
)  # fmt: skip
GOODS: tuple[tuple[str, dict[str, str]], ...] = (
    ("basket", {"least": "1"}), ("basket", {"least": "1", "basket": "day", "sort": "lift"}), ("basket", {"least": "1", "channel": "EC"}),
    ("basket", {"least": "1", "level": "category"}), ("basket", {"least": "1", "exclude": "A", "zero": "include"}),
    ("product-conversion", {}), ("product-conversion", {"then": "next", "level": "category"}), ("product-conversion", {"source": "A"}),
    ("lost-to", {"least": "1"}), ("lost-to", {"least": "1", "level": "category"}),
)  # fmt: skip

came: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "node": st.sampled_from((0, 1, 2, 101, 102)),
        "days": st.integers(0, 90),
        "minute": st.sampled_from((1, 60, 179, 180, 181, 900)),
        "act": st.sampled_from(("view", "view", "cart", "page", "click", "search", "pickup")),
        "channel": st.sampled_from(("EC", "STORE", "MAIL")),
        "medium": st.sampled_from((None, "TV01", "IGAD")),
        "product": st.sampled_from((None, "A", "B", "C")),
    }
)
sold: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "node": st.sampled_from((0, 1, 2, 101, 102)),
        "day": st.integers(0, 90).map(lambda days: AS_OF - timedelta(days=days)),
        "gross": st.sampled_from((0, 999, 5000)),
        "channel": st.sampled_from(("EC", "STORE")),
        "medium": st.sampled_from((None, "TV01")),
        "cancelled": st.sampled_from((False, False, True)),
    }
)
held = st.lists(st.tuples(st.sampled_from(("A", "A", "B", "C", "SHIP")), st.sampled_from((None, "k", "l"))), max_size=4)


def _touches(rows: Sequence[dict[str, Any]], *, since: int) -> list[dict[str, Any]]:
    made = []
    for entry, row in enumerate(rows, start=since):
        day = AS_OF - timedelta(days=row["days"])
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=row["minute"])
        kept = {name: row[name] for name in ("node", "act", "channel", "medium", "product")}
        made.append({**kept, "entry": entry, "day": day, "at": at, "location": None})
    return made


def _filled(lake: Lake, tables: Tables) -> None:
    """Fill a lake with what a fixture holds."""
    feed.refill(lake, batches(tables), now=NOW)


def _without_kept(opened: OpenLake) -> Tables:
    return replace(opened.tables, **dict.fromkeys(DERIVED))


def _said(name: str, tables: Tables, values: dict[str, str]) -> Any:
    answer = ask(name, tables, **values)
    return answer.rows, answer.population


@FEW
@given(
    st.lists(sold, min_size=1, max_size=10),
    st.lists(came, max_size=12),
    st.lists(came, max_size=8),
    st.lists(held, min_size=10, max_size=10),
    st.sampled_from(WAYS),
    st.sampled_from(GOODS),
)
def test_the_answers_are_the_same_with_and_without_it(
    orders: list[dict[str, Any]],
    early: list[dict[str, Any]],
    late: list[dict[str, Any]],
    goods: list[list[tuple[str, str | None]]],
    way: tuple[str, dict[str, str]],
    thing: tuple[str, dict[str, str]],
) -> None:
    placed = [order(key=key, **row) for key, row in enumerate(orders, start=1)]
    lines = [
        line(key=row["order"], day=row["day"], product=code) | {"category": category, "name": f"{code} {row['order']}"}
        for row, held in zip(placed, goods, strict=False)
        for code, category in held
    ]
    with TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake")
        _filled(lake, tables_of(placed, lines))
        # What came late reaches days that are there already.
        for since, rows in ((1, early), (100, late)):
            feed.rewrite(
                lake, {"touches": table("touches", _touches(rows, since=since)).to_batches()}, months=(), now=NOW
            )
        opened = open_lake(lake.path)
        for name, values in (way, thing):
            assert _said(name, opened.tables, values) == _said(name, _without_kept(opened), values), (name, values)
        opened.close()


@pytest.mark.parametrize(("name", "values"), [*WAYS, *GOODS])
def test_behind_each_number_stand_as_many_customers_of_a_stored_lake(
    name: str, values: dict[str, str], stored: OpenLake
) -> None:
    assert cells_that_differ(name, stored.tables, at_most=3, **values) == []
    assert _said(name, stored.tables, values) == _said(name, fixture_with_touches(), values)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The example as a lake on disk."""
    lake = Lake(tmp_path_factory.mktemp("kept") / "lake")
    _filled(lake, fixture_with_touches())
    opened = open_lake(lake.path)
    yield opened
    opened.close()


def test_it_is_really_kept(stored: OpenLake) -> None:
    rows = {name: stored.manifest.rows(name) for name in DERIVED}

    assert all(getattr(stored.tables, name) is not None for name in DERIVED)
    assert all(rows.values())
    assert rows["visits"] < stored.manifest.rows("touches")


def test_whoever_is_erased_is_on_no_way_any_more(tmp_path: Path) -> None:
    lake, example = Lake(tmp_path / "lake"), fixture_with_touches()
    _filled(lake, example)
    everybody = example.nodes.to_pyarrow().to_pylist()
    left = [row | {"person": None if row["person"] == 5 else row["person"]} for row in everybody]
    feed.rewrite(lake, {"nodes": table("nodes", left).to_batches()}, months=(), now=NOW)
    opened = open_lake(lake.path)
    ways = {row["source"] for row in ask("paths", opened.tables, window="90").rows}
    opened.close()

    assert "NEWS" in {row["source"] for row in ask("paths", example, window="90").rows}
    assert "NEWS" not in ways


def test_things_keep_their_number_when_a_month_is_written_again(tmp_path: Path) -> None:
    lake, day, later = Lake(tmp_path / "lake"), date(2025, 1, 5), date(2025, 2, 5)
    orders = [order(key=1, node=1, day=day, gross=100), order(key=2, node=1, day=later, gross=100)]
    lines = [line(key=1, day=day, product="C"), line(key=2, day=later, product="D")]
    _filled(lake, tables_of(orders, lines))
    fresh = [line(key=1, day=day, product="B"), line(key=1, day=day, product="D"), line(key=1, day=day, product="GIFT")]
    feed.rewrite(lake, {"orders": table("orders", orders[:1]).to_batches(), "lines": table("lines", fresh).to_batches()},
                 months=["2025-01"], now=NOW)  # fmt: skip
    opened = open_lake(lake.path)
    codes = opened.tables.things.to_pyarrow().to_pylist() if opened.tables.things is not None else []
    inside = derived.contents(opened.tables).to_pyarrow().to_pylist()
    opened.close()

    # C is gone and its number with it; D is D in both months, B came after all that were known.
    assert sorted((row["product"], row["thing"]) for row in codes) == [("B", 3), ("D", 2), ("D", 2)]
    assert sorted((row["order"], row["thing"]) for row in inside) == [(1, 2), (1, 3), (2, 2)]


def test_a_month_whose_orders_alone_are_written_again_forgets_the_cancelled(tmp_path: Path) -> None:
    lake, day = Lake(tmp_path / "lake"), date(2025, 1, 5)
    _filled(lake, tables_of([order(key=1, node=1, day=day, gross=100)], [line(key=1, day=day, product="A")]))
    undone = order(key=1, node=1, day=day, gross=100, cancelled=True)
    feed.rewrite(lake, {"orders": table("orders", [undone]).to_batches()}, months=["2025-01"], now=NOW)

    assert (lake.manifest().rows("contents"), lake.manifest().rows("things")) == (0, 1)
