# SPDX-License-Identifier: Apache-2.0
"""What was looked at and lost to something else, and what goes along with a thing purchase by purchase."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.lost_to import NOTHING
from omotenashi.web.console.figures.bars import bar, bars_block, number_cell, plain
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import choice, totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import label, write
from omotenashi.web.ui import matrices

MOST_RIVALS, MOST_PURCHASES = 12, 5

type Row = dict[str, Any]


def lost_to(page: Page) -> list[Block]:
    """What became of each thing that was looked at; then the one against the other; the table."""
    return [totals(page), _outcomes(page), _rivals(page), table_block(page)]


def _outcomes(page: Page) -> Block:
    """A row for each thing: how many looked, bought it, bought nothing, and what it is lost to most."""
    by_thing: dict[str, list[Row]] = {}
    for row in page.answer.rows:
        by_thing.setdefault(row["seen"], []).append(row)
    rows = [_outcome(page, found) for found in by_thing.values()]
    heads = [
        label("Looked at it"),
        label("Bought it"),
        _("Bought nothing"),
        _("Most often bought in its place"),
        label("Lost to it"),
    ]
    return bars_block(finding(page), heads, rows, first=label("Looked at"))


def _outcome(page: Page, rows: list[Row]) -> Row:
    first = rows[0]
    rival = next((row for row in rows if row["won"] != NOTHING), None)
    nothing = next((row for row in rows if row["won"] == NOTHING), None)
    pct = first["bought"] * 100 / first["viewers"]
    return {
        "name": _thing(first["seen"], first["seen_name"]),
        "href": page.state.url(source=first["seen"]),
        "cells": [
            number_cell(page, first, "viewers"),
            bar(pct, str(write(pct, "percent", decimals=1))),
            number_cell(page, nothing, "customers", quiet=True) if nothing else plain("0", quiet=True),
            plain(_thing(rival["won"], rival["won_name"]) if rival else "—"),
            number_cell(page, rival, "customers") if rival else plain("0", quiet=True),
        ],
    }


def _rivals(page: Page) -> Block:
    """「AではなくBを購入」: rows what was looked at, columns what was bought."""
    by_at = {(row["seen"], row["won"]): row for row in page.answer.rows if row["won"] != NOTHING}
    names = {row["seen"]: _thing(row["seen"], row["seen_name"]) for row in page.answer.rows}
    viewers = {row["seen"]: row["viewers"] for row in page.answer.rows}
    sizes: dict[str, int] = {}
    for (_seen, won), row in by_at.items():
        sizes[won] = sizes.get(won, 0) + row["customers"]
    rivals = sorted(sizes, key=lambda code: (-sizes[code], code))[:MOST_RIVALS]
    called = {row["won"]: _thing(row["won"], row["won_name"]) for row in by_at.values()}
    kept = {at: row for at, row in by_at.items() if at[1] in rivals}
    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=label("Looked at"),
        column_title=label("Bought in its place"),
        rows={code: name for code, name in names.items() if any(at[0] == code for at in kept)},
        columns={code: called[code] for code in rivals},
        values={at: row["customers"] for at, row in kept.items()},
        colour={at: row["pct"] for at, row in kept.items()},
        write=lambda count: few(page, int(count)) or str(write(count, "people")),
        write_colour=lambda pct: str(write(pct, "percent", decimals=1)),
        share=lambda at: str(write(kept[at]["pct"], "percent", decimals=1)),
        href=lambda at: "" if few(page, kept[at]["customers"]) else page.state.people({"seen": at[0], "won": at[1]}),
        details={code: _("n = %(count)s") % {"count": write(count, "people")} for code, count in viewers.items()},
        measure=label("Share of those who looked"),
    )
    note = _("Customers who looked at the product of the row and bought that of the column. Colour: share.")
    return Block("matrix", body, title=_("Not this one but that one"), note=note)


def companions(page: Page) -> list[Block]:
    """A tab for each purchase; for each thing its most frequent companions, from the left."""
    tabs = {str(n): _("Purchase %(n)s") % {"n": n} for n in range(1, MOST_PURCHASES + 1)}
    switches = Block("switches", [choice(page, label("Purchase number"), "n", tabs)])
    return [totals(page), switches, _places(page), table_block(page)]


def _places(page: Page) -> Block:
    by_at = {(row["source"], row["place"]): row for row in page.answer.rows}
    sources = {row["source"]: row for row in page.answer.rows}
    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("Bought"),
        column_title=label("Companion"),
        rows={code: _thing(code, row["source_name"]) for code, row in sources.items()},
        columns={place: str(place) for place in sorted({place for _source, place in by_at})},
        values={at: row["pct"] for at, row in by_at.items()},
        write=lambda pct: str(write(pct, "percent", decimals=1)),
        share=lambda at: _thing(by_at[at]["target"], by_at[at]["target_name"]),
        href=lambda at: "" if few(page, by_at[at]["customers"]) else page.state.people(_pair(by_at[at])),
        details={
            code: _("n = %(count)s") % {"count": write(row["holders"], "people")} for code, row in sources.items()
        },
        measure=_("Share"),
    )
    note = _("From left to right: what is most often in the same purchase. Each cell opens these customers.")
    return Block("matrix", body, title=finding(page), note=note)


def _pair(row: Row) -> dict[str, str]:
    return {"source": row["source"], "target": row["target"]}


def _thing(code: str, name: str) -> str:
    return name or code
