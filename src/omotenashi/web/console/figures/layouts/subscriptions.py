# SPDX-License-Identifier: Apache-2.0
"""定期継続率: a bar a delivery, grey where most contracts are undecided, beside survival and the value so far."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Page, few, masked
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import label, split_of, write
from omotenashi.web.ui import matrices


def subscription(page: Page) -> list[Block]:
    """The deliveries one below the other; by medium, product or month the survival of each as a line, and a matrix."""
    if split_of(page.answer.params) != "none":
        charts = chart_blocks(_of_many(page), title=finding(page))
        return [totals(page), *charts, groups(page), table_block(page)]
    if not page.answer.rows:
        return [totals(page)]
    heads = [
        label(name)
        for name in (
            "Contracts kept",
            "Deliveries sent",
            "Cancelled before",
            "Undecided",
            "Survival",
            "Value of a contract",
        )
    ]
    note = _("Grey: more contracts are undecided than decided, so the rate will still move.")
    rows = [_delivery(page, row) for row in page.answer.rows]
    return [
        totals(page), bars_block(finding(page), heads, rows, first=label("Delivery"), note=note), table_block(page),
    ]  # fmt: skip


def groups(page: Page) -> Block:
    """Groups against deliveries: the share of contracts kept, with the customers who were sent it behind each cell."""
    by_at = {(row["group"], row["cycle"]): row for row in page.answer.rows}
    begun = {group: row["started"] for (group, cycle), row in by_at.items() if cycle == 1}
    secret = {at for at, row in by_at.items() if any(masked(count, masks=page.masks) for count in _tells(row))}

    def href(at: tuple[Any, Any]) -> str:
        return (
            page.state.people({"group": at[0], "cycle": at[1]}) if by_at[at]["customers"] and at not in secret else ""
        )

    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=label("Group"),
        column_title=label("Delivery"),
        rows={group: page.names.group(split_of(page.answer.params), group) for group in _largest(begun)},
        columns={cycle: _("No. %(n)s") % {"n": cycle} for cycle in sorted({cycle for _group, cycle in by_at})},
        values={at: None if at in secret else row["pct"] for at, row in by_at.items()},
        write=lambda rate: str(write(rate, "percent", decimals=1)),
        share=lambda at: f"n={write(by_at[at]['shipped'] + by_at[at]['cancelled'], 'count')}",
        href=href,
        immature=frozenset(at for at, row in by_at.items() if row["immature"]),
        details={group: _begun(page, number) for group, number in begun.items()},
        measure=label("Contracts kept"),
    )
    note = _("Grey: more contracts are undecided than decided, so the rate will still move.")
    return Block("matrix", body, title=_("By group"), note=note)


def _tells(row: dict[str, Any]) -> tuple[int, ...]:
    """Of how many a rate of this row speaks: who was sent it, who began, and of whom it is decided."""
    return row["customers"], row["started"], row["shipped"] + row["cancelled"]


def _of_many(page: Page) -> Page:
    """Without groups in which so few contracts began that their line would tell of one customer."""
    rows = [row for row in page.answer.rows if not masked(row["started"], masks=page.masks)]
    return replace(page, answer=replace(page.answer, rows=rows))


def _largest(begun: dict[str, int]) -> list[str]:
    """Where most contracts began first, and last those of which it is not known."""
    return sorted(begun, key=lambda group: (not group, -begun[group], group))


def _begun(page: Page, number: int) -> str:
    return few(page, number) or _("%(n)s contracts") % {"n": write(number, "count")}


def _delivery(page: Page, row: dict[str, Any]) -> dict[str, Any]:
    grey = bool(row["immature"])
    return {
        "name": _("No. %(n)s") % {"n": row["cycle"]},
        "cells": [
            bar(row["pct"], str(write(row["pct"], "percent", decimals=1)), grey=grey),
            _opened(page, row, "shipped", "customers"),
            _opened(page, row, "cancelled", "leavers"),
            _opened(page, row, "undecided", "waiting"),
            bar(row["survival"], str(write(row["survival"], "percent", decimals=1)), tone=2, grey=grey),
            plain(str(write(row["value"], "money"))),
        ],
    }


def _opened(page: Page, row: dict[str, Any], contracts: str, part: str) -> dict[str, Any]:
    """The number of contracts, which opens the customers who have them; of a few neither is told."""
    if masked(row[part], masks=page.masks):
        return number_cell(page, row, part)
    return number_cell(page, row, part) | {"text": str(write(row[contracts], "count"))}
