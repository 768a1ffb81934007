# SPDX-License-Identifier: Apache-2.0
"""One row an order, or a return nobody can place, with its amounts and with every dimension that is asked for.

The dimensions are text, "" where nothing is known. Whose first purchase it was is looked up in the whole record: a filter
by channel narrows what is counted, not when somebody became a customer.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells, purchases
from omotenashi.insight.measures.cohorts import group_of
from omotenashi.insight.measures.explore.catalogue import DIMENSIONS, SUMS
from omotenashi.insight.measures.explore.choice import ExploreParams
from omotenashi.insight.measures.params import Common

# Text of a dimension, from a row of facts with what it needs joined.
_TEXT: dict[str, Callable[[ir.Table], ir.Value]] = {
    "year": lambda rows: rows.day.strftime("%Y"),
    "quarter": lambda rows: rows.day.strftime("%Y-Q") + rows.day.quarter().cast("string"),
    "month": lambda rows: cells.month(rows.day),
    "week": lambda rows: rows.day.truncate("W").strftime("%Y-%m-%d"),
    "day": lambda rows: rows.day.strftime("%Y-%m-%d"),
    "weekday": lambda rows: (rows.day.day_of_week.index() + 1).cast("string"),
    "hour": lambda rows: rows.hour.cast("string").lpad(2, "0"),
    "first_month": lambda rows: cells.month(rows.first_day),
    "newness": lambda rows: (rows.day == rows.first_day).ifelse("new", "returning"),
    "nth": lambda rows: ibis.least(rows.turn, MOST_TURNS).cast("string").lpad(2, "0"),
    "age": lambda rows: (rows.years // 10 * 10).cast("string").lpad(2, "0"),
}
# The tenth purchase and all after it are one.
MOST_TURNS = 10


def heads(tables: Tables, params: ExploreParams, dimensions: Iterable[str], *, new: bool = False) -> ir.Table:
    """order, person (null for nobody), day, counts, is_new, the sums of an order, and the dimensions as text.

    ``is_new`` is only told when ``new`` asks for it: it costs a look at the whole history.
    """
    wanted = [name for name in dimensions if DIMENSIONS[name].ground != "line"]
    narrow = {"newness": params.newness != "all", **{name: bool(getattr(params, name)) for name in _LISTS}}
    needed = {*wanted, *(name for name, on in narrow.items() if on)}
    rows = purchases.in_period(_amounts(tables, params), params)
    rows = rows.left_join(tables.nodes.select("node", "person"), "node").drop("node_right")
    if new or any(DIMENSIONS[name].ground == "history" for name in needed):
        rows = _with_history(rows, tables, params, turn="nth" in needed)
    if any(DIMENSIONS[name].ground == "person" for name in needed):
        rows = _with_person(rows, tables, params)
    rows = rows.mutate(**{name: _text(rows, name) for name in needed})
    for name in _LISTS:
        if narrow[name]:
            rows = rows.filter(rows[name].isin(getattr(params, name)))
    if narrow["newness"]:
        rows = rows.filter(rows.newness == params.newness)
    fresh = (rows.day == rows.first_day).fill_null(False) if new else ibis.literal(False)
    return rows.select("order", "person", "day", "counts", *SUMS_OF_ORDERS, *wanted, is_new=fresh & rows.counts)


# What the customer is narrowed by: lists of values.
_LISTS = ("first_channel", "prefecture", "tier", "member_rank", "gender")
# Pieces stand on lines.
SUMS_OF_ORDERS = tuple(name for name in SUMS if name not in ("pieces", "anonymous", "known"))


def _text(rows: ir.Table, name: str) -> ir.Value:
    made = _TEXT[name](rows) if name in _TEXT else rows[name]
    if name == "newness":
        # Of whom nothing is known, nobody knows whether they were here before.
        made = rows.first_day.notnull().ifelse(made, "")
    return made.fill_null("")


def _amounts(tables: Tables, params: ExploreParams) -> ir.Table:
    """Valid orders with their amounts; a stray return has no gross amount and lowers by what came back."""
    orders = purchases.valid(tables, params)
    gross = purchases.worth(orders, _with(params, returns="ignore"))
    net = purchases.worth(orders, _with(params, returns="deduct"))
    made = orders.select(
        "order", "node", "day", "hour", "channel", "location", "medium", "staff", "country", "discount", "coupon",
        sales=purchases.worth(orders, params),
        gross=gross,
        returned=gross - net,
        margin=purchases.worth(orders, _with(params, amount="margin")),
        counts=orders.priced if params.zero == "exclude" else ibis.literal(True),
    )  # fmt: skip
    if purchases.narrowed(params):
        return made
    back = purchases.strays(tables, params)
    value = back.amount - back.tax if params.tax == "excl" else back.amount
    off = params.returns == "ignore"
    none = ibis.literal(0, "int64")
    said = {name: ibis.null(made[name].type()) for name in ("hour", "medium", "staff", "country")}
    lost = back.select(
        "order", "node", "day", "channel", "location", **said, discount=none, coupon=none, gross=none,
        sales=none if off else -value,
        returned=value,
        margin=none if off else back.cost - value,
        counts=ibis.literal(False),
    )  # fmt: skip
    return made.union(lost.select(*made.columns))


def _with[P: Common](params: P, **changes: str) -> Common:
    plain = Common(**{item.name: getattr(params, item.name) for item in fields(Common)})
    return replace(plain, **changes)  # type: ignore[arg-type]  # words of the toggles


def _with_history(rows: ir.Table, tables: Tables, params: ExploreParams, *, turn: bool) -> ir.Table:
    """first_day, first_channel, first_medium, first_location of the person; with ``turn`` which purchase it is."""
    ever = _with(params, channel=(), location=(), medium=(), product=(), category=(), same_day="merge")  # type: ignore[arg-type]
    entries = purchases.owned(tables, ever)
    entries = entries.filter(entries.counts)
    born = entries.group_by("person").agg(
        first_day=entries.day.min(),
        first_channel=group_of(entries, "channel"),
        first_medium=group_of(entries, "medium"),
        first_location=group_of(entries, "location"),
    )
    rows = rows.left_join(born, "person").drop("person_right")
    if not turn:
        return rows
    turns = purchases.purchases(entries, ever).select("person", "day", turn="nth")
    rows = rows.left_join(turns, ["person", "day"])
    return rows.drop("person_right", "day_right")


def _with_person(rows: ir.Table, tables: Tables, params: ExploreParams) -> ir.Table:
    """prefecture, tier (of the programme), member_rank (of the profile), gender and years of the person."""
    known = tables.persons.select(
        "person",
        "prefecture",
        "gender",
        "tier",
        member_rank="rank",
        years=params.as_of.year - tables.persons.birth_year,
    )
    return rows.left_join(known, "person").drop("person_right")
