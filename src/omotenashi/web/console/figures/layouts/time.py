# SPDX-License-Identifier: Apache-2.0
"""After how many days people come back, and how many of a month are still there later."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import PART
from omotenashi.web.console.figures.blocks import Block, Page, masked
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.cohorts import switch
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.layouts.repeat import send_day
from omotenashi.web.console.figures.tables import count_cell, named, table_block
from omotenashi.web.console.figures.writing import label, month, split_of, write
from omotenashi.web.ui import matrices


def conversion_days(page: Page) -> list[Block]:
    """A box for the middle half of the days, a mark for the median, a line to where nine of ten are back."""
    rows = page.answer.rows
    longest = max((row["p90"] or 0 for row in rows), default=0) or 1
    scale = next((step for step in (30, 60, 90, 180, 360, 540, 720) if step >= longest), int(longest) + 1)
    body = {
        "first": _("Group"),
        "ticks": [{"at": part * 25, "text": write(scale * part / 4, "days")} for part in range(5)],
        "rows": [_range(page, row, scale) for row in rows],
    }
    note = _("Box: the middle half of those who came back. Mark: the median. Line: until nine of ten are back.")
    return [totals(page), Block("ranges", body, title=finding(page), note=note), *send_day(page), table_block(page)]


def _range(page: Page, row: dict[str, Any], scale: float) -> dict[str, Any]:
    low, high = row["quarter"] * 100 / scale, row["three_quarters"] * 100 / scale
    told = {"low": write(row["quarter"], "days"), "high": write(row["three_quarters"], "days")}
    is_product = page.state.text["of"] == "product"
    return {
        "name": row["name"] if is_product and row["name"] else named(page, "key", row["key"]),
        "sub": _("of %(count)s (%(pct)s)") % {
            "count": write(row["customers"], "people"), "pct": write(row["pct"], "percent", decimals=1),
        },
        "count": count_cell(page, row, "people"),
        "low": low,
        "wide": max(0.5, high - low),
        "whisker": min(100.0, row["p90"] * 100 / scale),
        "median": min(100.0, row["median"] * 100 / scale),
        "median_text": write(round(row["median"], 1), "days"),
        "p90_text": write(round(row["p90"], 1), "days"),
        "said": _("Half of them between %(low)s and %(high)s") % told,
    }  # fmt: skip


def retention(page: Page) -> list[Block]:
    """Months against months later: how many still buy, or what they bring; the running month is grey."""
    value = page.state.view.get("value", "pct")
    value = value if value in ("pct", "mean", "sum") else "pct"
    words = {"pct": label("Retention"), "mean": _("Amount per customer"), "sum": _("Amount")}
    switches = Block("switches", [switch(page, _("What is shown"), "value", value, words)])
    return [totals(page), switches, _months(page, value, words[value]), table_block(page)]


def _months(page: Page, value: str, measure: str) -> Block:
    rows, split = page.answer.rows, split_of(page.answer.params)
    key = {(row["cohort"], row["group"]): f"{row['cohort']}|{row['group']}" for row in rows}
    by_at = {(key[row["cohort"], row["group"]], row["later"]): row for row in rows}
    young = frozenset(at for at, row in by_at.items() if not row["mature"])
    unit = "percent" if value == "pct" else "money"
    names = {
        text: month(cohort) if split in ("none", "month") else f"{month(cohort)} {page.names.group(split, group)}"
        for (cohort, group), text in key.items()
    }

    def href(at: tuple[Any, Any]) -> str:
        row = by_at[at]
        if at in young or not row["active"] or masked(row["active"], masks=page.masks):
            return ""
        return page.state.people({name: row[name] for name in ("cohort", "group", "later")} | {PART: "active"})

    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("Month of first purchase"),
        column_title=_("Months later"),
        rows=names,
        columns={later: str(later) for later in sorted({row["later"] for row in rows})},
        values={at: -1 if at in young else row[value] for at, row in by_at.items()},
        # Month 0 is everybody: coloured with the others it would leave one colour to all of them.
        colour={at: None if at[1] == 0 and value == "pct" else row[value] for at, row in by_at.items()},
        write=lambda number: "—" if number < 0 else str(write(number, unit, decimals=1)),
        write_colour=lambda number: str(write(number, unit, decimals=1)),
        href=href,
        immature=young,
        details={
            key[row["cohort"], row["group"]]: _("n = %(count)s") % {"count": write(row["customers"], "people")}
            for row in rows
        },
        measure=measure,
    )
    note = _("Grey: that month is not over yet.")
    return Block("matrix", body, title=finding(page), note=note, options={"tight": True})
