# SPDX-License-Identifier: Apache-2.0
"""購買経路: from which way to which, up to the purchase or to nothing; the last steps before the end."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.journeys import JourneyParams, journeys, lengths, ways
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.words import N_

WON, LOST = "(bought)", "(nothing)"
# No way has these numbers.
_WON, _LOST = -1, -2


@dataclass(frozen=True, kw_only=True)
class PathParams(JourneyParams):
    """``steps``: how many touches before the end are followed."""

    steps: int = option(3, N_("Steps before the purchase"), low=1)


def _moves(tables: Tables, params: PathParams) -> ir.Table:
    """person, place (0 = the last step), source, target (codes of ways)."""
    found = journeys(tables, params)
    found = found.select("person", "won", way=found.ways)
    grid = found.cross_join(cells.numbers(*range(min(params.steps, 8)), name="place"))
    at = grid.way.length() - 1 - grid.place
    grid = grid.filter(at >= 0)
    # Spark takes a place in a list as an int, and may look there before it leaves out the ways that are shorter.
    last = grid.way.length() - 1
    at, after = ibis.greatest(last - grid.place, 0), ibis.least(last - grid.place + 1, last)
    end = grid.won.ifelse(_WON, _LOST).cast("int32")
    return grid.select(
        "person",
        "place",
        source=grid.way[at.cast("int32")],
        target=(grid.place == 0).ifelse(end, grid.way[ibis.greatest(after, 0).cast("int32")]),
    )


def _named(moves: ir.Table, tables: Tables, params: PathParams) -> ir.Table:
    """Steps with the names of their ways in place of the codes."""
    known = ways(tables, params)
    rows = moves.join(known, moves.source == known.code).drop("source", "code").rename(source="way")
    rows = rows.left_join(known, rows.target == known.code).drop("code")
    end = ibis.cases((rows.target == _WON, WON), (rows.target == _LOST, LOST), else_=rows.way)
    return rows.mutate(target=end).drop("way")


def rows(tables: Tables, params: PathParams) -> ir.Table:
    """place (0 = the last step), source, target, journeys, customers, pct (of what leaves the source there)."""
    found = _moves(tables, params)
    each = found.group_by("place", "source", "target", "person").agg(journeys=found.count())
    made = each.group_by("place", "source", "target").agg(journeys=each.journeys.sum(), customers=each.count())
    whole = made.journeys.sum().over(ibis.window(group_by=[made.place, made.source]))
    made = _named(made.mutate(pct=cells.percent(made.journeys, whole)), tables, params)
    made = made.select("place", "source", "target", "journeys", "customers", "pct")
    return made.order_by("place", ibis.desc("journeys"), "source", "target")


def people(tables: Tables, params: PathParams, cell: Cell) -> ir.Table:
    """Customers who went this step."""
    cells.part_of(cell, MEASURE.counts)
    found = _named(_moves(tables, params), tables, params)
    found = found.filter(
        found.place == cells.number_of(cell, "place"),
        found.source == cells.text_of(cell, "source"),
        found.target == cells.text_of(cell, "target"),
    )
    return found.select("person").distinct()


def population(tables: Tables, params: PathParams) -> ir.Table:
    """journeys, won, pct, customers, touches (mean)."""
    found = lengths(tables, params)
    found = found.filter(found.touches > 0)
    made = found.agg(
        journeys=found.count(),
        won=found.won.sum().fill_null(0),
        customers=found.person.nunique(),
        touches=found.touches.mean(),
    )
    return made.mutate(pct=cells.percent(made.won, made.journeys))


MEASURE = Measure(
    name="paths",
    title=N_("Ways to the purchase"),
    question=N_("Over which ways do customers come to a purchase?"),
    formula=N_("Touches within N days before the purchase, in their order; the same way on one day is one touch."),
    notes=(N_("Ways that led to nothing end in “nothing” as soon as their days have gone by."),),
    params=PathParams,
    keys=("place", "source", "target"),
    counts=("customers",),
    columns=(
        Column("place", N_("Steps before the end"), "count"),
        Column("source", N_("From way"), "text"),
        Column("target", N_("To way"), "text"),
        Column("journeys", N_("Ways"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("pct", N_("Share of those who were there"), "percent"),
    ),
    totals=(
        Column("journeys", N_("Ways"), "count"),
        Column("won", N_("ended in a purchase"), "count"),
        Column("pct", N_("Share with a purchase"), "percent"),
        Column("touches", N_("Touches a way"), "ratio"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)
