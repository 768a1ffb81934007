# SPDX-License-Identifier: Apache-2.0
"""LTV推移: LTV and F2 conversion per month of the first purchase, in 30-day steps."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import (
    MONTHLY,
    FirstParams,
    firsts,
    group_key,
    history,
    split,
    stepped,
    whole,
)
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.purchases import days_between
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class TableParams(FirstParams):
    """With ``by`` each month is split again, for example by first channel."""

    days: tuple[int, ...] = option(MONTHLY, N_("Within days"), low=1)


def rows(tables: Tables, params: TableParams) -> ir.Table:
    """cohort, group, days, customers, mature, repeaters, sum, ltv, pct.

    The last four are null while the month's youngest possible member is too young.
    """
    found = split(tables, params)
    # Everybody takes part in every step: the month as a whole is what is mature or not.
    found = found.mutate(start=found.first_day.truncate("M"), full=params.days[-1])
    made = stepped(found, params.days, "start", "group")
    last_day = made.start + ibis.interval(months=1) - ibis.interval(days=1)
    mature = days_between(ibis.literal(params.as_of), last_day.cast("date")) >= made.days
    return made.select(
        "group",
        "days",
        "customers",
        cohort=cells.month(made.start),
        mature=mature,
        repeaters=mature.ifelse(made.repeaters, None),
        sum=mature.ifelse(made["sum"], None),
        ltv=mature.ifelse(made["sum"] / made.customers, None),
        pct=mature.ifelse(cells.percent(made.repeaters, made.customers), None),
    ).order_by("cohort", "group", "days")


def people(tables: Tables, params: TableParams, cell: Cell) -> ir.Table:
    """Customers of the month, or those of them who bought again within the days."""
    found = firsts(split(tables, params))
    found = found.filter(
        cells.month(found.first_day) == cells.text_of(cell, "cohort"),
        cells.same(found.group, group_key(cell, params.by)),
    )
    if cells.part_of(cell, MEASURE.counts) == "repeaters":
        gap = days_between(found.next_day, found.first_day)
        found = found.filter(gap <= cells.number_of(cell, "days"))
    return found.select("person")


def population(tables: Tables, params: TableParams) -> ir.Table:
    """new: everybody with a day 0; months: how many cohorts there are."""
    found = firsts(history(tables, whole(params)))
    return found.agg(
        new=found.count(),
        months=found.first_day.truncate("M").nunique(),
        youngest=found.first_day.max(),
    )


MEASURE = Measure(
    name="ltv-table",
    title=N_("LTV by month of first purchase"),
    question=N_("Do newer customers become more valuable than older ones?"),
    formula=N_(
        "Per month of first purchase: amount within N days ÷ customers, and customers who bought "
        "again within N days ÷ customers."
    ),
    notes=(N_("A month is under observation until its last day is N days old; never shown as 0."),),
    params=TableParams,
    keys=("cohort", "group", "days"),
    counts=("customers", "repeaters"),
    columns=(
        Column("cohort", N_("Month of first purchase"), "month"),
        Column("group", N_("Group"), "text"),
        Column("days", N_("Within days"), "days"),
        Column("customers", N_("New customers"), "people"),
        Column("mature", N_("Fully observed"), "flag"),
        Column("repeaters", N_("Bought again"), "people"),
        Column("sum", N_("Amount"), "money"),
        Column("ltv", N_("LTV"), "money"),
        Column("pct", N_("F2 conversion"), "percent"),
    ),
    totals=(
        Column("new", N_("New customers"), "people"),
        Column("months", N_("Months"), "count"),
        Column("youngest", N_("Youngest first purchase"), "date"),
    ),
    chart=Chart("heat", x="days", y=("ltv", "pct"), series="cohort"),
    rows=rows,
    people=people,
    population=population,
)
