# SPDX-License-Identifier: Apache-2.0
"""What led to a purchase: attribution, ways as streams, the funnel over all channels, media and their cost."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.attribution import MODELS
from omotenashi.insight.measures.paths import LOST, WON
from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.cohorts import matrix_of
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import count_cell, named, table_block
from omotenashi.web.console.figures.writing import label, write

MOST_WAYS, MOST_IN_COLUMN = 8, 8


def attribution(page: Page) -> list[Block]:
    """Six models side by side for the ways that earn most, then the effect of taking each away."""
    shown = page.answer.rows[:MOST_WAYS]
    columns = {one.name: label(one.label) for one in page.answer.measure.columns}
    opens = [page.state.people({"way": row["way"]}) if not few(page, row["customers"]) else "" for row in shown]
    spec: dict[str, Any] = {
        "kind": "bar",
        "title": finding(page),
        "x": {"label": columns["way"], "values": [named(page, "way", row["way"]) for row in shown]},
        "y": {"label": _("Amount"), "format": "money"},
        "series": [
            {"name": columns[model], "values": [round(row[model]) for row in shown], "hrefs": opens} for model in MODELS
        ],
    }
    most = max((row["removal_effect"] for row in shown), default=0) or 1
    rows = [
        {
            "name": named(page, "way", row["way"]),
            "cells": [
                bar(row["removal_effect"] * 100 / most, str(write(row["removal_effect"], "percent", decimals=1))),
                plain(str(write(round(row["markov"]), "money"))),
                plain(_difference(row["markov"] - row["last"]), quiet=True),
                number_cell(page, row, "customers"),
            ],
        }
        for row in page.answer.rows
    ]
    heads = [columns["removal_effect"], columns["markov"], _("against the last touch"), columns["customers"]]
    note = _(
        "So much of the purchases would be lost without the way. More than the last touch says: it prepares sales."
    )
    effects = bars_block(_("What would be lost without it"), heads, rows, first=columns["way"], note=note)
    figures = totals(page, ("purchases", "traced", "pct", "traced_amount"))
    return [figures, Block("chart", spec), effects, table_block(page)]


def _difference(value: float) -> str:
    return f"{'+' if round(value) > 0 else ''}{write(round(value), 'money')}"


def paths(page: Page) -> list[Block]:
    """The ways as streams, the end on the right, then the table."""
    last = max((row["place"] for row in page.answer.rows), default=0)
    kept = _kept(page)
    streams: dict[tuple[str, str], dict[str, Any]] = {}
    nodes: dict[str, dict[str, Any]] = {}
    for row in page.answer.rows:
        place = row["place"]
        depth = last - place
        source, target = _node(row["source"], depth, kept), _node(row["target"], depth + 1, kept)
        for key, code, at in ((source, row["source"], depth), (target, row["target"], depth + 1)):
            said = named(page, "way", code) if not key.startswith("…") else _("Others")
            quiet = key.startswith("…") or code == LOST
            nodes.setdefault(key, {"name": key, "label": said, "depth": at, "channel": code, "quiet": quiet})
        stream = streams.setdefault(
            (source, target),
            {
                "source": source,
                "target": target,
                "value": 0,
                "from": nodes[source]["label"],
                "to": nodes[target]["label"],
            },
        )
        stream["value"] += row["journeys"]
        if not few(page, row["customers"]) and "…" not in source + target:
            stream["href"] = page.state.people({name: row[name] for name in ("place", "source", "target")})
    spec = {
        "kind": "sankey",
        "title": finding(page),
        "x": {"label": _("Ways")},
        "y": {"label": _("Ways"), "format": "number"},
        "series": [],
        "nodes": list(nodes.values()),
        "links": list(streams.values()),
    }
    return [totals(page), Block("chart", spec), table_block(page)]


def _kept(page: Page) -> frozenset[str]:
    """The ways with a stream of their own; all others flow together."""
    sizes: dict[str, int] = {}
    for row in page.answer.rows:
        sizes[row["source"]] = sizes.get(row["source"], 0) + row["journeys"]
    return frozenset(sorted(sizes, key=lambda code: (-sizes[code], code))[:MOST_IN_COLUMN])


def _node(code: str, depth: int, kept: frozenset[str]) -> str:
    if code in (WON, LOST):
        return code
    return f"{code}@{depth}" if code in kept else f"…@{depth}"


def funnel(page: Page) -> list[Block]:
    """Viewed, put into the cart, bought anywhere; then where it was bought, and who was left."""
    rows = []
    for row in page.answer.rows:
        inner = row["channel"] != ""
        aside = row["step"] in ("left", "open")
        found = count_cell(page, row, "customers")
        drawn = bar(row["pct"], found.text, tone=2 if inner else 1, grey=aside) | {"href": found.href}
        rows.append(
            {
                "name": f"　{page.names.channel(row['channel'])}" if inner else named(page, "step", row["step"]),
                "cells": [drawn, plain(str(write(row["pct"], "percent", decimals=1)), quiet=inner or aside)],
            }
        )
    note = _("A purchase in any channel ends the way: only who bought nowhere has left a cart.")
    block = bars_block(finding(page), [_("Customers"), _("Share")], rows, first=label("Step"), note=note)
    return [totals(page, ("viewed", "carted", "bought", "left")), block, table_block(page)]


def media(page: Page) -> list[Block]:
    """LTV, what a customer may cost and what one did cost; then the table."""
    shown = page.answer.rows[:20]
    most = max((row["ltv"] or 0 for row in shown), default=0) or 1
    rows = [
        {
            "name": row["medium"] or _("Unknown"),
            "cells": [
                number_cell(page, row, "customers"),
                bar((row["ltv"] or 0) * 100 / most, str(write(row["ltv"], "money"))),
                bar((row["limit"] or 0) * 100 / most, str(write(row["limit"], "money")), tone=2),
                plain(str(write(row["cpo"], "money")), strong=(row["cpo"] or 0) > (row["limit"] or 0)),
                plain(str(write(row["ratio"], "percent", decimals=1))),
            ],
        }
        for row in shown
    ]
    heads = [_("New customers"), _("LTV"), label("Limit CPO"), label("CPO"), label("Media ratio")]
    note = _("Tell cost and circulation on the left. In bold: a customer cost more than they bring.")
    bars = bars_block(finding(page), heads, rows, first=_("Medium"), note=note)
    return [totals(page), bars, *_at_equal_age(page), table_block(page)]


def _at_equal_age(page: Page) -> list[Block]:
    """媒体別LTV after 30, 60 … days, of those alone who were observed so long: media may be compared only so."""
    if page.state.text["by"] != "medium":
        return []
    curve = page.ask("ltv-curve", **{**page.state.shared_with("ltv-curve"), "by": "medium", "days": ""})
    made = matrix_of(page, curve, "ltv", "customers")
    return [replace(made, title=_("LTV by first medium, at equal age"))]
