# SPDX-License-Identifier: Apache-2.0
"""探索 as a measure: its columns are what was chosen, everything else is as with every other."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, ChartKind, Column, Measure
from omotenashi.insight.measures.explore import catalogue
from omotenashi.insight.measures.explore.catalogue import CUSTOMERS, DIMENSIONS, NEW, QUANTITIES, SUMS
from omotenashi.insight.measures.explore.choice import ExploreParams
from omotenashi.insight.measures.explore.heads import SUMS_OF_ORDERS, heads
from omotenashi.insight.measures.explore.items import items, pieces
from omotenashi.insight.measures.words import N_

# More rows than this are no answer; the page says when it was reached.
MOST_ROWS = 20_000


def rows(tables: Tables, params: ExploreParams) -> ir.Table:
    """A row for each combination of the dimensions that has an order or an amount."""
    parts, by = _parts(params), params.dimensions
    made = (
        _by_line(tables, params, parts)
        if catalogue.on_lines(by)
        else _grouped(_orders(tables, params, parts, by), by, parts)
    )
    if by:
        made = made.filter(_any(made, parts))
    found = made.select(*by, **_figures(made, params.shown)).order_by(_order(params))
    return found.limit(min(params.top or MOST_ROWS, MOST_ROWS))


def population(tables: Tables, params: ExploreParams) -> ir.Table:
    """The same numbers of everything. A filter by goods under a dimension of goods leaves only these goods."""
    parts = _parts(params)
    if catalogue.on_lines(params.dimensions) and (params.product or params.category):
        made = _grouped(_lines(tables, params, parts, ()), (), parts)
    else:
        made = _grouped(_orders(tables, params, parts, ()), (), parts)
    return made.select(**_figures(made, params.shown))


def people(tables: Tables, params: ExploreParams, cell: Cell) -> ir.Table:
    """Customers who bought in this cell; of a part ``new_customers`` those who bought there for the first time."""
    part, by = cells.part_of(cell, counts(params)), params.dimensions
    parts = (part,)
    found = _lines(tables, params, parts, by) if catalogue.on_lines(by) else _orders(tables, params, parts, by)
    for name in by:
        found = found.filter(found[name] == cells.text_of(cell, name))
    found = found.filter(found.person.notnull() & found.counts)
    return (found.filter(found.is_new) if part == NEW else found).select("person").distinct()


def counts(params: ExploreParams) -> tuple[str, ...]:
    """The columns that count people, customers first."""
    return (CUSTOMERS, *(name for name in params.shown if name == NEW))


def _parts(params: ExploreParams) -> tuple[str, ...]:
    return catalogue.needed(params.shown)


def _orders(tables: Tables, params: ExploreParams, parts: Iterable[str], by: Iterable[str]) -> ir.Table:
    """Facts with one row an order."""
    found = heads(tables, params, by, new=NEW in parts)
    if "pieces" in parts:
        found = found.left_join(pieces(tables), "order").drop("order_right")
        return found.mutate(pieces=found.pieces.fill_null(0), real=found.order.notnull())
    return found.mutate(pieces=ibis.literal(0, "int64"), real=found.order.notnull())


def _lines(tables: Tables, params: ExploreParams, parts: Iterable[str], by: Iterable[str]) -> ir.Table:
    """Facts with one row a line of goods. A line that came back is no order and no customer."""
    outer = heads(tables, params, by, new=NEW in parts).drop(*SUMS_OF_ORDERS)
    found = items(tables, params).join(outer, "order")
    said = {name: found[name].fill_null("") for name in ("product", "category")}
    return found.mutate(counts=found.counts & found.real, is_new=found.is_new & found.real, **said)


def _by_line(tables: Tables, params: ExploreParams, parts: tuple[str, ...]) -> ir.Table:
    """Lines by their dimensions, and what orders have beyond their lines under the unknown product."""
    by = params.dimensions
    told = _grouped(_lines(tables, params, parts, by), by, parts)
    if params.product or params.category:
        return told
    outer = [name for name in by if DIMENSIONS[name].ground != "line"]
    inner = {name: ibis.literal("") for name in by if name not in outer}
    sums = [name for name in parts if name in SUMS]
    others = {name: ibis.literal(0, "int64") for name in parts if name not in SUMS}
    whole = _grouped(_orders(tables, params, parts, outer), tuple(outer), parts)
    whole = whole.select(*outer, **inner, **{name: whole[name] for name in sums}, **others)
    less = told.select(*outer, **inner, **{name: -told[name] for name in sums}, **others)
    columns = (*by, *parts)
    every = told.select(*columns).union(whole.select(*columns)).union(less.select(*columns))
    return every.group_by(*by).agg(**{name: every[name].sum() for name in parts})


def _grouped(facts: ir.Table, by: tuple[str, ...], parts: tuple[str, ...]) -> ir.Table:
    """The sums and the counts of different things, by the dimensions."""
    made = {name: _part(facts, name).fill_null(0).cast("int64") for name in parts}
    return facts.group_by(*by).agg(**made) if by else facts.agg(**made)


def _part(facts: ir.Table, name: str) -> ir.IntegerValue:
    known = facts.person.notnull()
    if name in ("known", "anonymous"):
        return facts.sales.sum(where=known if name == "known" else ~known)
    if name == "orders":
        return facts.order.nunique(where=facts.real)
    if name == "purchases":
        day = facts.day.delta(ibis.literal(date(1970, 1, 1)), unit="day").cast("int64")
        return (facts.person * 100_000 + day).nunique(where=facts.counts & known)
    if name in (CUSTOMERS, NEW):
        return facts.person.nunique(where=facts.counts & known & (facts.is_new if name == NEW else ibis.literal(True)))
    return facts[name].sum()


def _figures(made: ir.Table, shown: Iterable[str]) -> dict[str, ir.Value]:
    return {name: _figure(made, name) for name in shown}


def _figure(made: ir.Table, name: str) -> ir.Value:
    one = QUANTITIES[name]
    if one.of is None:
        return made[name]
    part, whole = (made[of] for of in one.of)
    return cells.percent(part, whole) if one.unit == "percent" else part / whole.nullif(0)


def _any(made: ir.Table, parts: Iterable[str]) -> ir.BooleanValue:
    """Is there anything in a row?"""
    found = ibis.literal(False)
    for name in parts:
        found = found | (made[name] != 0)
    return found


def _order(params: ExploreParams) -> list[ir.Value]:
    """As asked, or in the order of time, or the largest first; dimensions make it the same each time."""
    by = params.dimensions
    asked = params.sort or ("" if by and DIMENSIONS[by[0]].ordered else f"-{params.show[0]}")
    name = asked.removeprefix("-")
    first = (
        [] if not name else [ibis.desc(name, nulls_first=False) if asked != name else ibis.asc(name, nulls_first=False)]
    )
    return [*first, *(ibis.asc(one) for one in by if one != name)] or [ibis.asc(params.show[0])]


def under(params: ExploreParams) -> Measure:
    """The measure as it is under a choice."""
    by, shown = params.dimensions, params.shown
    figures = tuple(Column(name, QUANTITIES[name].label, QUANTITIES[name].unit) for name in shown)
    split = tuple(Column(name, DIMENSIONS[name].label, DIMENSIONS[name].unit) for name in by)
    kind: ChartKind = "line" if by and DIMENSIONS[by[0]].ordered else "bar"
    hint = Chart(kind, x=by[0], y=params.show[:1], series=by[1] if len(by) > 1 else "") if by else Chart("table")
    return replace(_PLAIN, keys=by, counts=counts(params), columns=(*split, *figures), totals=figures, chart=hint)


_PLAIN = Measure(
    name="explore",
    title=N_("Explore"),
    question=N_("Which numbers, divided by what?"),
    formula=N_(
        "Each number by its own formula. Sums add up to the whole. Orders, purchases and customers are counted once in "
        "each row, and ratios are taken anew in each row: they do not add up."
    ),
    notes=(
        N_("A customer of two channels is in both rows, so customers do not add up; amounts do."),
        N_(
            "By product or category, lines are counted: a return lowers the product that came back. Points used and what "
            "belongs to no line stand under “unknown”, so that the sum stays that of the whole."
        ),
        N_("First purchases are looked up in the whole record, whatever the filters are."),
        N_("A filter by product means orders that contain it; with a dimension of goods, only these goods."),
    ),
    params=ExploreParams,
    keys=(),
    counts=(CUSTOMERS,),
    columns=(),
    totals=(),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
    shape=under,
    right="measures.explore",
)
MEASURE = under(ExploreParams(as_of=date.min))
