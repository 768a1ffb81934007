# SPDX-License-Identifier: Apache-2.0
"""興味の理由: of each way how many say it and of how many the first touch says it, and both against each other."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.origins import DIRECT, KINDS, OTHER, UNSEEN
from omotenashi.web.console.figures.bars import bar, bars_block, plain
from omotenashi.web.console.figures.blocks import SMALLEST, Block, Cell, Page, masked
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.who_words import origins
from omotenashi.web.console.figures.writing import label, write
from omotenashi.web.ui import matrices

_HIDDEN = -1.0
# The place of this column in the table.
_CUSTOMERS = 4


def interest(page: Page) -> list[Block]:
    """The two sides as bars, the pairs as a matrix, every number."""
    return [_totals(page), _sides(page), _pairs(page), _table(page)]


def _totals(page: Page) -> Block:
    made, kappa = totals(page, ("answered", "unanswered", "compared", "pct")), page.answer.population["kappa"]
    if kappa is not None:
        made.body.append({"label": label("Kappa"), "value": write(kappa, "ratio")})
    return made


def _sides(page: Page) -> Block:
    rows, words = page.answer.rows, origins()
    said, seen = ({kind: _sum(rows, side, kind) for kind in words} for side in ("said", "touch"))
    agreed = {row["said"]: row["orders"] for row in rows if row["agrees"]}
    # Of a single pair of few customers its number would be told here.
    secret = {row["said"] for row in rows if row["agrees"] and masked(row["customers"], masks=page.masks)}
    whole, most = sum(said.values()) or 1, max((*said.values(), *seen.values()))
    body = [
        {
            "name": words[kind],
            "cells": [
                plain("—") if kind in (DIRECT, UNSEEN) else _share(said[kind], whole, most),
                plain("—") if kind == OTHER else _share(seen[kind], whole, most, tone=2),
                plain(
                    "—"
                    if kind not in KINDS
                    else _("under %(n)s") % {"n": SMALLEST}
                    if kind in secret
                    else _number(agreed.get(kind, 0))
                ),
            ],
        }
        for kind in words
        if said[kind] or seen[kind]
    ]
    note = _("Answered orders. The first touch lies within %(days)s days before the order.") % {
        "days": page.state.text["window"]
    }
    heads = [label("Reason given"), label("Seen first"), label("Both say the same")]
    return bars_block(finding(page), heads, body, first=label("What led here"), note=note)


def _pairs(page: Page) -> Block:
    rows, words = page.answer.rows, origins()
    values = {
        (row["said"], row["touch"]): _HIDDEN if masked(row["customers"], masks=page.masks) else float(row["orders"])
        for row in rows
    }
    by_at = {(row["said"], row["touch"]): row for row in rows}

    def href(at: tuple[Any, Any]) -> str:
        row = by_at.get(at)
        if not row or not row["customers"] or values[at] == _HIDDEN:
            return ""
        return page.state.people({"said": at[0], "touch": at[1]})

    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=label("Reason given"),
        column_title=label("Seen first"),
        rows={kind: name for kind, name in words.items() if any(at[0] == kind for at in values)},
        columns={kind: name for kind, name in words.items() if any(at[1] == kind for at in values)},
        values=values,
        colour={at: None if value == _HIDDEN else value for at, value in values.items()},
        write=lambda number: _("under %(n)s") % {"n": SMALLEST} if number == _HIDDEN else _number(number),
        write_colour=_number,
        # An order is counted once, who answered twice opens once: both are said.
        share=lambda at: (
            "" if values[at] == _HIDDEN else _("n = %(count)s customers") % {"count": by_at[at]["customers"]}
        ),
        href=href,
        measure=label("Orders"),
    )
    note = _("Where a row and a column have the same name, both agree.")
    return Block("matrix", body, title=_("What they say against what was seen first"), note=note)


def _table(page: Page) -> Block:
    """Every number; of a pair of few customers none."""
    made = table_block(page)
    kept = [
        [one if not one.right or place == _CUSTOMERS else Cell("—") for place, one in enumerate(cells)]
        if masked(row["customers"], masks=page.masks)
        else list(cells)
        for row, cells in zip(page.answer.rows, made.body.rows, strict=False)
    ]
    return replace(made, body=replace(made.body, rows=kept))


def _sum(rows: list[dict[str, Any]], side: str, kind: str) -> int:
    return sum(row["orders"] for row in rows if row[side] == kind)


def _share(part: int, whole: int, most: int, *, tone: int = 1) -> dict[str, Any]:
    said = write(part * 100 / whole, "percent", decimals=1)
    return bar(part * 100 / (most or 1), f"{_number(part)} ({said})", tone=tone)


def _number(value: float) -> str:
    return str(write(int(value), "count"))
