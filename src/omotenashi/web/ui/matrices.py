# SPDX-License-Identifier: Apache-2.0
"""A matrix for the screen: rows against columns, each cell with its value, share, colour step and link.

`matrix(...)` is pure; `{% matrix m %}` draws it (RFM, cohorts, channel × channel).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

STEPS = 8


@dataclass(frozen=True)
class Cell:
    """One crossing. `level` is 1–8 on the colour scale, 0 for no colour; `immature` is hatched grey."""

    value: str
    share: str = ""
    level: int = 0
    href: str = ""
    immature: bool = False
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A row: its name, an optional second line (size), and one cell for each column."""

    label: str
    cells: tuple[Cell, ...]
    detail: str = ""


@dataclass(frozen=True)
class Matrix:
    """What `{% matrix %}` draws. `measure` names what colours the cells, `low` and `high` its ends in words."""

    title: str
    row_title: str
    column_title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    measure: str = ""
    low: str = ""
    high: str = ""
    selectable: bool = False


def matrix[Row, Column](
    *,
    title: str,
    row_title: str,
    column_title: str,
    rows: Mapping[Row, str],
    columns: Mapping[Column, str],
    values: Mapping[tuple[Row, Column], float | None],
    write: Callable[[float], str],
    colour: Mapping[tuple[Row, Column], float | None] | None = None,
    share: Callable[[tuple[Row, Column]], str] | None = None,
    href: Callable[[tuple[Row, Column]], str] | None = None,
    immature: frozenset[tuple[Row, Column]] = frozenset(),
    details: Mapping[Row, str] | None = None,
    measure: str = "",
    write_colour: Callable[[float], str] | None = None,
    selectable: bool = False,
) -> Matrix:
    """Build a matrix from values by (row key, column key). `colour` defaults to the values themselves."""
    tones = values if colour is None else colour
    known = [tone for at, tone in tones.items() if tone is not None and at not in immature]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    cells = {
        at: Cell(
            value=write(value),
            share=share(at) if share else "",
            level=0 if at in immature else step(tones.get(at), low=low, high=high),
            href=href(at) if href else "",
            immature=at in immature,
        )
        for at, value in values.items()
        if value is not None
    }
    lines = (
        Line(label, tuple(cells.get((row, column), Cell("")) for column in columns), (details or {}).get(row, ""))
        for row, label in rows.items()
    )
    lowest, highest = ((write_colour or write)(end) if known else "" for end in (low, high))
    heads = tuple(columns.values())
    return Matrix(title, row_title, column_title, heads, tuple(lines), measure, lowest, highest, selectable)


def step(value: float | None, *, low: float, high: float) -> int:
    """The colour step 1–8 of a value between low and high; 0 when unknown."""
    if value is None:
        return 0
    if high <= low:
        return STEPS // 2
    return 1 + min(STEPS - 1, int((value - low) / (high - low) * STEPS))
