# SPDX-License-Identifier: Apache-2.0
"""An analysis on paper: the blocks of its page as the data of `print.typ`. The texts are those of the screen, to the letter.

Pictures are drawn by typst from the same numbers; what only a screen can show (a tree, switches) is left to the table.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import Column
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.figures import filters
from omotenashi.web.console.figures.blocks import Block, Page, Table
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts import registry as layouts
from omotenashi.web.console.figures.tables import named, table_block
from omotenashi.web.console.figures.writing import label, write
from omotenashi.web.ui import prints
from omotenashi.web.ui.matrices import STEPS, Matrix
from omotenashi.web.ui.tags.formats import day, money, number, percent

TEMPLATE = Path(__file__).with_name("print.typ")
WRITE: dict[str, Callable[..., str]] = {"money": money, "percent": percent, "number": number}
DRAWN = ("bar", "stacked", "line", "histogram", "heatmap")
# More marks than this on an axis run into each other.
MOST_MARKS, TICKS = 12, 4


def made(page: Page, *, title: str, now: datetime) -> bytes:
    """Give the PDF. Raises Unprintable."""
    return prints.pdf(TEMPLATE.read_text(encoding="utf-8"), sheet(page, title=title, now=now))


def sheet(page: Page, *, title: str, now: datetime) -> dict[str, Any]:
    """Give everything that stands on the paper."""
    measure = page.answer.measure
    blocks = layouts.blocks_of(page) if page.answer.rows else []
    if page.answer.rows and not any(block.kind == "table" for block in blocks):
        blocks.append(table_block(page))
    parts = [part for block in blocks for part in [_part(block)] if part]
    return {
        "lang": (get_language() or "ja")[:2], "shop": retailer().name, "title": title, "question": _(measure.question),
        "finding": finding(page), "definition": filters.definition(page.state, page.names),
        "formula": _("Formula: %(formula)s") % {"formula": _(measure.formula)}, "totals": totals(page), "parts": parts,
        "made": _("As of %(day)s, printed %(now)s") % {"day": day(page.answer.params.as_of), "now": day(now)},
        "empty": "" if page.answer.rows else _("No numbers under these filters."), "notes": [_(note) for note in measure.notes],
        "page": _("Page"),
    }  # fmt: skip


def totals(page: Page) -> list[list[str]]:
    """What the whole of it comes to."""
    said = page.answer.population
    known = [one for one in page.answer.measure.totals if said.get(one.name) is not None]
    return [[label(one.label), _total(page, one, said[one.name])] for one in known]


def _total(page: Page, one: Column, value: Any) -> str:
    if one.unit == "text" or one.name in ("weekday", "hour"):
        return named(page, one.name, value)
    return str(write(value, one.unit, decimals=1 if one.unit == "percent" else 0))


def _part(block: Block) -> dict[str, Any] | None:
    if block.kind == "chart" and block.body.get("kind") in DRAWN:
        return _chart(block.body)
    if block.kind == "matrix" and isinstance(block.body, Matrix):
        return _matrix(block.title or block.body.title, block.body)
    if block.kind == "table" and isinstance(block.body, Table):
        return _table(block.title, block.body)
    return None


def _table(title: str, body: Table) -> dict[str, Any]:
    more = _("%(n)s more rows are in the file.") % {"n": number(body.left_out)} if body.left_out > 0 else ""
    return {
        "kind": "table", "title": title, "more": more, "heads": _heads(body),
        "rows": [[{"text": cell.text, "right": cell.right and at > 0, "level": 0.0, "grey": cell.immature}
                  for at, cell in enumerate(row)] for row in body.rows],
    }  # fmt: skip


def _heads(body: Table) -> list[list[Any]]:
    """A head stands over its numbers, or over its words."""
    first = body.rows[0] if body.rows else ()
    return [[one.label, at > 0 and (first[at].right if first else one.right)] for at, one in enumerate(body.heads)]


def _matrix(title: str, body: Matrix) -> dict[str, Any]:
    heads = [[body.row_title, False], *([column, True] for column in body.columns)]
    rows = [
        [{"text": " ".join(filter(None, (line.label, line.detail))), "right": False, "level": 0.0, "grey": False}]
        + [
            {"text": " ".join(filter(None, (cell.value, cell.share))), "right": True, "level": cell.level / STEPS,
             "grey": cell.immature}
            for cell in line.cells
        ]
        for line in body.lines
    ]  # fmt: skip
    return {"kind": "table", "title": title, "more": "", "heads": heads, "rows": rows}


def _chart(spec: Mapping[str, Any]) -> dict[str, Any] | None:
    series = [one for one in spec["series"] if any(value is not None for value in one["values"])]
    if not series:
        return None
    tell = WRITE.get(spec["y"].get("format", "number"), number)
    names = [str(one.get("name") or one.get("channel") or "") for one in series]
    marks = [str(value) for value in spec["x"]["values"]]
    if spec["kind"] == "heatmap":
        return _heat(spec, series, names, marks, tell)
    kind = "bar" if spec["kind"] == "histogram" else spec["kind"]
    low, high = _span(series, stacked=kind == "stacked")
    wide = high - low
    step = max(1, -(-len(marks) // MOST_MARKS))
    return {
        "kind": kind, "title": str(spec.get("title", "")), "names": names if len(names) > 1 else [],
        "x": str(spec["x"].get("label", "")), "y": str(spec["y"].get("label", "")), "zero": (0 - low) / wide,
        "marks": [mark if at % step == 0 else "" for at, mark in enumerate(marks)],
        "ticks": [[at / TICKS, str(tell(_round(low + wide * at / TICKS, spec)))] for at in range(TICKS + 1)],
        "series": [[None if value is None else value / wide for value in one["values"]] for one in series],
        "grey": [one.get("immature_from", len(marks)) for one in series],
    }  # fmt: skip


def _span(series: Sequence[Mapping[str, Any]], *, stacked: bool) -> tuple[float, float]:
    """Between which values the axis goes: always over zero, and up to a round number."""
    columns = [list(column) for column in zip(*(one["values"] for one in series), strict=True)]
    tops = [
        sum(v for v in column if v and v > 0) if stacked else max((v or 0 for v in column), default=0)
        for column in columns
    ]
    lows = [min((v or 0 for v in column), default=0) for column in columns]
    return _nice(min(0, *lows)), _nice(max(0, *tops)) or 1.0


def _nice(value: float) -> float:
    if not value:
        return 0.0
    power: float = 10.0 ** (len(f"{abs(value):.0f}") - 1) if abs(value) >= 1 else 0.01
    for step in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10, 100):
        if step * power >= abs(value):
            return step * power if value > 0 else -step * power
    return value


def _round(value: float, spec: Mapping[str, Any]) -> float | int:
    return value if spec["y"].get("format") == "percent" else round(value)


def _heat(
    spec: Mapping[str, Any], series: Sequence[Mapping[str, Any]], names: list[str], marks: list[str], tell: Any
) -> dict[str, Any]:
    most = max(abs(value) for one in series for value in one["values"] if value is not None) or 1
    rows = [
        [{"text": name, "right": False, "level": 0.0, "grey": False}]
        + [{"text": "" if value is None else str(tell(value)), "right": True, "level": abs(value or 0) / most, "grey": False}
           for value in one["values"]]
        for name, one in zip(names, series, strict=True)
    ]  # fmt: skip
    heads = [["", False], *([mark, True] for mark in marks)]
    return {"kind": "table", "title": str(spec.get("title", "")), "more": "", "heads": heads, "rows": rows}
