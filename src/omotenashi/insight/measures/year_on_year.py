# SPDX-License-Identifier: Apache-2.0
"""前年比: sales of a month, a week or a day against the year before: the same weekday, the same date or the same feast."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import alike_days, cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import anybody
from omotenashi.insight.measures.words import N_

# 52 weeks: the same weekday of the year before.
WEEKS = 364
_LAST_DAYS, _LAST_WEEKS = 35, 26
# Two days in one number: days since this one, the later in front.
_EPOCH, _PAIR = date(1970, 1, 1), 1_000_000


@dataclass(frozen=True, kw_only=True)
class YearParams(Common):
    """Without ``from``: the running month and the twelve before it, 26 weeks, or 35 days."""

    grain: Literal["month", "week", "day"] = option("month", N_("Period"))
    against: Literal["weekday", "date", "holiday"] = option(
        "weekday",
        N_("Compared with"),
        help_text=N_(
            "weekday: the day 364 days before. date: the same date. holiday: the same holiday, Golden Week, Obon and the "
            "turn of the year by their dates, all other days by their weekday."
        ),
    )
    split: Literal["none", "channel", "location", "medium"] = option("none", N_("Split by"))


def since(params: YearParams) -> date:
    """The first day that is looked at."""
    end = params.end or params.as_of
    if params.start:
        return params.start
    if params.grain == "day":
        return end - timedelta(days=_LAST_DAYS - 1)
    if params.grain == "week":
        return end - timedelta(days=end.weekday() + 7 * (_LAST_WEEKS - 1))
    return date(end.year - 1, end.month, 1)


def _both(tables: Tables, params: YearParams) -> tuple[ir.Table, ir.Table]:
    """Entries of the period and of the year before it (person, amount, counts, order, group, past, start).

    ``start`` is the first day of the period that an entry stands for. Besides, for each group the day from which there
    is a year before it (group, begins).
    """
    found = anybody(tables, params)
    group = ibis.literal("") if params.split == "none" else found[params.split].fill_null("")
    found = found.select("order", "person", "amount", "counts", "day", group=group)
    first = found.group_by("group").agg(begins=_later(found.day.min(), params))
    past = found
    end = min(params.end or params.as_of, params.as_of)
    if params.against == "holiday":
        past = _of_feasts(found, first_day=since(params), last_day=end)
    elif params.against == "date" and params.grain != "month":
        # 29 February is not a second 28 February: in no day and no week of a year that has none.
        past = past.filter(~((past.day.month() == 2) & (past.day.day() == 29)))
    if params.against != "holiday":
        past = past.mutate(day=_later(past.day, params))
    past = past.mutate(past=ibis.literal(True)).select(*found.columns, "past")
    both = found.mutate(past=ibis.literal(False)).union(past)
    both = both.filter(both.day >= since(params), both.day <= end)
    unit: dict[str, Literal["M", "W"]] = {"month": "M", "week": "W"}
    start = both.day.truncate(unit[params.grain]) if params.grain in unit else both.day
    return both.mutate(start=start).drop("day"), first


def _of_feasts(found: ir.Table, *, first_day: date, last_day: date) -> ir.Table:
    """Entries at the days of this year that are like theirs: none, one or several."""
    told = alike_days.pairs(first_day, last_day)
    codes = [(one.day - _EPOCH).days * _PAIR + (one.before - _EPOCH).days for one in told]
    days = cells.numbers(*codes, name="code")
    days = days.select(
        at=(ibis.literal(_EPOCH) + (days.code // _PAIR).as_interval("D")).cast("date"),
        then=(ibis.literal(_EPOCH) + (days.code % _PAIR).as_interval("D")).cast("date"),
    )
    moved = found.join(days, found.day == days.then)
    return moved.drop("day", "then").rename(day="at")


def _later(day: ir.DateValue, params: YearParams) -> ir.DateValue:
    """The day of the next year that is compared with this one."""
    step = ibis.interval(years=1) if params.against == "date" else ibis.interval(days=WEEKS)
    moved: ir.DateValue = (day + step).cast("date")
    return moved


def _compared(tables: Tables, params: YearParams) -> ir.Table:
    """start, group and both years side by side; the year before is null where the record does not reach back."""
    found, first = _both(tables, params)
    each = found.group_by("start", "group", "person").agg(
        amount=found.amount.sum(where=~found.past).fill_null(0),
        before=found.amount.sum(where=found.past).fill_null(0),
        orders=(~found.past & found.order.notnull()).sum(),
        orders_before=(found.past & found.order.notnull()).sum(),
        bought=(~found.past & found.counts).any(),
        bought_before=(found.past & found.counts).any(),
    )
    known = each.person.notnull()
    made = each.group_by("start", "group").agg(
        amount=each.amount.sum(),
        before=each.before.sum(),
        orders=each.orders.sum(),
        orders_before=each.orders_before.sum(),
        customers=(known & each.bought).sum(),
        customers_before=(known & each.bought_before).sum(),
    )
    made = made.join(first, "group")
    whole = made.start >= made.begins
    gone = {name: whole.ifelse(made[name], None) for name in ("before", "orders_before", "customers_before")}
    return made.mutate(**gone).drop("begins")


def _period(start: ir.DateValue, params: YearParams) -> ir.StringValue:
    return cells.month(start) if params.grain == "month" else start.strftime("%Y-%m-%d")


def rows(tables: Tables, params: YearParams) -> ir.Table:
    """period, group, amount, before, pct, diff, orders, customers, and these two of the year before."""
    made = _compared(tables, params)
    return made.select(
        "group",
        "amount",
        "before",
        "orders",
        "orders_before",
        "customers",
        "customers_before",
        period=_period(made.start, params),
        pct=cells.percent(made.amount, made.before),
        diff=made.amount - made.before,
    ).order_by("period", "group")


def people(tables: Tables, params: YearParams, cell: Cell) -> ir.Table:
    """Customers who bought in the period, or in that of the year before."""
    part = cells.part_of(cell, MEASURE.counts)
    found, _ = _both(tables, params)
    found = found.filter(found.person.notnull() & found.counts, found.past == (part == "customers_before"))
    if params.split != "none":
        found = found.filter(found.group == cells.text_of(cell, "group"))
    found = found.filter(_period(found.start, params) == cells.text_of(cell, "period"))
    return found.select("person").distinct()


def population(tables: Tables, params: YearParams) -> ir.Table:
    """amount, before, pct, diff and orders over the periods that have a year before."""
    made = _compared(tables, params)
    kept = made.before.notnull()
    whole = made.agg(
        amount=made.amount.sum(where=kept).fill_null(0),
        before=made.before.sum().fill_null(0),
        orders=made.orders.sum(where=kept).fill_null(0),
        orders_before=made.orders_before.sum().fill_null(0),
    )
    return whole.mutate(
        pct=cells.percent(whole.amount, whole.before),
        diff=whole.amount - whole.before,
        orders_pct=cells.percent(whole.orders, whole.orders_before),
    )


_AMOUNT = Column("amount", N_("Amount"), "money")
_BEFORE = Column("before", N_("Year before"), "money")
_PCT = Column("pct", N_("Against the year before"), "percent")
_DIFF = Column("diff", N_("Difference"), "money")
MEASURE = Measure(
    name="year-on-year",
    title=N_("Against the year before"),
    question=N_("Is more sold than a year ago?"),
    formula=N_("Amount of the period ÷ amount of the same days of the year before, each order by its own day."),
    notes=(
        N_("The same weekday lies 364 days back: a Saturday is compared with a Saturday."),
        N_(
            "By holidays: a holiday against the same holiday, the days of Golden Week, Obon and the turn of the year by their "
            "dates; a weekday that was a holiday a year ago gives way to the nearest week without one."
        ),
        N_("A period that is not over is compared up to the same day. Where the record does not reach back: —."),
    ),
    params=YearParams,
    keys=("period", "group"),
    counts=("customers", "customers_before"),
    columns=(
        Column("period", N_("Period"), "month"),
        Column("group", N_("Group"), "text"),
        _AMOUNT,
        _BEFORE,
        _PCT,
        _DIFF,
        Column("orders", N_("Orders"), "count"),
        Column("orders_before", N_("Orders, year before"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("customers_before", N_("Customers, year before"), "people"),
    ),
    totals=(_PCT, _AMOUNT, _BEFORE, _DIFF, Column("orders_pct", N_("Orders against the year before"), "percent")),
    chart=Chart("bar", x="period", y=("amount", "before")),
    rows=rows,
    people=people,
    population=population,
    aliases=("yoy",),
)
