# SPDX-License-Identifier: Apache-2.0
"""訪問者分析, 購入者分析: who looks and who buys, a row a group. Of a small group a low role sees nothing, nor can it be worked out."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import Column
from omotenashi.insight.measures.visitors import VisitorParams, period
from omotenashi.web.console.figures.bars import bar, bars_block, plain
from omotenashi.web.console.figures.blocks import SMALLEST, Block, Cell, Head, Page, Table, few, masked
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import choice, totals
from omotenashi.web.console.figures.tables import MOST, NUMERIC, count_cell, named
from omotenashi.web.console.figures.veils import in_company
from omotenashi.web.console.figures.who_words import splits
from omotenashi.web.console.figures.writing import label, write
from omotenashi.web.ui.tags.formats import day

type Row = dict[str, Any]
# Whoever knows one of a pair, or a number and its rate, knows the other.
_TOGETHER = (("new", "returning", "returning_pct"), ("buyers", "pct"), ("customers",))
# The table says the rate of it; the file has both.
_IN_THE_FILE = ("looks",)
_MOST_BARS, _TWO = 30, 2


@dataclass(frozen=True)
class Shown:
    """A page with what may not be seen of each row: names of columns, by the group of the row; `whole` says how large it is."""

    page: Page
    whole: str
    hidden: dict[str, frozenset[str]]

    def cell(self, row: Row, name: str) -> Cell:
        """A value with its people, or why it is not there."""
        one = next(one for one in self.page.answer.measure.columns if one.name == name)
        if name == "group":
            return Cell(named(self.page, name, row[name]), right=False)
        if name in self.hidden[row["group"]]:
            # A row that is hidden whole says so once: what is nothing and what is little look alike.
            tells = name == self.whole or self.whole not in self.hidden[row["group"]]
            return Cell((few(self.page, row[name]) if tells and one.unit == "people" else "") or "—")
        return count_cell(self.page, row, name) if name in self.page.answer.measure.counts else Cell(_text(row, one))

    def drawn(self, row: Row, name: str, *, wide: float | None = None, tone: int = 1) -> dict[str, Any]:
        """The same as a bar, or as a number that opens its people."""
        found = self.cell(row, name)
        if wide is None or name in self.hidden[row["group"]]:
            return plain(found.text) | ({"href": found.href} if found.href else {})
        return bar(wide, found.text, tone=tone)


def visitors(page: Page) -> list[Block]:
    """How many of each group came, new and returning, whom we know, and who bought."""
    shown, most = _shown(page, "visitors"), max((row["visitors"] for row in page.answer.rows), default=1)
    middle = ("new", "returning_pct", "customers", "buyers")
    rows = [
        {
            "name": named(page, "group", row["group"]),
            "cells": [
                shown.drawn(row, "visitors", wide=row["visitors"] * 100 / most),
                *(shown.drawn(row, name) for name in middle),
                shown.drawn(row, "pct", wide=row["pct"] or 0, tone=2),
            ],
        }
        for row in page.answer.rows[:_MOST_BARS]
    ]
    by = ("standing", "newness", "age", "prefecture", "rank", "member_rank", "gender", "device", "channel")
    return _page(shown, finding(page), rows, ("visitors", *middle, "pct"), by, note=_period(page))


def _period(page: Page) -> str:
    params = page.answer.params
    assert isinstance(params, VisitorParams)  # noqa: S101  # the only measure of this layout
    first, last = (day(one) for one in period(params))
    said = _(
        "%(first)s to %(last)s. New: the first visit of all lies in this period. Returning: there was one before it."
    )
    return said % {"first": first, "last": last}


def buyers(page: Page) -> list[Block]:
    """How many of each group bought, and what they bring."""
    shown, most = _shown(page, "customers"), max((row["customers"] for row in page.answer.rows), default=1)
    amount = max((row["amount"] for row in page.answer.rows), default=1) or 1
    rows = [
        {
            "name": named(page, "group", row["group"]),
            "cells": [
                # The bar says how many, the number opens them.
                shown.drawn(row, "share", wide=row["customers"] * 100 / most),
                shown.drawn(row, "customers"),
                shown.drawn(row, "amount", wide=row["amount"] * 100 / amount, tone=2),
                *(shown.drawn(row, name) for name in ("amount_share", "mean", "frequency")),
            ],
        }
        for row in page.answer.rows[:_MOST_BARS]
    ]
    names = ("share", "customers", "amount", "amount_share", "mean", "frequency")
    by = ("age", "prefecture", "rank", "member_rank", "gender", "channel", "location")
    return _page(shown, _best(shown), rows, names, by)


def _page(
    shown: Shown, title: str, rows: list[Row], names: tuple[str, ...], by: tuple[str, ...], *, note: str = ""
) -> list[Block]:
    page, words = shown.page, splits() | {"channel": _("Channel"), "location": _("Shop")}
    heads = {one.name: label(one.label) for one in page.answer.measure.columns}
    first = words[page.state.text["by"]]
    few_ = _("Groups of fewer than %(n)s people are not shown, and nothing by which they could be worked out.")
    note = f"{note} {few_ % {'n': SMALLEST}}".strip() if page.masks else note
    return [
        totals(page),
        Block("switches", [choice(page, _("Split by"), "by", {name: words[name] for name in by})]),
        bars_block(title, [heads[name] for name in names], rows, first=first, note=note),
        _table(shown, first),
    ]


def _best(shown: Shown) -> str:
    """Which group brings most; the question where there is but one, or where it may not be told."""
    known = [
        row for row in shown.page.answer.rows if row["group"] and not shown.hidden[row["group"]] and row["amount"] > 0
    ]
    if len(known) < _TWO:
        return _(shown.page.answer.measure.question)
    best = max(known, key=lambda row: (row["amount"], row["group"]))
    return _("%(name)s: %(share)s of the customers, %(amount)s of the amount") % {
        "name": named(shown.page, "group", best["group"]),
        "share": write(best["share"], "percent", decimals=1),
        "amount": write(best["amount_share"], "percent", decimals=1),
    }


def _table(shown: Shown, first: str) -> Block:
    columns = [one for one in shown.page.answer.measure.columns if one.name not in _IN_THE_FILE]
    rows = shown.page.answer.rows
    body = Table(
        heads=[
            Head(first if i == 0 else label(one.label), one.unit in NUMERIC and i > 0) for i, one in enumerate(columns)
        ],
        rows=[[shown.cell(row, one.name) for one in columns] for row in rows[:MOST]],
        left_out=max(0, len(rows) - MOST),
    )
    return Block("table", body, title=_("All numbers"))


def _shown(page: Page, whole: str) -> Shown:
    """What may not be seen: all of a small group, of a large one what tells of few; with one small group the next one, too."""
    rows = page.answer.rows
    every = frozenset(one.name for one in page.answer.measure.columns if one.name != "group")
    small = {row["group"] for row in rows if masked(row[whole], masks=page.masks)}
    hidden = in_company(small, {row["group"]: row[whole] for row in rows})
    return Shown(page, whole, {row["group"]: every if row["group"] in hidden else _parts(page, row) for row in rows})


def _parts(page: Page, row: Row) -> frozenset[str]:
    together = [
        names
        for names in _TOGETHER
        if names[0] in row and any(masked(row[name], masks=page.masks) for name in names if isinstance(row[name], int))
    ]
    return frozenset(name for names in together for name in names)


def _text(row: Row, one: Column) -> str:
    return str(write(row[one.name], one.unit))
