# SPDX-License-Identifier: Apache-2.0
"""What was in the purchases: goods by product or category, without shipping, novelties and what is left out by name."""

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.derived import codes_of, contents, contents_of, things
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import in_period, narrowed, valid
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


def held(tables: Tables, params: ItemParams) -> tuple[ir.Table, ir.Table]:
    """What purchases held, each thing once an order (order, node, day, code), and the things (item, code, lines).

    The orders are those of ``entries`` that count, within the period. Numbers of things are joined and counted many
    times faster than their codes.
    """
    if params.level == "product":
        found, known = contents(tables), things(tables)
        coded = known.group_by(item="product").agg(code=known.thing.min(), lines=known.lines.sum().cast("int64"))
    else:
        codes = codes_of(tables.lines, params.level)
        found = contents_of(tables.orders, tables.lines, codes, params.level)
        each = items(tables, params.level).group_by("item").agg(lines=ibis._.count())
        coded = each.join(codes.rename(item=params.level, code="thing"), "item")
    if params.dated != "ordered":
        found = found.drop("day").join(valid(tables, params).select("order", "day"), "order")
    elif params.channel or params.location or narrowed(params):
        found = found.semi_join(valid(tables, params), "order")
    found = in_period(found.filter(found.day <= params.as_of), params)
    if params.zero == "exclude":
        found = found.filter(found.priced)
    found = found.select("order", "node", "day", code="thing")
    if params.exclude:
        coded = coded.filter(coded.item.notin(params.exclude))
        found = found.semi_join(coded, "code")
    return found, coded


def with_name(rows: ir.Table, tables: Tables, level: Level, **columns: str) -> ir.Table:
    """Rows with the names of the codes in columns: ``name="item"`` adds name; a category is its own name."""
    if level == "category":
        return rows.mutate(**{name: rows[code] for name, code in columns.items()})
    known = things(tables)
    for name, code in columns.items():
        # All names, not those of the rows alone: naming ``rows`` twice would run the whole question twice.
        named = known.group_by("product").agg(**{name: known.name.max()})
        rows = rows.left_join(named, rows[code] == named["product"]).drop("product")
        rows = rows.mutate(**{name: rows[name].fill_null("")})
    return rows
