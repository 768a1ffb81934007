# SPDX-License-Identifier: Apache-2.0
"""探索: the chart of one number over the first dimension, the others as its series, and every row as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight.measures.contract import Column
from omotenashi.insight.measures.explore.catalogue import CUSTOMERS, DIMENSIONS, QUANTITIES
from omotenashi.insight.measures.explore.choice import ExploreParams
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.figures.blocks import SMALLEST, Block, Cell, Head, Page, few_of, masked
from omotenashi.web.console.figures.charts import FORMATS, running_month, scaled
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.state import State
from omotenashi.web.console.figures.tables import cell, count_cell, key_of, named
from omotenashi.web.console.figures.writing import label, write

KINDS = ("line", "bar", "stacked", "heatmap", "table")
# More points than these say nothing any more, and more lines than colours are told apart by nobody; the table has all.
MOST_POINTS, MOST_LINES, MOST_HEAT, MOST_ROWS = 120, 6, 24, 300
MOST_BARS = 30

type Row = dict[str, Any]


def explore(page: Page) -> list[Block]:
    """Totals, chart, table."""
    page = with_names(page)
    made = [totals(page)]
    if (kind := drawn_as(page.state)) != "table" and _keys(page):
        made += [drawn for drawn in [chart(page, kind)] if drawn.body["series"]]
    return [*made, table(page)]


def drawn_as(read: State) -> str:
    """The kind of chart: as chosen; else a line through what has an order, bars for what has none."""
    params = read.params
    assert isinstance(params, ExploreParams)  # noqa: S101  # the only measure of this layout
    if (asked := read.view.get("chart", "")) in KINDS:
        return asked
    return "line" if params.dimensions and DIMENSIONS[params.dimensions[0]].ordered else "bar"


def with_names(page: Page) -> Page:
    """The page with the names of the products and staff it speaks of: at most two reads."""
    codes = {
        kind: {row[kind] for row in page.answer.rows} - {""} for kind in ("product", "staff") if kind in _keys(page)
    }
    others: dict[str, dict[str, str]] = {kind: {code: code for code in found} for kind, found in codes.items()}
    if found := codes.get("product"):
        others["product"] |= dict(Product.objects.filter(code__in=found).values_list("code", "name"))
    if found := codes.get("staff"):
        others["staff"] |= {
            str(key): name for key, name in Staff.objects.filter(pk__in=found).values_list("pk", "name")
        }
    return replace(page, names=replace(page.names, others={**page.names.others, **others}))


def _keys(page: Page) -> tuple[str, ...]:
    return page.answer.measure.keys


def chart(page: Page, kind: str) -> Block:
    """One number over the first dimension; the rest of the key are the series."""
    params = page.answer.params
    assert isinstance(params, ExploreParams)  # noqa: S101  # the only measure of this layout
    asked = page.state.view.get("of", "")
    one = QUANTITIES[asked if asked in params.show else params.show[0]]
    # Who bought in two channels would be stacked upon themselves.
    if kind == "stacked" and one.kind != "sum":
        kind = "bar"
    first = DIMENSIONS[_keys(page)[0]]
    grid = _grid(page, one.name, most=_most_points(kind, ordered=first.ordered))
    over = _(", ").join(label(DIMENSIONS[name].label) for name in _keys(page))
    spec = {
        "kind": kind,
        "title": _("%(number)s by %(dimensions)s") % {"number": label(one.label), "dimensions": over},
        "x": {"label": label(first.label), "values": [named(page, first.name, at) for at in grid.points]},
        "y": {"label": label(one.label), "format": FORMATS.get(one.unit, "number")},
        "series": [_series(page, grid, line, one.name) for line in _drawn(grid, MOST_HEAT if kind == "heatmap" else MOST_LINES)],
    }  # fmt: skip
    return Block("chart", spec, note=_left_out(grid, kind))


@dataclass(frozen=True)
class _Grid:
    """Rows by their point and their line, the largest lines first; `ordered`: those that are drawn stand in their order."""

    points: Sequence[str]
    lines: Sequence[tuple[str, ...]]
    rows: Mapping[tuple[str, tuple[str, ...]], Row]
    points_left: int
    ordered: bool


def _drawn(grid: _Grid, most: int) -> Sequence[tuple[str, ...]]:
    """The largest lines, in the order in which they are read."""
    largest = grid.lines[:most]
    return sorted(largest) if grid.ordered else largest


def _grid(page: Page, number: str, *, most: int) -> _Grid:
    keys = _keys(page)
    first, rest = keys[0], keys[1:]
    found = {(row[first], tuple(row[name] for name in rest)): row for row in page.answer.rows}
    points = list(dict.fromkeys(point for point, _line in found))
    if DIMENSIONS[first].ordered:
        points = sorted(points)[-most:]
    elif page.masks:
        # What may not be told has no place among the bars; in time it keeps its own, as a gap.
        points = list(dict.fromkeys(point for (point, _line), row in found.items() if row[number] is not None))
    shown = points[:most]
    weight: dict[tuple[str, ...], float] = {}
    for (_point, line), row in found.items():
        weight[line] = weight.get(line, 0) + abs(row[number] or 0)
    ordered = bool(rest) and DIMENSIONS[rest[0]].ordered
    lines = sorted((line for line in weight if weight[line] or not page.masks), key=lambda line: (-weight[line], line))
    return _Grid(shown, lines, found, len({point for point, _line in found}) - len(shown), ordered)


def _most_points(kind: str, *, ordered: bool) -> int:
    return MOST_POINTS if ordered else MOST_HEAT if kind == "heatmap" else MOST_BARS


def _series(page: Page, grid: _Grid, line: tuple[str, ...], number: str) -> Row:
    keys, one = _keys(page), QUANTITIES[number]
    rows = [grid.rows.get((point, line)) for point in grid.points]
    none = None if one.kind == "ratio" else 0
    words = [named(page, name, value) for name, value in zip(keys[1:], line, strict=True)]
    made: Row = {
        "name": _(" / ").join(words) or label(one.label),
        "values": [_value(page, row, number) if row else none for row in rows],
        "hrefs": [_people(page, row) if row else "" for row in rows],
    }
    if keys[1:] == ("channel",) and line[0]:
        made["channel"] = line[0]
    if keys[0] == "month" and len(grid.points) > 1 and running_month(page, rows):
        made["immature_from"] = len(rows) - 1
    return made


def _value(page: Page, row: Row, number: str) -> Any:
    one = QUANTITIES[number]
    if one.unit == "people" and masked(row[number], masks=page.masks):
        return None
    return scaled(row[number], one.unit)


def _people(page: Page, row: Row) -> str:
    few_or_none = not row[CUSTOMERS] or masked(row[CUSTOMERS], masks=page.masks)
    return "" if few_or_none else page.state.people(key_of(page, row))


def _left_out(grid: _Grid, kind: str) -> str:
    most = MOST_HEAT if kind == "heatmap" else MOST_LINES
    if len(grid.lines) > most:
        said = {"n": most, "all": len(grid.lines)}
        return _("The %(n)s largest of %(all)s are drawn; the table has all of them.") % said
    if grid.points_left > 0:
        return _("%(n)s more are in the table.") % {"n": grid.points_left}
    return ""


def table(page: Page) -> Block:
    """Every row with a way to its customers, beneath the whole. A heading sorts."""
    measure, rows = page.answer.measure, page.answer.rows[:MOST_ROWS]
    heads = [_head(page, one.name, label(one.label), is_number=one.name in QUANTITIES) for one in measure.columns]
    body = {
        "heads": heads,
        "whole": [Cell(_whole(page, one)) for one in measure.columns if one.name in QUANTITIES],
        "rows": [_line(page, row, rows[i - 1] if i else {}) for i, row in enumerate(rows)],
        "dimensions": max(len(measure.keys), 1),
        "has_keys": bool(measure.keys),
        "left_out": len(page.answer.rows) - len(rows),
    }
    note = _("Groups of fewer than %(n)s people are not shown, and nothing by which they could be worked out.")
    return Block("explore", body, title=_("All numbers"), note=note % {"n": SMALLEST} if page.masks else "")


def _line(page: Page, row: Row, above: Row) -> list[Cell]:
    """A row; what it shares with the one above is quiet."""
    measure, href = page.answer.measure, _people(page, row)
    made, same = [], True
    for one in measure.columns:
        if one.name in measure.counts:
            made.append(count_cell(page, row, one.name))
        elif one.name in measure.keys:
            same = same and row[one.name] == above.get(one.name)
            made.append(Cell(named(page, one.name, row[one.name]), right=False, immature=same))
        else:
            made.append(replace(cell(page, row, one), href=href))
    return made


def _head(page: Page, name: str, words: str, *, is_number: bool) -> dict[str, Any]:
    now = page.state.text["sort"]
    down = f"-{name}" if is_number else name
    up = name if is_number else f"-{name}"
    wanted = up if now == down else down
    turn = {down: "down" if is_number else "up", up: "up" if is_number else "down"}.get(now, "")
    return {"head": Head(words, is_number), "href": page.state.url(sort=wanted), "turn": turn}


def _whole(page: Page, one: Column) -> str:
    value = page.answer.population.get(one.name)
    return few_of(page, one, value) or str(write(value, one.unit))
