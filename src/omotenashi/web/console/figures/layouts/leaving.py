# SPDX-License-Identifier: Apache-2.0
"""継続・離脱: who went on and who left, beside each other; and the churn threshold that the shop's own gaps propose."""

from dataclasses import replace
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.run import Answer
from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Cell, Page, masked
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import choice, totals
from omotenashi.web.console.figures.tables import named, table_block
from omotenashi.web.console.figures.veils import in_company
from omotenashi.web.console.figures.who_words import splits
from omotenashi.web.console.figures.writing import label, looked_up, write

PARTS = ("continued", "churned", "undecided")
MOST_PURCHASES, MOST_ROWS, FEW_ROWS = 5, 30, 8
# Fewer people than these say nothing about a group.
LEAST = 10

type Row = dict[str, Any]


def flow(page: Page) -> list[Block]:
    """One bar a purchase in three colours; who left and what they had bought; the threshold; the shares."""
    worst = max(page.answer.rows, key=lambda row: row["churned"])
    asked = {**page.state.shared_with("flow-profile"), "n": str(worst["n"])}
    sides = [_side(page, {**asked, "by": by}) for by in ("product", "age")]
    return [
        totals(page),
        *proposal(page),
        *chart_blocks(page, title=finding(page)),
        *(side for side in sides if side),
        table_block(page),
    ]


def flow_profile(page: Page) -> list[Block]:
    """What they are told apart by, both sides as bars, every number."""
    tabs = {str(n): _("Purchase %(n)s") % {"n": n} for n in range(1, MOST_PURCHASES + 1)}
    switches = [choice(page, label("After purchase"), "n", tabs), choice(page, _("Split by"), "by", ways())]
    hidden = _hidden(page)
    return [
        totals(page),
        Block("switches", switches),
        _bars(page, _says(page, hidden), hidden, most=MOST_ROWS),
        _table(page, hidden),
    ]


def proposal(page: Page) -> list[Block]:
    """Nine of ten gaps between purchases are not longer: what the threshold may be set to."""
    gaps = page.ask("interval", **{**page.state.shared_with("interval"), "gaps": "all"}).population
    if gaps.get("p90") is None:
        return []
    days, now = ceil(gaps["p90"]), int(page.state.text["days"])
    said = _("Nine of ten purchases come within %(days)s days of the one before (n = %(gaps)s gaps).") % {
        "days": write(days, "count"),
        "gaps": write(gaps["gaps"], "count"),
    }
    same = days == now
    body = {
        "said": said,
        "act": "" if same else _("Set the churn threshold to %(days)s days") % {"days": write(days, "count")},
        "href": "" if same else page.state.url(days=str(days)),
        "now": _("The threshold is %(days)s days.") % {"days": write(now, "count")},
    }
    return [Block("proposal", body)]


def ways() -> dict[str, str]:
    """What those who went on and those who left are told apart by."""
    words = splits()
    return {
        "channel": _("Channel"),
        "location": _("Shop"),
        "medium": _("Medium"),
        "product": _("Product"),
        "category": _("Category"),
    } | {name: words[name] for name in ("age", "gender", "prefecture", "rank")}


def _side(page: Page, asked: dict[str, str]) -> Block | None:
    """Both sides on the page of the flow, by one property; nothing where nobody is known by it."""
    answer = page.ask("flow-profile", **asked)
    if not any(row["group"] for row in answer.rows):
        return None
    own = replace(page.state, measure=answer.measure, params=answer.params)
    told = replace(page, state=own, answer=answer, names=_named(page, answer))
    title = _("Those who went on and those who left after purchase %(n)s, by %(by)s") % {
        "n": asked["n"],
        "by": ways()[asked["by"]],
    }
    made = _bars(told, title, _hidden(told), most=FEW_ROWS)
    return replace(made, href=own.url(), more=_("Compare by something else"))


def _named(page: Page, answer: Answer) -> Any:
    if getattr(answer.params, "by", "") != "product":
        return page.names
    return looked_up(page.names, "product", {row["group"] for row in answer.rows if row["group"]})


def _bars(page: Page, title: str, hidden: set[str], *, most: int) -> Block:
    shown = page.answer.rows[:most]
    wide = max((row[name] or 0 for row in shown for name in ("continued_share", "churned_share")), default=1) or 1
    rows = [
        {"name": named(page, "group", row["group"]), "cells": _cells(page, row, wide, row["group"] in hidden)}
        for row in shown
    ]
    heads = [
        label("Share of those who continued"),
        label("Share of those who churned"),
        label("Continued"),
        label("Churned"),
        label("Undecided"),
        label("Left, of the decided"),
    ]
    return bars_block(title, heads, rows, first=ways().get(page.state.text["by"], label("Group")))


def _cells(page: Page, row: Row, wide: float, hides: bool) -> list[dict[str, Any]]:
    if hides:
        return [plain("—", quiet=True) for _head in range(6)]
    shares = [
        bar((row[name] or 0) * 100 / wide, str(write(row[name], "percent", decimals=1)), tone=tone)
        for tone, name in ((1, "continued_share"), (2, "churned_share"))
    ]
    counts = [number_cell(page, row, name, quiet=name == "undecided") for name in PARTS]
    return [*shares, *counts, plain(str(write(row["pct"], "percent", decimals=1)))]


def _says(page: Page, hidden: set[str]) -> str:
    """In what both sides differ most; of a handful of people nothing is said."""
    known = [
        row
        for row in page.answer.rows
        if row["group"] and row["group"] not in hidden and row["gap"] and row["continued"] + row["churned"] >= LEAST
    ]
    if not known:
        return _(page.answer.measure.question)
    most = max(known, key=lambda row: (abs(row["gap"]), row["group"]))
    return _("%(group)s: %(stayed)s of those who continued, %(left)s of those who churned") % {
        "group": named(page, "group", most["group"]),
        "stayed": write(most["continued_share"], "percent", decimals=1),
        "left": write(most["churned_share"], "percent", decimals=1),
    }


def _hidden(page: Page) -> set[str]:
    """Groups of which a part is so small that it could name somebody; a single one would follow from the others."""
    rows = page.answer.rows
    small = {row["group"] for row in rows if any(masked(row[name], masks=page.masks) for name in PARTS)}
    return in_company(small, {row["group"]: row["continued"] + row["churned"] for row in rows})


def _table(page: Page, hidden: set[str]) -> Block:
    made = table_block(page)
    kept = [
        [one if not one.right else Cell("—") for one in cells] if row["group"] in hidden else list(cells)
        for row, cells in zip(page.answer.rows, made.body.rows, strict=False)
    ]
    return replace(made, body=replace(made.body, rows=kept))
