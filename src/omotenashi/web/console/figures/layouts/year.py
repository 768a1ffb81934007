# SPDX-License-Identifier: Apache-2.0
"""前年比: this year beside the year before; split, each group against its own year before."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import PART
from omotenashi.web.console.figures import compared_days
from omotenashi.web.console.figures.blocks import Block, Page, few, masked
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import choice, totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import label, period, split_of, write
from omotenashi.web.ui import matrices

BEFORE = "customers_before"


def year_on_year(page: Page) -> list[Block]:
    """Period and comparison as switches, the two years as bars or the groups as a matrix, the table."""
    grains = {"month": _("Month"), "week": label("Week"), "day": _("Day")}
    against = {"weekday": _("Same weekday"), "holiday": _("Same holiday or weekday"), "date": _("Same date")}
    switches = [choice(page, label("Period"), "grain", grains), choice(page, _("Compared with"), "against", against)]
    shown = [_groups(page)] if split_of(page.answer.params) != "none" else _two_years(page)
    return [totals(page), Block("switches", switches), compared_days.block(page), *shown, table_block(page)]


def _two_years(page: Page) -> list[Block]:
    drawn = chart_blocks(page, title=finding(page), y=("amount", "before"))
    for block in drawn:
        # The bar of the year before opens the customers of the year before.
        block.body["series"][1]["hrefs"] = [_opens(page, row) for row in page.answer.rows]
    return drawn


def _opens(page: Page, row: dict[str, Any]) -> str:
    if not row[BEFORE] or masked(row[BEFORE], masks=page.masks):
        return ""
    return page.state.people({"period": row["period"], "group": row["group"], PART: BEFORE})


def _groups(page: Page) -> Block:
    """Groups against periods: how much of the year before was sold."""
    split = split_of(page.answer.params)
    by_at = {(row["group"], row["period"]): row for row in page.answer.rows}
    sums: dict[str, int] = {}
    for (group, _period), row in by_at.items():
        sums[group] = sums.get(group, 0) + row["amount"]
    groups = sorted(sums, key=lambda group: (-sums[group], group))
    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("Group"),
        column_title=label("Period"),
        rows={group: page.names.group(split, group) for group in groups},
        columns={text: period(text) for text in sorted({text for _group, text in by_at})},
        values={at: row["pct"] for at, row in by_at.items()},
        # One shop that opened last year would leave one colour to all others.
        colour={at: None if row["pct"] is None else min(200.0, row["pct"]) for at, row in by_at.items()},
        write=lambda pct: str(write(pct, "percent", decimals=1)),
        share=lambda at: str(write(by_at[at]["amount"], "money")),
        href=lambda at: (
            page.state.people({"group": at[0], "period": at[1]})
            if by_at[at]["customers"] and not few(page, by_at[at]["customers"])
            else ""
        ),
        details={group: str(write(amount, "money")) for group, amount in sums.items()},
        measure=label("Against the year before"),
    )
    note = _("Below: this year's amount. Empty: no year before to compare with.")
    return Block("matrix", body, title=finding(page), note=note, options={"tight": True})
