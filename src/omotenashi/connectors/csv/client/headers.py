# SPDX-License-Identifier: Apache-2.0
"""Which row of a file names the columns, and names that are unique and visible."""

from collections.abc import Sequence

from omotenashi.base.text import amounts, dates
from omotenashi.connectors.csv.client.sheet import Note

LOOK = 30  # rows to look at


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Index of the row that names the columns: titles and empty rows above it are passed over.

    The header is the first row that fills at least 60 % of the cells the fullest early row fills.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:LOOK]]
    fullest = max(filled, default=0)
    return next((i for i, count in enumerate(filled) if count and count >= 0.6 * fullest), 0)


def is_missing(first: Sequence[str]) -> bool:
    """True when the first row looks like data: two or more of its cells are numbers or dates."""
    telling = sum(amounts.number(cell) is not None or dates.naive(cell) is not None for cell in first if cell.strip())
    return telling >= 2 or (len(first) == 1 and telling == 1)


def named(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """Unique names: an empty header becomes 「#3」 after its place, a repeated one gets 「 (2)」."""
    names: list[str] = []
    notes: list[Note] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split())
        if not name:
            name = f"#{place}"
            notes.append(Note("header_empty", {"column": place, "name": name}))
        base, again = name, 1
        while name in names:
            again += 1
            name = f"{base} ({again})"
        if again > 1:
            notes.append(Note("header_repeated", {"column": place, "header": base, "name": name}))
        names.append(name)
    return tuple(names), tuple(notes)
