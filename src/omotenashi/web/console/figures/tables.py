# SPDX-License-Identifier: Apache-2.0
"""The rows of an answer as a table: n always printed, counts of people open, young cells say so."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import PART, Column
from omotenashi.web.console.figures.blocks import SMALLEST, Block, Cell, Head, Page, Table, masked
from omotenashi.web.console.figures.wording import word
from omotenashi.web.console.figures.writing import label, split_of, write

MOST = 200
# Where an unknown rate or amount means: nobody has been observed for so long.
OBSERVING = ("f2", "ltv-curve", "ltv-table", "ltv", "kpi-tree", "retention-table", "first-product")
# Measures whose rates and means are those of the customers of a row, and what of them would tell of a few.
OF_PEOPLE = (*OBSERVING, "fn", "churn", "media", "conversion-days", "subscription", "subscription-ends", "cpm-months")
_TELLING = ("percent", "money", "ratio")
# Counts of things that are as many as the people beside them, or nearly: of a few neither is told.
_BESIDE = {
    "subscription": {"shipped": "customers", "cancelled": "leavers", "undecided": "waiting"}
    | dict.fromkeys(("started", "pct", "simple_pct", "survival", "value"), "started"),
    "subscription-ends": {"contracts": "customers", "days": "customers"},
}
NUMERIC = ("people", "count", "money", "percent", "ratio", "days")


def table_block(page: Page, *, columns: Sequence[str] = (), title: str = "", most: int = MOST) -> Block:
    """The table of the answer, all columns or the named ones."""
    chosen = [one for one in page.answer.measure.columns if _wanted(one, page, columns)]
    rows = page.answer.rows[:most]
    body = Table(
        heads=[Head(label(one.label), one.unit in NUMERIC and i > 0) for i, one in enumerate(chosen)],
        rows=[[cell(page, row, one) for one in chosen] for row in rows],
        left_out=len(page.answer.rows) - len(rows),
    )
    return Block("table", body, title=title or _("All numbers"))


def cell(page: Page, row: dict[str, Any], column: Column) -> Cell:
    """One value of a row."""
    measure, value = page.answer.measure, row[column.name]
    right = column.unit in NUMERIC
    if column.unit == "text" or column.name in ("weekday", "hour"):
        return Cell(named(page, column.name, value), right=False)
    if value is None and measure.name in OBSERVING and column.unit in ("percent", "money", "people"):
        return Cell(_("under observation"), right=right, immature=True)
    if column.unit == "flag" and not value:
        return Cell("", right=False)
    if column.name in measure.counts:
        return count_cell(page, row, column.name)
    if measure.name in OF_PEOPLE and column.unit in _TELLING and masked(row[measure.counts[0]], masks=page.masks):
        # What three customers spent on average says what they spent.
        return Cell("—", right=right)
    if (beside := _BESIDE.get(measure.name, {}).get(column.name)) and masked(row[beside], masks=page.masks):
        return Cell("—", right=right)
    return Cell(str(write(value, column.unit)), right=right)


def count_cell(page: Page, row: dict[str, Any], part: str) -> Cell:
    """A count of people with the address of these people."""
    value = row[part]
    if masked(value, masks=page.masks):
        return Cell(_("under %(n)s") % {"n": SMALLEST})
    return Cell(str(write(value, "people")), href=page.state.people(key_of(page, row, part)) if value else "")


def key_of(page: Page, row: dict[str, Any], part: str = "") -> dict[str, Any]:
    """What names a cell of this row."""
    measure = page.answer.measure
    keys = {key: row[key] for key in measure.keys}
    return keys | ({PART: part} if part and part != measure.counts[0] else {})


def named(page: Page, column: str, value: Any) -> str:
    """A text of a row in words: groups, combinations of channels, ranks."""
    said = word(page.answer.params, page.names, column, value)
    return str(write(value, "text")) if said is None else said


def _wanted(column: Column, page: Page, columns: Sequence[str]) -> bool:
    if columns:
        return column.name in columns
    if column.unit == "flag":
        return column.name != "mature"
    return column.name != "group" or split_of(page.answer.params) != "none"
