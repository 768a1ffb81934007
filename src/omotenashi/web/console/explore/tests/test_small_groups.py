# SPDX-License-Identifier: Apache-2.0
"""探索 for a role that may not export customers: of a handful of people no number is told, and none can be worked out."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from omotenashi.engagement.reports.models import Report
from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import batches
from omotenashi.insight.measures.tests.fixture_a import order, tables_of
from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.figures.veils import hidden_rows
from omotenashi.web.console.tests import shop

PAGE = "/console/figures/explore/"
# People by month and channel: of LINE in June there are two.
SOLD = {("2025-06", "EC"): 6, ("2025-06", "STORE"): 7, ("2025-06", "LINE"): 2,
        ("2025-07", "EC"): 8, ("2025-07", "STORE"): 9, ("2025-07", "LINE"): 5}  # fmt: skip

type Reader = Callable[..., Any]


@pytest.fixture
def page(settings: Any, tmp_path: Path, db: None) -> Reader:
    """Ask as somebody, where each customer buys once for 1,000."""
    settings.LAKE_PATH = tmp_path / "lake"
    each = [(month, channel) for (month, channel), people in SOLD.items() for _ in range(people)]
    return _reader(tmp_path, [(node, *one) for node, one in enumerate(each, start=1)])


def _reader(path: Path, sold: list[tuple[int, str, str]]) -> Reader:
    rows = [order(key=key, node=node, day=date(int(month[:4]), int(month[5:]), 5), gross=1000, channel=channel)
            for key, (node, month, channel) in enumerate(sold, start=1)]  # fmt: skip
    feed.refill(Lake(path / "lake"), batches(tables_of(rows)), now=datetime(2026, 1, 1, tzinfo=UTC))

    def asked(query: str, role: str = "developer") -> Any:
        return shop.signed_in(role).get(f"{PAGE}?{DAY}&{query}").context

    return asked


def _block(context: Any, kind: str) -> Any:
    return next(block for block in context["blocks"] if block.kind == kind)


def _rows(context: Any) -> list[list[str]]:
    return [[cell.text for cell in row] for row in _block(context, "explore").body["rows"]]


def test_a_small_group_and_the_next_smallest_have_no_number_in_the_table(page: Reader) -> None:
    asked = "by=channel&from=2025-06-01&to=2025-06-30&show=sales,orders,per_customer"

    assert _rows(page(asked)) == [
        ["Store", "¥7,000", "7", "¥1,000", "7"], ["EC", "—", "—", "—", "—"], ["LINE", "—", "—", "—", "under 5"],
    ]  # fmt: skip
    assert _rows(page(asked, "headquarters")) == [
        ["Store", "¥7,000", "7", "¥1,000", "7"], ["EC", "¥6,000", "6", "¥1,000", "6"], ["LINE", "¥2,000", "2", "¥1,000", "2"],
    ]  # fmt: skip


def test_the_chart_draws_nothing_of_them_and_nothing_opens(page: Reader) -> None:
    asked = "by=channel&from=2025-06-01&to=2025-06-30&show=sales"
    drawn = {role: _block(page(asked, role), "chart").body["series"][0] for role in ("developer", "headquarters")}

    assert [one["values"] for one in drawn.values()] == [[7000], [7000, 6000, 2000]]
    assert [[href != "" for href in one["hrefs"]] for one in drawn.values()] == [[True], [True] * 3]


def test_in_time_a_hidden_point_is_a_gap_and_a_line_of_gaps_alone_is_not_drawn(page: Reader) -> None:
    drawn = _block(page("by=month,channel&show=sales"), "chart").body
    assert [(one["name"], one["values"]) for one in drawn["series"]] == [("Store", [7000, 9000])]
    nothing = page("by=month,channel&show=sales&channel=STORE,LINE")
    assert [block.kind for block in nothing["blocks"]] == ["totals", "explore"]


def test_divided_twice_the_sum_over_either_gives_nothing_away(page: Reader) -> None:
    rows = _rows(page("by=month,channel&show=sales"))

    # June without LINE would tell of it, and so would LINE without June: two of each month, and two of each channel.
    assert [row[:3] for row in rows] == [
        ["2025/6", "EC", "—"], ["2025/6", "LINE", "—"], ["2025/6", "Store", "¥7,000"],
        ["2025/7", "EC", "—"], ["2025/7", "LINE", "—"], ["2025/7", "Store", "¥9,000"],
    ]  # fmt: skip


def test_where_the_whole_is_few_nothing_is_told_of_it_either(page: Reader) -> None:
    context = page("by=none&channel=LINE&to=2025-06-30&show=sales,orders")

    assert [one["value"] for one in _block(context, "totals").body] == ["—", "—", "under 5"]
    assert [cell.text for cell in _block(context, "explore").body["whole"]] == ["—", "—", "under 5"]


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [6, 2])
def test_a_share_tells_no_more_of_few_newcomers_or_of_few_others_than_a_number_does(
    settings: Any, tmp_path: Path, kept: int
) -> None:
    # Of eight customers in July two are new, or six are and two are not; both ways two people stand behind the share.
    settings.LAKE_PATH = tmp_path / "lake"
    sold = [(node, "2025-06", "EC") for node in range(1, kept + 1)] + [(node, "2025-07", "EC") for node in range(1, 9)]
    asked = "by=channel&from=2025-07-01&show="
    reads = _reader(tmp_path, sold)

    assert _rows(reads(f"{asked}new_pct")) == [["EC", "—", "8"]]
    assert _rows(reads(f"{asked}new_customers,new_pct")) == [["EC", "under 5" if kept == 6 else "—", "—", "8"]]
    assert _rows(reads(f"{asked}new_customers,new_pct", "headquarters")) == [
        ["EC", str(8 - kept), f"{(8 - kept) * 12.5:.2f}%", "8"]
    ]


def test_a_low_role_reads_why_there_is_nothing(page: Reader) -> None:
    note = "Groups of fewer than 5 people are not shown, and nothing by which they could be worked out."
    asked = "by=channel&show=sales"
    assert [_block(page(asked, role), "explore").note for role in ("developer", "headquarters")] == [note, ""]


def test_what_is_shared_of_few_says_nothing_to_a_low_role(page: Reader) -> None:
    query = f"{DAY}&by=none&channel=LINE&to=2025-06-30&show=sales"
    said: dict[str, Any] = {"measure": "explore", "query": query, "name": "LINE", "roles": ["manager", "support"]}
    shop.signed_in().post("/console/reports/new/", said)
    kept = Report.objects.get()
    told = {role: shop.signed_in(role).get(f"/console/reports/{kept.pk}/").content.decode() for role in said["roles"]}

    assert {role: "¥2,000" in text for role, text in told.items()} == {"manager": True, "support": False}


def test_sales_without_a_customer_name_nobody_and_keep_nobody_company() -> None:
    rows = [{"channel": code, "customers": people} for code, people in (("A", 0), ("B", 3), ("C", 9), ("D", 20))]

    assert hidden_rows(rows, ("channel",), masks=True) == {("B",), ("C",)}
    assert hidden_rows(rows, ("channel",), masks=False) == set()
