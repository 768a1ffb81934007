# SPDX-License-Identifier: Apache-2.0
"""コホート: of the customers of each month, how many buy in the months after, and how much."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import CohortParams, history
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import By, option
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class RetentionParams(CohortParams):
    """``months``: how far to look; month 0 is that of the first purchase."""

    by: By = option("none", N_("Split by"))
    months: int = option(12, N_("Months to look ahead"), low=1)


def _months(tables: Tables, params: RetentionParams) -> ir.Table:
    """person, group, start (month of day 0), later (months after it), bought, amount: one row a month."""
    found = history(tables, params)
    start, here = found.first_day.truncate("M"), found.day.truncate("M")
    later = (here.year() - start.year()) * 12 + here.month() - start.month()
    found = found.mutate(start=start, later=later.cast("int64"))
    found = found.filter(found.later <= params.months)
    return found.group_by("person", "group", "start", "later").agg(
        bought=found.place.notnull().any(), amount=found.amount.sum()
    )


def rows(tables: Tables, params: RetentionParams) -> ir.Table:
    """cohort, group, later, customers, mature (is that month over?), active, pct, sum, mean (÷ customers).

    The last four are null until the month has ended: a running month would look like a fall.
    """
    each = _months(tables, params)
    made = each.group_by("start", "group", "later").agg(active=each.bought.sum(), sum=each.amount.sum())
    sizes = made.filter(made.later == 0).select("start", "group", customers="active")
    # A month in which nobody came is a 0, not a hole.
    grid = sizes.cross_join(cells.numbers(*range(params.months + 1), name="later"))
    made = grid.left_join(made, ["start", "group", "later"])
    after = (made.start + ibis.interval(months=1) * (made.later + 1)).cast("date")
    mature = after <= ibis.literal(params.as_of) + ibis.interval(days=1)
    begun = (made.start + ibis.interval(months=1) * made.later).cast("date") <= ibis.literal(params.as_of)
    active, amount = made.active.fill_null(0), made["sum"].fill_null(0)
    return (
        made.filter(begun)
        .select(
            "group",
            "later",
            "customers",
            cohort=cells.month(made.start),
            mature=mature,
            active=mature.ifelse(active, None),
            pct=mature.ifelse(cells.percent(active, made.customers), None),
            sum=mature.ifelse(amount, None),
            mean=mature.ifelse(amount / made.customers, None),
        )
        .order_by("cohort", "group", "later")
    )


def people(tables: Tables, params: RetentionParams, cell: Cell) -> ir.Table:
    """Customers of the month, or those of them who bought so many months later."""
    part, each = cells.part_of(cell, MEASURE.counts), _months(tables, params)
    each = each.filter(
        each.bought,
        cells.month(each.start) == cells.text_of(cell, "cohort"),
        cells.same(each.group, cells.text_of(cell, "group") if params.by != "none" else ""),
    )
    later = cells.number_of(cell, "later") if part == "active" else 0
    return each.filter(each.later == later).select("person")


def population(tables: Tables, params: RetentionParams) -> ir.Table:
    """customers with a day 0, cohorts, sum over the months looked at."""
    each = _months(tables, params)
    begun = each.later == 0
    return each.agg(
        customers=begun.sum().fill_null(0),
        cohorts=each.start.nunique(),
        sum=each.amount.sum().fill_null(0),
        back=(each.person.nunique(where=~begun & each.bought)),
    ).mutate(pct=cells.percent(ibis._.back, ibis._.customers))


MEASURE = Measure(
    name="retention-table",
    aliases=("cohort",),
    title=N_("Cohorts by month"),
    question=N_("How many customers of a month still buy later?"),
    formula=N_("Customers of the month of first purchase who bought k months later ÷ customers of that month."),
    notes=(N_("A month that is not over is under observation and grey; it is never shown as a fall."),),
    params=RetentionParams,
    keys=("cohort", "group", "later"),
    counts=("active", "customers"),
    columns=(
        Column("cohort", N_("Month of first purchase"), "month"),
        Column("group", N_("Group"), "text"),
        Column("later", N_("Months later"), "count"),
        Column("customers", N_("New customers"), "people"),
        Column("mature", N_("Fully observed"), "flag"),
        Column("active", N_("Bought"), "people"),
        Column("pct", N_("Retention"), "percent"),
        Column("sum", N_("Amount"), "money"),
        Column("mean", N_("Amount per customer"), "money"),
    ),
    totals=(
        Column("customers", N_("New customers"), "people"),
        Column("cohorts", N_("Months"), "count"),
        Column("back", N_("Bought in a later month"), "people"),
        Column("pct", N_("Share in a later month"), "percent"),
        Column("sum", N_("Amount"), "money"),
    ),
    chart=Chart("heat", x="later", y=("pct", "sum"), series="cohort"),
    rows=rows,
    people=people,
    population=population,
)
