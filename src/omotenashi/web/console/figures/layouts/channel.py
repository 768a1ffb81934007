# SPDX-License-Identifier: Apache-2.0
"""Cross-use: which combinations of channels customers use, and what each brings."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.cross_use import JOINT, year_before
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import count_cell, table_block
from omotenashi.web.console.figures.writing import label, write
from omotenashi.web.ui import matrices

MOST_COMBOS = 12


def cross_use(page: Page) -> list[Block]:
    """The combinations as bars of people against bars of amount, then the table."""
    return [totals(page), combos_block(page), table_block(page)]


def combos_block(page: Page) -> Block:
    """Each combination of channels: its share of customers and its share of the amount."""
    shown = page.answer.rows[:MOST_COMBOS]
    longest = max((row[name] or 0 for row in shown for name in ("share", "amount_share")), default=0) or 1
    rows = [
        {
            "codes": row["combo"].split(JOINT),
            "name": page.names.combo(row["combo"]),
            "count": count_cell(page, row, "customers"),
            "share": write(row["share"], "percent", decimals=1),
            "width": (row["share"] or 0) * 100 / longest,
            "amount": write(row["amount_share"], "percent", decimals=1),
            "amount_width": max(0, row["amount_share"] or 0) * 100 / longest,
            "mean": write(row["mean_amount"], "money"),
            "many": row["channels"] > 1,
        }
        for row in shown
    ]
    return Block("combos", rows, title=finding(page))


def flow(page: Page) -> list[Block]:
    """From which channel to which: the matrix, then the table."""
    return [totals(page), flow_matrix(page), table_block(page)]


def flow_matrix(page: Page) -> Block:
    """Customers led from one channel (row) to another (column), with the amount they spent there."""
    by_at = {(row["source"], row["target"]): row for row in page.answer.rows}
    codes = sorted({code for at in by_at for code in at})
    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("From channel"),
        column_title=_("To channel"),
        rows={code: page.names.channel(code) for code in codes},
        columns={code: page.names.channel(code) for code in codes},
        values={at: row["customers"] for at, row in by_at.items()},
        write=lambda count: few(page, int(count)) or str(write(count, "people")),
        share=lambda at: str(write(by_at[at]["amount"], "money")),
        href=lambda at: (
            "" if few(page, by_at[at]["customers"]) else page.state.people({"source": at[0], "target": at[1]})
        ),
        measure=_("Customers"),
    )
    led = page.answer.params.touch  # type: ignore[attr-defined]  # params of this measure
    said = {
        "view": _("Within %(days)s days after a visit in the first channel. Below: what they bought there."),
        "purchase": _("Within %(days)s days after a purchase in the first channel. Below: what they bought there."),
    }
    note = said[led] % {"days": page.state.text["days"]}
    return Block("matrix", body, title=_("Who leads customers to whom"), note=note)


def sales(page: Page) -> list[Block]:
    """Amounts stacked by channel, customers as lines, the table; the whole against the year before."""
    made = totals(page, ("amount", "orders", "customers", "mean_order"))
    made.body.append(_year_before(page))
    return [made, *chart_blocks(page, title=finding(page), y=("amount",)), table_block(page)]


def _year_before(page: Page) -> dict[str, Any]:
    """The chosen days, or the last twelve months, against the same weekdays of the year before."""
    params = page.answer.params
    asked = {**page.state.shared_with("year-on-year"), "split": "none"}
    asked["from"] = (params.start or year_before(params.end or params.as_of)).isoformat()
    found = page.ask("year-on-year", **asked).population
    said = label("Against the year before") if params.start else _("Last 12 months against the year before")
    return {"label": said, "value": str(write(found["pct"], "percent", decimals=1))}
