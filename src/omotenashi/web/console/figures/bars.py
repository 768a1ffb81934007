# SPDX-License-Identifier: Apache-2.0
"""Rows with bars in them: a name, and for each column a bar with its number, a count that opens, or plain words."""

from collections.abc import Sequence
from typing import Any

from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.tables import count_cell

type Drawn = dict[str, Any]


def bars_block(title: str, heads: Sequence[str], rows: Sequence[Drawn], *, first: str, note: str = "") -> Block:
    """A block of rows: ``name``, perhaps ``sub`` and ``href``, and ``cells``, one for each head."""
    wide = [any("width" in row["cells"][place] for row in rows) for place in range(len(heads))]
    body = {"first": first, "heads": list(zip(heads, wide, strict=True)), "rows": rows}
    return Block("bars", body, title=title, note=note)


def bar(width: float | None, text: str, *, tone: int = 1, grey: bool = False) -> Drawn:
    """A bar of so many hundredths of the longest one."""
    return {"width": max(0.0, min(100.0, width or 0)), "text": text, "tone": tone, "grey": grey}


def plain(text: str, *, strong: bool = False, quiet: bool = False) -> Drawn:
    """Words or a number without a bar."""
    return {"text": text, "strong": strong, "quiet": quiet}


def number_cell(page: Page, row: Drawn, part: str, *, quiet: bool = False) -> Drawn:
    """A count of people that opens them."""
    found = count_cell(page, row, part)
    return {"text": found.text, "href": found.href, "quiet": quiet}
