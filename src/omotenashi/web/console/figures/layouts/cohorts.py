# SPDX-License-Identifier: Apache-2.0
"""LTV推移 and everything that sets groups against days: a matrix on one colour scale, young cells grey."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import PART
from omotenashi.insight.measures.run import Answer
from omotenashi.web.console.figures.blocks import Block, Page, few, masked
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import month, split_of, write
from omotenashi.web.ui import matrices

VALUES = ("ltv", "pct")


def ltv_table(page: Page) -> list[Block]:
    """Months (or first channels) against days, LTV or F2 conversion by a switch."""
    value = page.state.view.get("value", "ltv")
    value = value if value in VALUES else "ltv"
    rows = page.state.view.get("rows", "month")
    switches = Block("switches", [_value_switch(page, value), _row_switch(page, rows)])
    if rows in ("channel", "medium", "location"):
        return [totals(page), switches, _by_source(page, value, rows)]
    return [totals(page), switches, _months(page, value), table_block(page)]


def ltv_curve(page: Page) -> list[Block]:
    """The lines by first channel, the same as a matrix, the table."""
    return [totals(page), *chart_blocks(page, title=finding(page)), pivot(page, "ltv", "customers"), table_block(page)]


def pivot(page: Page, value: str, part: str) -> Block:
    """Groups against days from the answer itself."""
    return matrix_of(page, page.answer, value, part)


def matrix_of(page: Page, answer: Answer, value: str, part: str) -> Block:
    """Groups against days of an answer that may be another measure's; n of the first step beside the name."""
    split = split_of(answer.params)
    by_at = {(row["group"], row["days"]): row for row in answer.rows}
    groups = list(dict.fromkeys(group for group, _days in by_at))
    steps = sorted({days for _group, days in by_at})
    unit = "percent" if value == "pct" else "money"

    def href(at: tuple[Any, Any]) -> str:
        if masked(by_at[at]["customers"], masks=page.masks):
            return ""
        cell = {"group": at[0], "days": at[1]} | ({PART: part} if part != answer.measure.counts[0] else {})
        return page.state.people(cell, name=answer.measure.name, by=split)

    def heads(at: tuple[Any, Any]) -> str:
        count = by_at[at]["customers"]
        return few(page, count) or str(write(count, "people"))

    body = matrices.matrix(
        title=_(answer.measure.title),
        row_title=_("Group"),
        column_title=_("Within days"),
        rows={group: page.names.group(split, group) for group in groups},
        columns={step: write(step, "days") for step in steps},
        values={at: None if masked(row["customers"], masks=page.masks) else row[value] for at, row in by_at.items()},
        write=lambda number: str(write(number, unit, decimals=1)),
        share=lambda at: f"n={heads(at)}",
        href=href,
        details={group: f"n={heads((group, steps[0]))}" for group in groups},
        measure=_("LTV") if value == "ltv" else _("F2 conversion"),
    )
    return Block("matrix", body, title=_("By group"), note=_("Empty: nobody has been observed for so long."))


def _months(page: Page, value: str) -> Block:
    rows = page.answer.rows
    split = split_of(page.answer.params)
    lines = list(dict.fromkeys((row["cohort"], row["group"]) for row in rows))
    key = {line: f"{line[0]}|{line[1]}" for line in lines}
    by_at = {(key[row["cohort"], row["group"]], row["days"]): row for row in rows}
    sizes = {key[row["cohort"], row["group"]]: row["customers"] for row in rows}
    unit = "percent" if value == "pct" else "money"
    part = "repeaters" if value == "pct" else "customers"

    def href(at: tuple[Any, Any]) -> str:
        row = by_at[at]
        if masked(row["customers"], masks=page.masks):
            return ""
        cell = {"cohort": row["cohort"], "group": row["group"], "days": row["days"]}
        return page.state.people(cell | ({PART: part} if value == "pct" else {}))

    young = frozenset(at for at, row in by_at.items() if not row["mature"])
    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("Month of first purchase"),
        column_title=_("Within days"),
        rows={key[line]: _line_name(page, line, split) for line in lines},
        columns={days: write(days, "days") for days in sorted({row["days"] for row in rows})},
        # A young cell needs a value to be drawn at all; its words say that it is not yet known.
        values={at: -1 if at in young else row[value] for at, row in by_at.items()},
        colour={at: row[value] for at, row in by_at.items()},
        write=lambda number: _("under observation") if number < 0 else str(write(number, unit, decimals=1)),
        write_colour=lambda number: str(write(number, unit, decimals=1)),
        href=lambda at: "" if at in young else href(at),
        immature=young,
        details={line: _("n = %(count)s") % {"count": write(size, "people")} for line, size in sizes.items()},
        measure=_("LTV") if value == "ltv" else _("F2 conversion"),
    )
    title = _("Do newer customers become more valuable than older ones?")
    note = _("Grey: the month's youngest customers have not been observed for so long.")
    return Block("matrix", body, title=title, note=note, options={"tight": True})


def _by_source(page: Page, value: str, by: str) -> Block:
    name, part = ("ltv-curve", "customers") if value == "ltv" else ("f2", "repeaters")
    days = ",".join(str(step) for step in page.answer.params.days)  # type: ignore[attr-defined]  # params of this measure
    answer = page.ask(name, **{**page.state.shared_with(name), "by": by, "days": days})
    return matrix_of(page, answer, value, part)


def _line_name(page: Page, line: tuple[str, str], split: str) -> str:
    cohort, group = line
    return month(cohort) if split in ("none", "month") else f"{month(cohort)} {page.names.group(split, group)}"


def _value_switch(page: Page, value: str) -> dict[str, Any]:
    return switch(page, _("What is shown"), "value", value, {"ltv": _("LTV"), "pct": _("F2 conversion")})


def _row_switch(page: Page, rows: str) -> dict[str, Any]:
    choices = {
        "month": _("Month of first purchase"),
        "channel": _("First channel"),
        "medium": _("First medium"),
        "location": _("First shop"),
    }
    return switch(page, _("What the rows are"), "rows", rows, choices)


def switch(page: Page, label: str, name: str, now: str, choices: dict[str, str]) -> dict[str, Any]:
    """A switch of the page: its name in the address, what is on, and the choices in words."""
    links = [
        {"label": text, "href": page.state.switch(**{name: key}), "active": key == now} for key, text in choices.items()
    ]
    return {"label": label, "links": links}
