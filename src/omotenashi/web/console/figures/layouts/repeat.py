# SPDX-License-Identifier: Apache-2.0
"""F2, Fn, days between purchases."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.run import Answer
from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.cohorts import pivot
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import count_cell, table_block
from omotenashi.web.console.figures.writing import split_of, write


def f2(page: Page) -> list[Block]:
    """The curve, then how far customers go on: reached, residual and conversion rate side by side."""
    blocks = [totals(page), *chart_blocks(page, title=finding(page))]
    if split_of(page.answer.params) != "none":
        blocks.append(pivot(page, "pct", "repeaters"))
    steps = page.ask("fn", **{**page.state.shared_with("fn"), "by": "none"})
    return [*blocks, funnel(page, steps), table_block(page)]


def fn(page: Page) -> list[Block]:
    """The funnel, then the table."""
    if split_of(page.answer.params) != "none":
        return [
            totals(page),
            *chart_blocks(page, title=finding(page), y=("residual_pct",), kind="line"),
            table_block(page),
        ]
    return [totals(page), funnel(page, page.answer, title=finding(page)), table_block(page)]


def interval(page: Page) -> list[Block]:
    """The histogram with the median and the day to send by."""
    charts = chart_blocks(page, title=finding(page))
    found = page.answer.population
    if charts and found["median"] is not None:
        values = [row["high"] for row in page.answer.rows]
        body: dict[str, Any] = charts[0].body
        body["x"]["label"] = _("Days")
        body["x"]["values"] = [f"{row['low']}–{row['high']}" for row in page.answer.rows]
        at = next((i for i, high in enumerate(values) if high >= found["median"]), 0)
        body["markers"] = [{"x": at, "label": _("Median: %(days)s") % {"days": write(found["median"], "days")}}]
        body["note"] = _(
            "Write around %(median)s after the purchase; nine of ten who come back do so within %(p90)s. "
            "Only customers who came back are in it: %(people)s of %(of)s."
        ) % {
            "median": write(found["median"], "days"),
            "p90": write(found["p90"], "days"),
            "people": write(found["people"], "people"),
            "of": write(found["of_customers"], "people"),
        }
    return [totals(page, ("people", "median", "mean", "p90")), *charts, *send_day(page), table_block(page)]


def send_day(page: Page) -> list[Block]:
    """The scenario that writes to new customers on that day; it asks for itself, once the page is there."""
    return [Block("send_day", {})] if page.state.text["n"] == "1" else []


def funnel(page: Page, steps: Answer, title: str = "") -> Block:
    """Reached, residual rate and conversion rate of each purchase; the two rates have two denominators."""
    told = Page(page.state, steps, page.names, page.ask, page.masks)
    rows = [
        {
            "name": _("Purchase %(n)s") % {"n": row["n"]},
            "count": _count(page, told, row),
            "residual": write(row["residual_pct"], "percent", decimals=1),
            "width": row["residual_pct"] or 0,
            "conversion": write(row["conversion_pct"], "percent", decimals=1) if row["n"] > 1 else "",
        }
        for row in steps.rows
        if row["group"] == ""
    ]
    note = _("Residual rate ÷ the first purchase, conversion rate ÷ the purchase before: two denominators.")
    return Block("funnel", rows, title=title or _("How far customers go on"), note=note)


def _count(page: Page, told: Page, row: dict[str, Any]) -> dict[str, str]:
    cell = count_cell(told, row, "reached")
    href = page.state.people({"group": "", "n": row["n"]}, name="fn", by="") if cell.href else ""
    return {"text": cell.text, "href": href}
