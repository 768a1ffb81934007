# SPDX-License-Identifier: Apache-2.0
"""データ充実度: the score, a bar a kind with who has it and who lacks it, and how to come by what is missing."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.web.console.figures.bars import bar, bars_block, number_cell
from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts import generic
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.wording import facts
from omotenashi.web.console.figures.writing import label, write

# Of fewer than half of the customers: worth a word on how to change that.
_LITTLE = 50


def completeness(page: Page) -> list[Block]:
    """A row a kind; the words under it say what brings more of it, its name leads there."""
    rows = [_row(page, row) for row in page.answer.rows]
    heads = [
        label(name) for name in ("Share of customers", "Known of so many customers", "Not known of so many customers")
    ]
    return [
        generic.totals(page),
        bars_block(finding(page), heads, rows, first=label("What is known")),
        table_block(page),
    ]


def _row(page: Page, row: dict[str, Any]) -> dict[str, Any]:
    advice, href = _advice()[row["fact"]]
    is_little = (row["share"] or 0) < _LITTLE
    return {
        "name": facts()[row["fact"]],
        "sub": advice if is_little else "",
        "href": href if is_little else "",
        "cells": [
            bar(row["share"], str(write(row["share"], "percent", decimals=1)), grey=is_little),
            number_cell(page, row, "known"),
            number_cell(page, row, "missing"),
        ],
    }


def _advice() -> dict[str, tuple[str, str]]:
    """What brings more of a kind, and where that is set."""
    return {
        "bought": (_("Import orders, or ask for the member card at the till."), reverse("console:imports")),
        "profile": (
            _("Ask for birthday and prefecture when somebody becomes a member."),
            reverse("console:membership"),
        ),
        "site": (_("Put the tag on the site."), reverse("console:sources")),
        "shop": (
            _("Offer try-ons and pick-up, and show the member card in the shop."),
            reverse("console:settings-service"),
        ),
        "response": (_("Write to customers: a scenario is ready in three clicks."), reverse("console:journeys")),
        "reason": (_("Ask for the reason on the page of thanks and at the till."), reverse("console:settings-reasons")),
    }
