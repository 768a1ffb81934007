# SPDX-License-Identifier: Apache-2.0
"""定期継続率: a bar a delivery, grey where most contracts are undecided, beside survival and the value so far."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import label, split_of, write


def subscription(page: Page) -> list[Block]:
    """The deliveries one below the other; by medium, product or month the survival of each as a line."""
    if split_of(page.answer.params) != "none":
        return [totals(page), *chart_blocks(page, title=finding(page)), table_block(page)]
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
    """The number of contracts, which opens the customers who have them."""
    return number_cell(page, row, part) | {"text": str(write(row[contracts], "count"))}
