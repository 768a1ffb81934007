# SPDX-License-Identifier: Apache-2.0
"""KPIツリー: the 12-month LTV and the three factors whose product it is, now and a year before.

LTV = amount ÷ customers = (amount ÷ purchases) × (purchases ÷ active months) × (active months ÷
customers) = 単価 × 回数 × 継続. An active month is a calendar month in which a customer bought, so the
product is exact, without any estimate. The customers are those whose first purchase lies one to two
years (``days`` to 2 × ``days``) before the day: the youngest whole year that has been fully observed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import CohortParams, group_key, history
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.cross_use import year_before
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.purchases import days_between
from omotenashi.insight.measures.words import N_

_BASE = ("customers", "sum", "purchases", "months", "repeaters")
_RECENT = ("active", "sales", "orders", "new")
_BEFORE = "_before"


@dataclass(frozen=True, kw_only=True)
class TreeParams(CohortParams):
    """``by`` splits by the shop or channel of the first order. ``against``: a year before if empty."""

    days: int = option(365, N_("LTV within days"), low=1)
    against: date | None = option(None, N_("Compare with"))


def _before(params: TreeParams) -> date:
    return params.against or year_before(params.as_of) - timedelta(days=1)


def _each(tables: Tables, params: TreeParams) -> ir.Table:
    """One row a customer: group and what they add to each figure, of the older day with "_before"."""
    found = history(tables, params)
    bought, within = found.place.notnull(), found.age <= params.days
    # The last purchase of a month stands for it, so that months are counted without a set.
    over = (found.next_day.truncate("M") != found.day.truncate("M")).fill_null(True)
    over |= days_between(found.next_day, found.first_day) > params.days
    recent = {name: _recent(found, day, params) for name, day in _days(params).items()}
    each = found.group_by("person", "group", "first_day").agg(
        sum=found.amount.sum(where=within),
        purchases=(bought & within).sum(),
        months=(bought & within & over).sum(),
        **{"sales" + name: found.amount.sum(where=here) for name, here in recent.items()},
        **{"orders" + name: (bought & here).sum() for name, here in recent.items()},
    )
    return each.select(
        "person",
        "group",
        **{
            figure + name: value
            for name, day in _days(params).items()
            for figure, value in _shares(each, name, day, params).items()
        },
    )


def _days(params: TreeParams) -> dict[str, date]:
    return {"": params.as_of, _BEFORE: _before(params)}


def _recent(found: ir.Table, day: date, params: TreeParams) -> ir.BooleanValue:
    return (found.day <= day) & (found.day > day - timedelta(days=params.days))


def _shares(each: ir.Table, name: str, day: date, params: TreeParams) -> dict[str, ir.Value]:
    """What one customer adds to each figure of one day; 0 when not part of it."""
    seen = days_between(ibis.literal(day), each.first_day)
    chosen = (seen >= params.days) & (seen < 2 * params.days)
    fresh = (seen >= 0) & (seen < params.days)
    return {
        "customers": chosen.cast("int64"),
        "sum": chosen.ifelse(each["sum"], 0),
        "purchases": chosen.ifelse(each.purchases, 0),
        "months": chosen.ifelse(each.months, 0),
        "repeaters": (chosen & (each.purchases > 1)).cast("int64"),
        "active": (each["orders" + name] > 0).cast("int64"),
        "sales": each["sales" + name],
        "orders": each["orders" + name],
        "new": fresh.cast("int64"),
    }


def _figures(made: ir.Table, suffix: str) -> dict[str, ir.Value]:
    whole = {name: made[name + suffix] for name in (*_BASE, *_RECENT)}
    heads, buys = whole["customers"].nullif(0), whole["purchases"].nullif(0)
    months, active = whole["months"].nullif(0), whole["active"].nullif(0)
    figures = {
        "customers": whole["customers"],
        "ltv": whole["sum"] / heads,
        "price": whole["sum"] / buys,
        "frequency": whole["purchases"] / months,
        "retention": whole["months"] / heads,
        "repeaters": whole["repeaters"],
        "repeat_pct": cells.percent(whole["repeaters"], whole["customers"]),
        "active": whole["active"],
        "new": whole["new"],
        "sales": whole["sales"],
        "sales_per_active": whole["sales"] / active,
        "sales_per_purchase": whole["sales"] / whole["orders"].nullif(0),
        "purchases_per_active": whole["orders"] / active,
    }
    return {name + suffix: value for name, value in figures.items()}


def _summed(each: ir.Table) -> dict[str, ir.Value]:
    names = [name + suffix for suffix in ("", _BEFORE) for name in (*_BASE, *_RECENT)]
    return {name: each[name].sum().fill_null(0) for name in names}


def rows(tables: Tables, params: TreeParams) -> ir.Table:
    """group and every figure, each again with "_before": as it was on the day compared with."""
    each = _each(tables, params)
    made = each.group_by("group").agg(**_summed(each))
    return made.select("group", **_figures(made, ""), **_figures(made, _BEFORE)).order_by("group")


def people(tables: Tables, params: TreeParams, cell: Cell) -> ir.Table:
    """customers: those of the LTV; active and new: of the last 12 months; repeaters: bought again."""
    each, part = _each(tables, params), cells.part_of(cell, MEASURE.counts)
    each = each.filter(cells.same(each.group, group_key(cell, params.by)))
    return each.filter(each[part] > 0).select("person")


def population(tables: Tables, params: TreeParams) -> ir.Table:
    """The figures over all groups, and before: the day compared with."""
    each = _each(tables, params)
    made = each.agg(**_summed(each))
    return made.select(**_figures(made, ""), **_figures(made, _BEFORE), before=ibis.literal(_before(params)))


_SHARED = (
    Column("customers", N_("Customers of the LTV"), "people"),
    Column("ltv", N_("12-month LTV"), "money"),
    Column("price", N_("Amount per purchase"), "money"),
    Column("frequency", N_("Purchases per active month"), "ratio"),
    Column("retention", N_("Active months per customer"), "ratio"),
    Column("repeaters", N_("Bought again"), "people"),
    Column("repeat_pct", N_("Repeat rate"), "percent"),
    Column("active", N_("Active customers"), "people"),
    Column("new", N_("New customers"), "people"),
    Column("sales", N_("Sales of 12 months"), "money"),
    Column("sales_per_active", N_("Sales per active customer"), "money"),
    Column("sales_per_purchase", N_("Sales per purchase"), "money"),
    Column("purchases_per_active", N_("Purchases per active customer"), "ratio"),
)
_TWICE = (*_SHARED, *(Column(c.name + _BEFORE, c.label, c.unit) for c in _SHARED))
MEASURE = Measure(
    name="kpi-tree",
    title=N_("KPI tree"),
    question=N_("What is a customer worth in 12 months, and where does it come from?"),
    formula=N_(
        "12-month LTV = amount per purchase × purchases per active month × active months per "
        "customer. An active month is a month in which the customer bought, so the product is exact."
    ),
    notes=(
        N_("Customers of the LTV: first purchase one to two years ago, so all are fully observed."),
        N_("Active: bought in the last 12 months; sales per active customer = price × purchases."),
        N_("Groups are those of the first order, so that they add up."),
    ),
    params=TreeParams,
    keys=("group",),
    counts=("customers", "repeaters", "active", "new"),
    columns=(Column("group", N_("Group"), "text"), *_TWICE),
    totals=(*_TWICE, Column("before", N_("Compared with"), "date")),
    chart=Chart("tree", y=("ltv", "price", "frequency", "retention")),
    rows=rows,
    people=people,
    population=population,
)
