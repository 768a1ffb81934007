# SPDX-License-Identifier: Apache-2.0
"""What was in the purchases: goods by product or category, without shipping, novelties and what is left out by name."""

from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.words import N_

type Level = Literal["product", "category"]


@dataclass(frozen=True, kw_only=True)
class ItemParams(Common):
    """``level``: what counts as one thing. ``exclude``: codes that are no choice, as carrier bags."""

    level: Level = option("product", N_("Level"))
    exclude: tuple[str, ...] = option((), N_("Leave out"), help_text=N_("Codes, with commas"))


def items(tables: Tables, level: Level, exclude: tuple[str, ...] = ()) -> ir.Table:
    """Goods in orders, as often as lines name them: order, item."""
    lines = tables.lines.filter(tables.lines.kind == "goods", tables.lines[level].notnull())
    if exclude:
        lines = lines.filter(lines[level].notin(exclude))
    return lines.select("order", item=lines[level])


def with_name(rows: ir.Table, tables: Tables, level: Level, **columns: str) -> ir.Table:
    """Rows with the names of the codes in columns: ``name="item"`` adds name; a category is its own name."""
    if level == "category":
        return rows.mutate(**{name: rows[code] for name, code in columns.items()})
    lines = tables.lines.filter(tables.lines.kind == "goods")
    for name, code in columns.items():
        # All names, not those of the rows alone: naming ``rows`` twice would run the whole question twice.
        named = lines.group_by("product").agg(**{name: lines.name.max()})
        rows = rows.left_join(named, rows[code] == named["product"]).drop("product")
        rows = rows.mutate(**{name: rows[name].fill_null("")})
    return rows
