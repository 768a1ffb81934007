# SPDX-License-Identifier: Apache-2.0
"""CPM through the year: at the end of each month, who is still here, who has risen to a better kind, who is gone."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.cpm_ranks import CpmParams, place_of, told
from omotenashi.insight.measures.params import BadParameter, option
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_

MOST_MONTHS = 60


@dataclass(frozen=True, kw_only=True)
class CpmMonthsParams(CpmParams):
    """``months``: how many ends of months to look back to; each is computed anew from the orders up to it."""

    months: int = option(12, N_("Months to look back"), low=1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.months > MOST_MONTHS:
            raise BadParameter("months", str(self.months), f"a number up to {MOST_MONTHS}")


def month_ends(day: date, months: int) -> list[date]:
    """The last days of the months before, the oldest first, and the day itself; one more than ``months``."""
    ends = [day]
    first = day.replace(day=1)
    while len(ends) <= months:
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return ends[::-1]


def _each(tables: Tables, params: CpmMonthsParams) -> ir.Table:
    """person, month, now (active, raised or gone): one row a customer and end of a month."""
    ends = month_ends(params.as_of, params.months)
    found = _running(in_period(owned(tables, params), params), params, start=ends[0])
    grid = found.cross_join(cells.numbers(*range(len(ends)), name="end"))
    grid = grid.filter(grid.end >= grid["at"], (grid.end < grid.until).fill_null(True), grid.purchases > 0)
    day = ibis.cases(*((grid.end == place, ibis.literal(day)) for place, day in enumerate(ends)))
    every = told(grid, params, day=day)
    every = every.mutate(place=place_of(every.kind))
    before = every.place.lag().over(ibis.window(group_by=every.person, order_by=every.end))
    raised = (every.place > before).fill_null(False)
    month = ibis.cases(*((every.end == place, f"{day:%Y-%m}") for place, day in enumerate(ends)))
    now = (every.state == "gone").ifelse("gone", raised.ifelse("raised", "active"))
    every = every.mutate(month=month, now=now)
    return every.filter(every.end > 0).select("person", "month", "now")


def _running(found: ir.Table, params: CpmMonthsParams, *, start: date) -> ir.Table:
    """``customers`` as they stood after each month in which something happened: from ``at``, and until ``until``.

    Months count from that of ``start``; what was before it is all in month 0.
    """
    if params.same_day == "merge":
        found = found.group_by("person", "day").agg(amount=found.amount.sum(), counts=found.counts.any())
    number = found.day.year() * 12 + found.day.month() - (start.year * 12 + start.month)
    monthly = found.group_by("person", at=ibis.greatest(number, 0).cast("int64")).agg(
        purchases=found.counts.sum(),
        amount=found.amount.sum(),
        first_day=found.day.min(where=found.counts),
        last_day=found.day.max(where=found.counts),
    )
    ordered = ibis.window(group_by=monthly.person, order_by=monthly["at"])
    so_far = ibis.window(group_by=monthly.person, order_by=monthly["at"], rows=(None, 0))
    return monthly.mutate(
        purchases=monthly.purchases.sum().over(so_far),
        amount=monthly.amount.sum().over(so_far),
        first_day=monthly.first_day.min().over(so_far),
        last_day=monthly.last_day.max().over(so_far),
        until=monthly["at"].lead().over(ordered),
    )


def rows(tables: Tables, params: CpmMonthsParams) -> ir.Table:
    """month, customers, active (and of the same kind as a month ago), raised, gone, pct (of customers still here)."""
    found = _each(tables, params)
    made = found.group_by("month").agg(
        customers=found.count(),
        active=(found.now == "active").sum(),
        raised=(found.now == "raised").sum(),
        gone=(found.now == "gone").sum(),
    )
    return made.mutate(pct=cells.percent(made.active + made.raised, made.customers)).order_by("month")


def people(tables: Tables, params: CpmMonthsParams, cell: Cell) -> ir.Table:
    """Customers at the end of the month: all, here, raised, gone."""
    part, found = cells.part_of(cell, MEASURE.counts), _each(tables, params)
    found = found.filter(found.month == cells.text_of(cell, "month"))
    return (found if part == "customers" else found.filter(found.now == part)).select("person")


def population(tables: Tables, params: CpmMonthsParams) -> ir.Table:
    """The last of the months."""
    return rows(tables, params).order_by(ibis.desc("month")).limit(1)


_SHARED = (
    Column("customers", N_("Customers"), "people"),
    Column("active", N_("Still here"), "people"),
    Column("raised", N_("Risen"), "people"),
    Column("gone", N_("Gone"), "people"),
    Column("pct", N_("Share still here"), "percent"),
)
MEASURE = Measure(
    name="cpm-months",
    title=N_("Customer portfolio by month"),
    question=N_("Do customers rise faster than they leave?"),
    formula=N_("At the end of each month, from the orders up to it: still here, risen to a better kind, gone."),
    notes=(N_("Each month is computed anew: a customer who comes back is gone in the past and here today."),),
    params=CpmMonthsParams,
    keys=("month",),
    counts=("customers", "active", "raised", "gone"),
    columns=(Column("month", N_("Month"), "month"), *_SHARED),
    totals=_SHARED,
    chart=Chart("stack", x="month", y=("active", "raised", "gone")),
    rows=rows,
    people=people,
    population=population,
)
