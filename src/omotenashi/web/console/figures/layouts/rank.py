# SPDX-License-Identifier: Apache-2.0
"""RFM: the grid with its ranks and thresholds, and who moved between two days."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.rfm_migration import DEFAULT_SPAN, NEW, MigrationParams
from omotenashi.insight.measures.rfm_scores import GRADES, RANKS, RfmParams
from omotenashi.insight.measures.run import Answer
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import write
from omotenashi.web.ui import matrices


def rfm(page: Page) -> list[Block]:
    """Ranks A–E with their shares, the grid, the movement since another day, the table."""
    ranks = page.ask("rfm-ranks", **page.state.values)
    since = page.state.view.get("since", "")
    moves = page.ask("rfm-migration", **page.state.values, **({"since": since} if since else {}))
    return [
        Block(
            "ranks",
            rank_bars(page, ranks),
            title=_("Ranks"),
            href=page.state.other("rfm-ranks"),
            more=_("Ranks in detail"),
        ),
        grid(page),
        Block("paint", paint_form(page), title=_("Thresholds and paint")),
        movement(page, moves),
        table_block(page, columns=("r", "f", "customers", "share", "amount", "mean_amount", "mean_m")),
    ]


def ranks(page: Page) -> list[Block]:
    """The ranks as bars and a table."""
    bars = Block("ranks", rank_bars(page, page.answer), title=finding(page))
    return [totals(page), bars, table_block(page)]


def migration(page: Page) -> list[Block]:
    """The matrix of moves and the table."""
    return [totals(page), movement(page, page.answer), table_block(page)]


def rank_bars(page: Page, answer: Answer) -> list[dict[str, Any]]:
    """One bar a rank: customers, their share and their share of the amount."""
    shares = [row[name] or 0 for row in answer.rows for name in ("share", "amount_share")]
    return [
        {
            "rank": row["rank"],
            "count": few(page, row["customers"]) or write(row["customers"], "people"),
            "href": ""
            if not row["customers"] or few(page, row["customers"])
            else page.state.people({"rank": row["rank"]}, name="rfm-ranks"),
            "share": write(row["share"], "percent", decimals=1),
            "width": _part(row["share"], shares),
            "amount": write(row["amount_share"], "percent", decimals=1),
            "amount_width": _part(row["amount_share"], shares),
            "mean": write(row["mean_amount"], "money"),
        }
        for row in answer.rows
    ]


def grid(page: Page) -> Block:
    """R against F, coloured by the mean of M."""
    params: RfmParams = page.answer.params  # type: ignore[assignment]  # the params of this measure
    by_at = {(row["r"], row["f"]): row for row in page.answer.rows}
    body = matrices.matrix(
        title=_("R against F"),
        row_title=_("R (last purchase)"),
        column_title=_("F (purchases)"),
        rows={r: f"R{r}" for r in range(GRADES, 0, -1)},
        columns={f: f"F{f}　{_f_words(params, f)}" for f in range(1, GRADES + 1)},
        values={at: row["customers"] for at, row in by_at.items()},
        colour={at: row["mean_m"] for at, row in by_at.items()},
        write=lambda count: few(page, int(count)) or str(write(count, "people")),
        write_colour=lambda mean: str(write(mean, "ratio", decimals=1)),
        share=lambda at: str(write(by_at[at]["share"], "percent", decimals=1)),
        href=lambda at: (
            ""
            if not by_at[at]["customers"] or few(page, by_at[at]["customers"])
            else page.state.people({"r": at[0], "f": at[1]})
        ),
        details={r: _r_words(params, r) for r in range(1, GRADES + 1)},
        measure=_("Mean of M"),
        selectable=True,
    )
    return Block("matrix", body, title=_("Who bought lately, often and much?"))


def movement(page: Page, moves: Answer) -> Block:
    """Rank then against rank now; the customers of then are 100 percent of a row."""
    by_at = {(row["then"], row["now"]): row for row in moves.rows}
    params: MigrationParams = moves.params  # type: ignore[assignment]  # the params of this measure
    since = params.since or params.as_of - DEFAULT_SPAN
    values = page.state.values | ({"since": params.since.isoformat()} if params.since else {})

    def href(at: tuple[Any, Any]) -> str:
        if few(page, by_at[at]["customers"]):
            return ""
        return page.state.people({"then": at[0], "now": at[1]}, name="rfm-migration", **values)

    body = matrices.matrix(
        title=_("Rank then against rank now"),
        row_title=_("Rank then"),
        column_title=_("Rank now"),
        rows={rank: rank for rank in RANKS} | {NEW: _("New customers")},
        columns={rank: rank for rank in RANKS},
        values={at: row["customers"] for at, row in by_at.items()},
        write=lambda count: few(page, int(count)) or str(write(count, "people")),
        share=lambda at: str(write(by_at[at]["share"], "percent", decimals=1)),
        href=href,
        measure=_("Customers"),
    )
    found = moves.population
    note = _("%(better)s rose, %(worse)s fell, %(new)s are new.") % {
        name: write(found[name], "people") for name in ("better", "worse", "new")
    }
    return Block("moves", body, title=_("Movement between two days"), note=note, options={"since": since})


def paint_form(page: Page) -> dict[str, Any]:
    """The thresholds as fields, and the rank of each of the 25 fields."""
    params: RfmParams = page.answer.params  # type: ignore[assignment]  # the params of this measure
    letters = (
        params.paint
        if len(params.paint) == GRADES**2
        else "".join(_suggested(params, r, f) for r in range(1, 6) for f in range(1, 6))
    )
    return {
        "thresholds": [
            {"name": "r", "label": _("R: bought within (days)"), "values": params.r},
            {"name": "f", "label": _("F: purchases from"), "values": params.f},
            {"name": "m", "label": _("M: amount from"), "values": params.m},
            {"name": "cuts", "label": _("Ranks D, C, B, A from R+F+M"), "values": params.cuts},
        ],
        "rows": [
            {"r": r, "cells": [{"f": f, "letter": letters[(r - 1) * GRADES + f - 1]} for f in range(1, GRADES + 1)]}
            for r in range(GRADES, 0, -1)
        ],
        "ranks": list(RANKS),
        "painted": bool(params.paint),
        "unpaint": page.state.url(paint=""),
    }


def _part(share: float | None, shares: list[float]) -> float:
    """The length of a bar: the longest of all has 100."""
    return max(0.0, (share or 0) * 100 / (max(shares, default=0) or 1))


def _suggested(params: RfmParams, r: int, f: int) -> str:
    """The rank that R and F give with a middling M."""
    total = r + f + 3
    return next((rank for rank, cut in zip(RANKS, reversed(params.cuts), strict=False) if total >= cut), RANKS[-1])


def _r_words(params: RfmParams, r: int) -> str:
    if params.score == "quintile":
        return _("fifth %(n)s") % {"n": r}
    limits = params.r
    if r == GRADES:
        return _("up to %(days)s days") % {"days": limits[0]}
    low = limits[GRADES - r - 1] + 1
    if r == 1:
        return _("%(days)s days or more") % {"days": low}
    return _("%(low)s–%(high)s days") % {"low": low, "high": limits[GRADES - r]}


def _f_words(params: RfmParams, f: int) -> str:
    if params.score == "quintile":
        return ""
    limits = (1, *params.f)
    low = limits[f - 1]
    if f == GRADES:
        return _("%(n)s times or more") % {"n": low}
    high = limits[f] - 1
    return _("%(n)s times") % {"n": low if low == high else f"{low}–{high}"}
