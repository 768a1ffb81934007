# SPDX-License-Identifier: Apache-2.0
"""効果推移: who moved from which rank to which between two days."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.rfm_scores import RfmParams, scores, scores_at
from omotenashi.insight.measures.words import N_

NEW = "new"
DEFAULT_SPAN = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class MigrationParams(RfmParams):
    """``since``: the earlier day; 90 days before the as-of day when not given."""

    since: date | None = option(None, N_("Since"))


def _moves(tables: Tables, params: MigrationParams) -> ir.Table:
    """person, then ("new" when not a customer yet), now."""
    day = params.since or params.as_of - DEFAULT_SPAN
    then = scores_at(tables, params, day).select("person", then="rank")
    now = scores(tables, params).select("person", now="rank")
    # Nobody ceases to have bought, so everybody of then is in now.
    moves = now.left_join(then, "person").drop("person_right")
    return moves.select("person", then=moves.then.fill_null(NEW), now=moves.now)


def rows(tables: Tables, params: MigrationParams) -> ir.Table:
    """then, now, customers, share (of those who were in ``then``, percent)."""
    moves = _moves(tables, params)
    made = moves.group_by("then", "now").agg(customers=moves.count())
    of_then = made.customers.sum().over(group_by=made.then)
    return made.mutate(share=cells.percent(made.customers, of_then)).order_by("then", "now")


def people(tables: Tables, params: MigrationParams, cell: Cell) -> ir.Table:
    """Customers who made one move."""
    cells.part_of(cell, MEASURE.counts)
    moves = _moves(tables, params)
    return moves.filter(moves.then == cells.text_of(cell, "then"), moves.now == cells.text_of(cell, "now")).select(
        "person"
    )


def population(tables: Tables, params: MigrationParams) -> ir.Table:
    """customers; of them new, better (A is best) and worse than then."""
    moves = _moves(tables, params)
    old = moves.then != NEW
    return moves.agg(
        customers=moves.count(),
        new=(~old).sum().fill_null(0),
        better=(old & (moves.now < moves.then)).sum().fill_null(0),
        worse=(old & (moves.now > moves.then)).sum().fill_null(0),
    )


MEASURE = Measure(
    name="rfm-migration",
    title=N_("RFM migration"),
    question=N_("Who moved from which rank to which?"),
    formula=N_("The ranks recomputed as of both days, customers counted per pair."),
    notes=(N_("Recomputed from the orders of each day, never from stored ranks."),),
    params=MigrationParams,
    keys=("then", "now"),
    counts=("customers",),
    columns=(
        Column("then", N_("Rank then"), "text"),
        Column("now", N_("Rank now"), "text"),
        Column("customers", N_("Customers"), "people"),
        Column("share", N_("Share of the rank then"), "percent"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("new", N_("New customers"), "people"),
        Column("better", N_("Rank rose"), "people"),
        Column("worse", N_("Rank fell"), "people"),
    ),
    chart=Chart("heat", x="now", y=("customers",), series="then"),
    rows=rows,
    people=people,
    population=population,
)
