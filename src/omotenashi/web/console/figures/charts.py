# SPDX-License-Identifier: Apache-2.0
"""The chart a measure suggests, as the specification the chart component draws. One chart for each unit."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import Column
from omotenashi.web.console.figures.blocks import Block, Page, masked
from omotenashi.web.console.figures.tables import OF_PEOPLE, key_of
from omotenashi.web.console.figures.writing import label, split_of, write

KINDS = {"bar": "bar", "stack": "stacked", "line": "line", "histogram": "histogram"}
FORMATS = {"money": "money", "percent": "percent"}
# Lines of more groups than this are a carpet; the matrix below has them all.
MOST_LINES = 8
# A point of fewer people than this is drawn as not yet sure.
SURE = 30


def chart_blocks(
    page: Page, *, title: str = "", y: Sequence[str] = (), kind: str = "", x: str = "", links: bool = True
) -> list[Block]:
    """The charts of the answer: the columns of the hint, or the named ones, one chart for each unit.

    Without ``links`` nothing opens: the cells are those of another measure than the page's.
    """
    hint, rows = page.answer.measure.chart, page.answer.rows
    if x:
        page = _over(page, x)
        hint = page.answer.measure.chart
    if not rows or (hint.kind not in KINDS and not kind):
        return []
    by_unit: dict[str, list[Column]] = {}
    for name in y or hint.y:
        one = column(page, name)
        by_unit.setdefault(one.unit, []).append(one)
    heading = title or _(page.answer.measure.question)
    drawn = [
        Block("chart", spec(page, columns, kind or KINDS[hint.kind], heading if i == 0 else label(columns[0].label)))
        for i, columns in enumerate(by_unit.values())
    ]
    if not links:
        for series in (one for block in drawn for one in block.body["series"]):
            series.pop("hrefs", None)
    return drawn


def _over(page: Page, x: str) -> Page:
    """The page with a chart over another column than the hint's, all in one series."""
    hint = replace(page.answer.measure.chart, x=x, series="")
    measure = replace(page.answer.measure, chart=hint)
    return replace(page, answer=replace(page.answer, measure=measure))


def spec(page: Page, columns: Sequence[Column], kind: str, title: str) -> dict[str, Any]:
    """A chart of these columns, which share a unit, over the x column of the measure."""
    hint = page.answer.measure.chart
    across = column(page, hint.x)
    xs = list(dict.fromkeys(row[hint.x] for row in page.answer.rows))
    unit = columns[0].unit
    return {
        "kind": kind,
        "title": title,
        "x": {"label": label(across.label), "values": [x_label(page, across, value) for value in xs]},
        "y": {"label": label(columns[0].label) if len(columns) == 1 else "", "format": FORMATS.get(unit, "number")},
        "series": _grouped(page, columns[0], xs) if hint.series else [_series(page, one, xs) for one in columns],
    }


def column(page: Page, name: str) -> Column:
    """A column of the measure by its name."""
    return next(one for one in page.answer.measure.columns if one.name == name)


def x_label(page: Page, across: Column, value: Any) -> str:
    """A point of the x axis in words."""
    if across.unit == "text":
        from omotenashi.web.console.figures.tables import named

        return named(page, across.name, value)
    return str(write(value, across.unit))


def scaled(value: Any, unit: str) -> Any:
    """A value as the chart wants it: shares as fractions."""
    return value / 100 if unit == "percent" and value is not None else value


def unsure_from(rows: Iterable[dict[str, Any] | None], part: str) -> int | None:
    """The first point from which too few people stand behind a line."""
    for i, row in enumerate(rows):
        if row is None or (row.get(part) or 0) < SURE:
            return i
    return None


def _series(page: Page, one: Column, xs: Sequence[Any]) -> dict[str, Any]:
    by_x = {row[page.answer.measure.chart.x]: row for row in page.answer.rows}
    return {"name": label(one.label), **_points(page, [by_x.get(x) for x in xs], one)}


def _grouped(page: Page, one: Column, xs: Sequence[Any]) -> list[dict[str, Any]]:
    hint, split = page.answer.measure.chart, split_of(page.answer.params)
    lines: dict[Any, dict[Any, dict[str, Any]]] = {}
    for row in page.answer.rows:
        lines.setdefault(row[hint.series], {})[row[hint.x]] = row
    biggest = sorted(lines, key=lambda group: -sum(_size(page, row) for row in lines[group].values()))
    kept = [group for group in lines if group in biggest[:MOST_LINES]]
    return [
        {
            "name": page.names.group(split, group),
            **({"channel": group} if split == "channel" and group else {}),
            **_points(page, [lines[group].get(x) for x in xs], one),
        }
        for group in kept
    ]


def _points(page: Page, rows: Sequence[dict[str, Any] | None], one: Column) -> dict[str, Any]:
    measure = page.answer.measure
    part = one.name if one.name in measure.counts else (measure.counts[0] if measure.counts else "")
    if measure.name in OF_PEOPLE:
        # Nor does a line say of a few what the table does not.
        rows = [None if row and masked(row[part], masks=page.masks) else row for row in rows]
    made: dict[str, Any] = {"values": [scaled(row[one.name], one.unit) if row else None for row in rows]}
    if part:
        made["hrefs"] = [page.state.people(key_of(page, row, part)) if row and row[part] else "" for row in rows]
    if measure.chart.kind == "line" and (young := unsure_from(rows, measure.counts[0])) is not None:
        made["immature_from"] = young
    if running_month(page, rows):
        made["immature_from"] = len(rows) - 1
    return made


def running_month(page: Page, rows: Sequence[dict[str, Any] | None]) -> bool:
    """Is the last point a month that is not over on the as-of day? It would always look like a fall."""
    across, day = page.answer.measure.chart.x, page.answer.params.as_of
    last = max((str(row[across]) for row in page.answer.rows), default="")
    return len(rows) > 1 and last == f"{day:%Y-%m}" and (day + timedelta(days=1)).month == day.month


def _size(page: Page, row: dict[str, Any]) -> float:
    return float(row.get(page.answer.measure.counts[0]) or 0)
