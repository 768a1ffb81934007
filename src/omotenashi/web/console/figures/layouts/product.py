# SPDX-License-Identifier: Apache-2.0
"""Bought together, from product to product, by first product."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import label, write
from omotenashi.web.ui import matrices

MOST_PAIRS, MOST_THINGS = 20, 10


def basket(page: Page) -> list[Block]:
    """The most frequent pairs as bars, the most frequent things against each other, the table."""
    return [totals(page), pairs(page), lifts(page), table_block(page)]


def pairs(page: Page) -> Block:
    """Each pair once, in the direction in which it says more."""
    seen: set[frozenset[str]] = set()
    shown = []
    for row in sorted(page.answer.rows, key=lambda row: -(row["confidence"] or 0)):
        if (pair := frozenset((row["a"], row["b"]))) not in seen:
            seen.add(pair)
            shown.append(row)
    places = {id(row): place for place, row in enumerate(page.answer.rows)}
    shown = sorted(shown, key=lambda row: places[id(row)])[:MOST_PAIRS]
    most = max((row["both"] for row in shown), default=1)
    rows = [
        {
            "name": f"{_thing(row['a'], row['a_name'])} → {_thing(row['b'], row['b_name'])}",
            "cells": [
                bar(row["both"] * 100 / most, str(write(row["both"], "count"))),
                bar(row["confidence"], str(write(row["confidence"], "percent", decimals=1)), tone=2),
                plain(_times(row["lift"]), strong=row["lift"] >= 2),
                number_cell(page, row, "customers"),
            ],
        }
        for row in shown
    ]
    heads = [_("Baskets with both"), _("Confidence"), label("Lift"), _("Customers")]
    return bars_block(finding(page), heads, rows, first=_("Who buys → buys as well"))


def lifts(page: Page) -> Block:
    """The things that stand in most of the pairs, against each other: how much more often than by chance."""
    by_at = {(row["a"], row["b"]): row for row in page.answer.rows}
    names = {row["a"]: _thing(row["a"], row["a_name"]) for row in page.answer.rows}
    sizes = {row["a"]: row["in_a"] for row in page.answer.rows}
    things = sorted(names, key=lambda code: (-sizes[code], code))[:MOST_THINGS]
    kept = {at: row for at, row in by_at.items() if at[0] in things and at[1] in things}
    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=label("Who buys"),
        column_title=_("buys as well"),
        rows={code: names[code] for code in things},
        columns={code: names[code] for code in things},
        values={at: row["confidence"] for at, row in kept.items()},
        colour={at: min(row["lift"], 4.0) for at, row in kept.items()},
        write=lambda pct: str(write(pct, "percent", decimals=1)),
        write_colour=_times,
        share=lambda at: _times(kept[at]["lift"]),
        href=lambda at: "" if few(page, kept[at]["customers"]) else page.state.people({"a": at[0], "b": at[1]}),
        measure=label("Lift"),
    )
    note = _("Of the baskets with the product of the row, so many hold that of the column. Colour: lift.")
    return Block("matrix", body, title=_("The most frequent products against each other"), note=note)


def conversion(page: Page) -> list[Block]:
    """One product chosen: a ranking of what comes next. None chosen: the most bought against each other."""
    if page.state.text["source"]:
        return [totals(page), ranking(page), table_block(page)]
    return [totals(page), grid(page), table_block(page)]


def ranking(page: Page) -> Block:
    """What buyers of the chosen product bought later, the repeat apart."""
    rows = sorted(page.answer.rows, key=lambda row: not row["same"])[:MOST_PAIRS]
    most = max((row["pct"] or 0 for row in rows), default=0) or 1
    shown = [
        {
            "name": _thing(row["target"], row["target_name"]),
            "sub": _("Repeat") if row["same"] else "",
            "cells": [
                bar((row["pct"] or 0) * 100 / most, str(write(row["pct"], "percent", decimals=1)), grey=row["same"]),
                number_cell(page, row, "customers"),
                plain(str(write(row["median"], "days"))),
            ],
        }
        for row in rows
    ]
    heads = [_("Conversion rate"), _("Customers"), _("Median")]
    return bars_block(finding(page), heads, shown, first=_("Bought later"))


def grid(page: Page) -> Block:
    """From the most bought things (rows) to the same (columns); each name opens its own ranking."""
    by_at = {(row["source"], row["target"]): row for row in page.answer.rows}
    names = {row["source"]: _thing(row["source"], row["source_name"]) for row in page.answer.rows}
    later = {row["target"]: _thing(row["target"], row["target_name"]) for row in page.answer.rows}
    buyers = {row["source"]: row["buyers"] for row in page.answer.rows}
    columns = {
        code: later[code] for code in [*(one for one in names if one in later), *sorted(set(later) - set(names))]
    }
    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("Bought first"),
        column_title=_("Bought later"),
        rows=names,
        columns=columns,
        values={at: row["pct"] for at, row in by_at.items()},
        write=lambda pct: str(write(pct, "percent", decimals=1)),
        share=lambda at: str(write(by_at[at]["median"], "days")),
        href=lambda at: (
            "" if few(page, by_at[at]["customers"]) else page.state.people({"source": at[0], "target": at[1]})
        ),
        details={code: _("n = %(count)s") % {"count": write(count, "people")} for code, count in buyers.items()},
        measure=_("Conversion rate"),
    )
    note = _("Below: median days until then. Choose a product on the left to see all that follows it.")
    return Block("matrix", body, title=finding(page), note=note)


def first_product(page: Page) -> list[Block]:
    """F2 conversion and LTV side by side for each thing customers began with."""
    shown = page.answer.rows[:MOST_PAIRS]
    most = max((row["ltv"] or 0 for row in shown), default=0) or 1
    longest = max((row["pct"] or 0 for row in shown), default=0) or 1
    rows = [
        {
            "name": _thing(row["item"], row["name"]),
            "cells": [
                number_cell(page, row, "customers"),
                _rate(row["pct"], longest),
                _money(row["ltv"], most),
                plain(str(write(row["median"], "days"))),
                number_cell(page, row, "young", quiet=True),
            ],
        }
        for row in shown
    ]
    heads = [_("Customers observed"), _("F2 conversion"), _("LTV"), _("Median"), _("Under observation")]
    return [totals(page), bars_block(finding(page), heads, rows, first=_("First product")), table_block(page)]


def _rate(pct: float | None, most: float) -> dict[str, Any]:
    if pct is None:
        return plain(_("under observation"), quiet=True)
    return bar(pct * 100 / most, str(write(pct, "percent", decimals=1)))


def _money(value: float | None, most: float) -> dict[str, Any]:
    if value is None:
        return plain(_("under observation"), quiet=True)
    return bar(max(0.0, value) * 100 / most, str(write(value, "money")), tone=2)


def _times(value: float) -> str:
    return _("×%(times)s") % {"times": write(value, "ratio", decimals=2)}


def _thing(code: str, name: str) -> str:
    return name or code
