# SPDX-License-Identifier: Apache-2.0
"""新規・リピート: customers and sales of each month, by who came for the first time."""

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.purchases import anybody, in_period
from omotenashi.insight.measures.words import N_


def _monthly(tables: Tables, params: Common) -> ir.Table:
    """person (null for nobody), start (of the month), bought, amount, fresh (their first month)."""
    found = anybody(tables, params)
    found = in_period(_marked(found), params) if params.start or params.end else _marked(found)
    each = found.group_by("person", "first", start=found.day.truncate("M")).agg(
        bought=found.counts.any(), amount=found.amount.sum()
    )
    return each.mutate(fresh=(each.start == each["first"]).fill_null(False))


def _marked(found: ir.Table) -> ir.Table:
    """Each entry with the month of its person's first purchase ever, also before the period."""
    bought = found.filter(found.counts & found.person.notnull())
    begins = bought.group_by("person").agg(first=bought.day.min().truncate("M"))
    return found.left_join(begins, "person").drop("person_right")


def rows(tables: Tables, params: Common) -> ir.Table:
    """month, customers = new + returning, amount = new_ + returning_ + anonymous_amount."""
    each = _monthly(tables, params)
    known = each.person.notnull()
    buyer = known & each.bought
    made = each.group_by("start").agg(
        customers=buyer.sum(),
        new=(buyer & each.fresh).sum(),
        returning=(buyer & ~each.fresh).sum(),
        amount=each.amount.sum(),
        new_amount=each.amount.sum(where=known & each.fresh).fill_null(0),
        returning_amount=each.amount.sum(where=known & ~each.fresh).fill_null(0),
        anonymous_amount=each.amount.sum(where=~known).fill_null(0),
    )
    made = made.mutate(month=cells.month(made.start), new_pct=cells.percent(made.new, made.customers))
    return made.drop("start").relocate("month").order_by("month")


def people(tables: Tables, params: Common, cell: Cell) -> ir.Table:
    """Customers of the month, the new ones, or the returning ones."""
    part, each = cells.part_of(cell, MEASURE.counts), _monthly(tables, params)
    each = each.filter(each.person.notnull() & each.bought)
    each = each.filter(cells.month(each.start) == cells.text_of(cell, "month"))
    if part != "customers":
        each = each.filter(each.fresh if part == "new" else ~each.fresh)
    return each.select("person")


def population(tables: Tables, params: Common) -> ir.Table:
    """customers (each once), new (first purchase in these months), amount."""
    each = _monthly(tables, params)
    buyer = each.person.notnull() & each.bought
    return each.agg(
        customers=each.person.nunique(where=buyer),
        new=(buyer & each.fresh).sum().fill_null(0),
        amount=each.amount.sum().fill_null(0),
        months=each.start.nunique(),
    )


MEASURE = Measure(
    name="new-repeat",
    title=N_("New and repeat customers"),
    question=N_("How much of each month comes from new customers?"),
    formula=N_(
        "New = customers whose first purchase ever is in this month; returning = those who bought "
        "in an earlier month. Sales follow the customer."
    ),
    notes=(N_("With a filter, “first ever” means the first purchase inside the filter."),),
    params=Common,
    keys=("month",),
    counts=("customers", "new", "returning"),
    columns=(
        Column("month", N_("Month"), "month"),
        Column("customers", N_("Customers"), "people"),
        Column("new", N_("New customers"), "people"),
        Column("returning", N_("Returning customers"), "people"),
        Column("amount", N_("Amount"), "money"),
        Column("new_amount", N_("Amount of new customers"), "money"),
        Column("returning_amount", N_("Amount of returning customers"), "money"),
        Column("anonymous_amount", N_("Amount without customer"), "money"),
        Column("new_pct", N_("Share of new customers"), "percent"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("new", N_("New customers"), "people"),
        Column("amount", N_("Amount"), "money"),
        Column("months", N_("Months"), "count"),
    ),
    chart=Chart("stack", x="month", y=("new_amount", "returning_amount", "anonymous_amount")),
    rows=rows,
    people=people,
    population=population,
)
