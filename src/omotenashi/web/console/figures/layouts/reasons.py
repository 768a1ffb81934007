# SPDX-License-Identifier: Apache-2.0
"""購入理由: how many answered, a bar a reason with who came back, all numbers, and what was said in free words."""

from typing import Any

from django.urls import reverse

from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts import generic
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import label, write


def purchase_reason(page: Page) -> list[Block]:
    """A row a reason; split by something else, the usual chart and table."""
    if len(page.answer.measure.keys) > 1 or not page.answer.rows:
        return [*generic.layout(page), _told(page)] if page.answer.rows else generic.layout(page)
    rows = [_reason(page, row) for row in page.answer.rows]
    heads = [label(name) for name in ("Orders", "Customers", "Bought again, of the observed", "LTV")]
    return [
        generic.totals(page),
        bars_block(finding(page), heads, rows, first=label("Reason")),
        table_block(page),
        _told(page),
    ]


def _told(page: Page) -> Block:
    """Comes after the page: it reads the line of time."""
    query = page.state.url().partition("?")[2]
    return Block("told", f"{reverse('console:reason-comments')}?{query}")


def _reason(page: Page, row: dict[str, Any]) -> dict[str, Any]:
    again = "—" if row["pct"] is None else str(write(row["pct"], "percent", decimals=1))
    return {
        "name": row["reason"],
        "cells": [
            bar(row["share"], f"{row['orders']}"),
            number_cell(page, row, "customers"),
            bar(row["pct"] or 0, again),
            plain("—" if row["ltv"] is None else str(write(row["ltv"], "money"))),
        ],
    }
