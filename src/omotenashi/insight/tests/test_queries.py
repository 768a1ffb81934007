# SPDX-License-Identifier: Apache-2.0
"""Answers are remembered for one version of the lake, and asked anew for the next."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from omotenashi.insight import queries
from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import batches
from omotenashi.insight.measures.tests.fixture_a import fixture_a

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = {"as_of": "2025-12-31"}


@pytest.fixture
def lake(settings: Any, tmp_path: Path) -> Lake:
    """The worked example, stored."""
    settings.LAKE_PATH = tmp_path / "lake"
    made = Lake(settings.LAKE_PATH)
    _fill(made)
    return made


def _fill(lake: Lake) -> None:
    feed.refill(lake, batches(fixture_a()), now=NOW)


def test_the_same_question_is_asked_once_for_a_version_of_the_lake(lake: Lake) -> None:
    first = queries.ask(name="f2", values=DAY, now=NOW)
    assert queries.ask(name="f2", values=DAY, now=NOW) is first
    _fill(lake)
    again = queries.ask(name="f2", values=DAY, now=NOW)
    assert (again is first, again.rows) == (False, first.rows)


def test_a_count_is_the_number_of_people_behind_a_cell(lake: Lake) -> None:
    asked: dict[str, Any] = {
        "name": "f2",
        "values": DAY,
        "cell": {"group": "", "days": "60", "part": "repeaters"},
        "now": NOW,
    }
    assert (queries.count_behind(**asked), queries.people_behind(**asked)) == (3, [1, 3, 6])
    assert queries.people_behind(**asked, limit=2, after=1) == [3, 6]


def test_the_record_tells_its_span_and_its_choices(lake: Lake) -> None:
    assert queries.span() == (date(2025, 1, 10), date(2025, 12, 28))
    assert [queries.choices(name) for name in ("channel", "medium", "location", "category")] == [
        ("EC", "LINE", "STORE"), ("FL02", "TV01"), (), (),
    ]  # fmt: skip


def test_an_old_record_is_asked_as_of_its_own_last_day(lake: Lake) -> None:
    assert queries.day_of_asking(now=datetime(2026, 6, 1, tzinfo=UTC)) == date(2025, 12, 28)
    assert queries.day_of_asking(now=datetime(2026, 1, 5, tzinfo=UTC)) == date(2026, 1, 5)


def test_no_lake_yet_answers_with_nothing(settings: Any, tmp_path: Path) -> None:
    settings.LAKE_PATH = tmp_path / "none"
    assert (queries.span(), queries.lake_version(), queries.lake_written_at(), queries.lake_rows()) == (
        (None, None),
        0,
        None,
        {},
    )
    assert queries.ask(name="f2", values={}, now=NOW).population["new"] == 0
