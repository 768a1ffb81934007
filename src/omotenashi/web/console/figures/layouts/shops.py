# SPDX-License-Identifier: Apache-2.0
"""Shops: what each sells, what is bought along at a pick-up, and how sales are shared out among those who helped."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import choice, totals
from omotenashi.web.console.figures.tables import named, table_block
from omotenashi.web.console.figures.writing import label, write

MOST = 30
_NEED_TELLING = ("visitors", "rate", "plan", "plan_pct", "received", "sold_through")

type Row = dict[str, Any]


def bought_along(page: Page) -> list[Block]:
    """For each shop: pick-ups, how many of them brought a sale, and what it brought."""
    rows = [
        {
            "name": named(page, "group", row["group"]),
            "cells": [
                plain(str(write(row["pickups"], "count"))),
                bar(row["pct"], str(write(row["pct"], "percent", decimals=1))),
                number_cell(page, row, "buyers"),
                plain(str(write(row["amount"], "money"))),
                plain(str(write(row["mean"], "money")), quiet=True),
            ],
        }
        for row in page.answer.rows[:MOST]
    ]
    heads = [
        label("Pick-ups"),
        label("Bought-along rate"),
        label("Bought along"),
        _("Amount"),
        label("Amount per sale"),
    ]
    note = _("A sale within %(minutes)s minutes after the goods were fetched.") % {
        "minutes": page.state.text["minutes"]
    }
    return [totals(page), bars_block(finding(page), heads, rows, first=_("Shop"), note=note), table_block(page)]


def store_figures(page: Page) -> list[Block]:
    """Sales as bars, and beside them what makes them up; a plan or visitors when they were told."""
    shown = page.answer.rows[:MOST]
    most = max((row["sales"] for row in shown), default=1) or 1
    plans, counted = (any(row[name] is not None for row in shown) for name in ("plan", "visitors"))
    rows = [
        {
            "name": named(page, "location", row["location"]),
            "cells": [
                bar(row["sales"] * 100 / most, str(write(row["sales"], "money"))),
                plain(str(write(row["share"], "percent", decimals=1))),
                plain(str(write(row["receipts"], "count"))),
                *([_rate(row["rate"])] if counted else []),
                plain(str(write(row["mean_receipt"], "money"))),
                plain(str(write(row["set_rate"], "ratio"))),
                plain(str(write(row["mean_item"], "money"))),
                plain(str(write(row["margin_pct"], "percent", decimals=1))),
                *([_rate(row["plan_pct"])] if plans else []),
                number_cell(page, row, "customers"),
            ],
        }
        for row in shown
    ]
    heads = [
        label("Sales"), label("Share of the company"), label("Receipts"),
        *([label("Purchase rate")] if counted else []), label("Amount per receipt"), label("Items per receipt"),
        label("Amount per item"), label("Margin rate"), *([label("Against the plan")] if plans else []),
        label("Customers known"),
    ]  # fmt: skip
    # What nobody told is no column.
    told = [
        one.name
        for one in page.answer.measure.columns
        if one.name not in _NEED_TELLING or any(row[one.name] is not None for row in page.answer.rows)
    ]
    return [totals(page), bars_block(_best(page), heads, rows, first=_("Shop")), table_block(page, columns=told)]


def _rate(pct: float | None) -> Row:
    return plain(str(write(pct, "percent", decimals=1)), strong=(pct or 0) >= 100, quiet=pct is None)


def _best(page: Page) -> str:
    """Which shop sells most; the question when only one place sells."""
    placed = [row for row in page.answer.rows if row["location"] and row["sales"] > 0]
    if len(placed) < 2:
        return _(page.answer.measure.question)
    return _("%(name)s sells most: %(share)s of the company, %(mean)s a receipt") % {
        "name": page.names.location(placed[0]["location"]),
        "share": write(placed[0]["share"], "percent", decimals=1),
        "mean": write(placed[0]["mean_receipt"], "money"),
    }


def shared_credit(page: Page) -> list[Block]:
    """Who is credited with how much, and how much of it for sales that somebody else closed."""
    by = {"staff": _("Staff"), "location": _("Shop"), "touch": _("Way of helping"), "channel": _("Channel")}
    shown = page.answer.rows[:MOST]
    most = max((row["amount"] for row in shown), default=1) or 1
    rows = [
        {
            "name": named(page, "key", row["key"]),
            "cells": [
                bar(row["amount"] * 100 / most, str(write(row["amount"], "money"))),
                bar(row["helped"] * 100 / most, str(write(row["helped"], "money")), tone=2),
                plain(str(write(row["share"], "percent", decimals=1))),
                plain(str(write(row["orders"], "count"))),
                number_cell(page, row, "customers"),
            ],
        }
        for row in shown
    ]
    heads = [label("Credited"), label("Helped along"), _("Share"), _("Orders"), _("Customers")]
    note = _("The shares of a sale sum to the sale: nothing is counted twice.")
    block = bars_block(finding(page), heads, rows, first=by[page.state.text["of"]], note=note)
    return [totals(page), Block("switches", [choice(page, _("Split by"), "of", by)]), block, table_block(page)]
