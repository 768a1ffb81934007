# SPDX-License-Identifier: Apache-2.0
"""Who did something, as one condition of a segment: bought, last bought, came first by, looked at.

Each gives persons, as the people behind a cell are given; what a purchase is, the measures say.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.cohorts import group_of
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_

type Act = Literal["view", "cart", "try", "visit", "click", "friend"]


@dataclass(frozen=True, kw_only=True)
class BoughtParams(Common):
    """Purchases with these properties: how often and for how much; 0 is no limit."""

    within: int = option(0, N_("Within the last days"))
    least: int = option(1, N_("Purchases, at least"), low=1)
    most: int = option(0, N_("Purchases, at most"))
    amount_from: int = option(0, N_("Amount, at least"))
    amount_to: int = option(0, N_("Amount, at most"))


@dataclass(frozen=True, kw_only=True)
class LastParams(Common):
    """How many days the last purchase lies back; 0 is no limit."""

    days_from: int = option(0, N_("Days, at least"))
    days_to: int = option(0, N_("Days, at most"))


@dataclass(frozen=True, kw_only=True)
class TouchParams(Common):
    """What somebody did without buying."""

    act: Act = option("view", N_("What they did"))
    within: int = option(0, N_("Within the last days"))


def bought(tables: Tables, params: BoughtParams) -> ir.Table:
    """Persons with so many purchases for so much."""
    rows = in_period(owned(tables, params), params)
    if params.within:
        rows = rows.filter(rows.day > params.as_of - timedelta(days=params.within))
    times = rows.day.nunique(where=rows.counts) if params.same_day == "merge" else rows.counts.sum()
    found = rows.group_by("person").agg(times=times, amount=rows.amount.sum())
    found = found.filter(found.times >= params.least)
    if params.most:
        found = found.filter(found.times <= params.most)
    if params.amount_from:
        found = found.filter(found.amount >= params.amount_from)
    if params.amount_to:
        found = found.filter(found.amount <= params.amount_to)
    return found.select("person")


def last(tables: Tables, params: LastParams) -> ir.Table:
    """Persons whose last purchase lies so far back."""
    rows = owned(tables, params)
    rows = rows.filter(rows.counts)
    found = rows.group_by("person").agg(last_day=rows.day.max())
    ago = days_between(ibis.literal(params.as_of), found.last_day)
    found = found.filter(ago >= params.days_from)
    return (found.filter(ago <= params.days_to) if params.days_to else found).select("person")


def first(tables: Tables, params: Common) -> ir.Table:
    """Persons whose very first purchase was here, by this medium, in this time."""
    rows = owned(tables, replace(params, channel=(), location=(), medium=(), product=(), category=()))
    rows = rows.filter(rows.counts)
    asked = {name: getattr(params, name) for name in ("channel", "location", "medium")}
    wanted = {name: group_of(rows, name) for name, values in asked.items() if values}  # type: ignore[arg-type]
    found = rows.group_by("person").agg(day=rows.day.min(), **wanted)
    for name in wanted:
        found = found.filter(found[name].isin(asked[name]))
    return in_period(found, params).select("person")


def touched(tables: Tables, params: TouchParams) -> ir.Table:
    """Persons who looked at, tried, visited …; with a product, at this one."""
    rows = in_period(
        tables.touches.filter(tables.touches.day <= params.as_of, tables.touches.act == params.act), params
    )
    if params.within:
        rows = rows.filter(rows.day > params.as_of - timedelta(days=params.within))
    for name in ("channel", "location", "product"):
        if values := getattr(params, name):
            rows = rows.filter(rows[name].isin(values))
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    return rows.join(claimed, "node").select("person").distinct()


# What may be asked: its parameters, and the persons.
CONDITIONS: dict[str, tuple[type[Common], Callable[[Tables, Any], ir.Table]]] = {
    "bought": (BoughtParams, bought),
    "last": (LastParams, last),
    "first": (Common, first),
    "touched": (TouchParams, touched),
}
