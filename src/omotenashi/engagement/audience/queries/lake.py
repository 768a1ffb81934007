# SPDX-License-Identifier: Apache-2.0
"""Conditions on the record, answered by the lake: of everybody, on whichever engine the lake is read with.

What was bought is asked of the measures themselves (`measures.conditions`); what people did and said stands here.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
from django.conf import settings

from omotenashi.base import bulk
from omotenashi.engagement.audience.queries.numbers import Keys
from omotenashi.engagement.audience.queries.record import Turns
from omotenashi.engagement.audience.rules import asking, moments
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.rules.moments import Moment
from omotenashi.insight.lake import plans
from omotenashi.insight.lake.tables import Tables, reading
from omotenashi.insight.measures.conditions import CONDITIONS
from omotenashi.insight.measures.cpm_ranks import told
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.purchases import customers, in_period, owned


def meeting(asked: Asked, moment: Moment) -> tuple[Keys, Turns]:
    """Give who meets a condition by the lake, and when that may turn for whom soon."""
    with reading(settings.LAKE_PATH, engine=settings.LAKE_ENGINE) as tables:
        return answer(tables, asked, moment)


def answer(tables: Tables, asked: Asked, moment: Moment) -> tuple[Keys, Turns]:
    """Give the same of any tables."""
    asked = with_codes(asked)
    key = ("audience", asked.what, asked.params)
    found = plans.fetch(tables, key, lambda: persons(tables, asked)).column("person").to_numpy()
    days = tuple(moment.coming())
    if not days:
        return found, {}
    turns = plans.fetch(tables, (*key, "turns", days), lambda: turning(tables, asked, days))
    at = {day: moment.turn(day) for day in days}
    seqs, on = turns.column("person").to_pylist(), turns.column("turns").to_pylist()
    return found, {seq: at[day] for seq, day in zip(seqs, on, strict=True)}


def with_codes(asked: Asked) -> Asked:
    """Say brands by the products that have them now: the lake knows products."""
    params = asked.params
    if not getattr(params, "brand", ()):
        return asked
    codes = [code for (code,) in bulk.rows(_OF_BRANDS, [list(params.brand)])]
    mine = tuple(code for code in codes if not params.product or code in params.product)
    return replace(asked, params=replace(params, brand=(), product=mine or _NO_PRODUCT))


def persons(tables: Tables, asked: Asked) -> ir.Table:
    """Give the expression for who meets a condition; its params say as of which day."""
    if asked.what in ("bought", "last", "first"):
        tables = _sold_by(tables, asked.params)
        return CONDITIONS[asked.what][1](tables, asked.params)
    return _MEETING[asked.what](tables, asked.params)


def turning(tables: Tables, asked: Asked, days: Sequence[date]) -> ir.Table:
    """Give the expression for whom a condition may turn on one of these days, and on which first."""
    params = replace(asked.params, as_of=days[-1])
    rows, gone = _TURNING[asked.what](_sold_by(tables, params), params)
    found = []
    for off in gone:
        some = rows.filter(rows.day.isin([day - timedelta(days=off) for day in days]))
        found.append(some.select("person", turns=(some.day + ibis.interval(days=off)).cast("date")))
    whole = ibis.union(*found) if len(found) > 1 else found[0]
    return whole.group_by("person").agg(turns=whole.turns.min())


def _sold_by(tables: Tables, params: Any) -> Tables:
    """Narrow sales to those of some of the staff; a return whose order is unknown is nobody's."""
    if not (staff := getattr(params, "staff", ())):
        return tables
    mine = tables.orders.filter(tables.orders.staff.isin(staff))
    # What was worked out of all orders is of no use to some of them.
    worked_out: dict[str, Any] = {one.name: None for one in fields(tables) if one.default is None}
    known = tables.returns.filter(tables.returns.order.notnull())
    return replace(tables, orders=mine, returns=known, **worked_out)


def _touched(tables: Tables, params: Any) -> ir.Table:
    return _often(_within(_acts(tables, params, params.act), params), params)


def _noted(tables: Tables, params: Any) -> ir.Table:
    return _often(_within(_notes(tables, params), params), params)


def _often(rows: ir.Table, params: Any) -> ir.Table:
    found = rows.group_by("person").agg(times=rows.count())
    found = found.filter(found.times >= params.least)
    return (found.filter(found.times <= params.most) if params.most else found).select("person")


def _sequence(tables: Tables, params: Any) -> ir.Table:
    begun = _acts(tables, replace(params, start=None, end=None), params.first).select("person", begun="at")
    then = _within(_acts(tables, params, params.then), params)
    both = then.join(begun, "person")
    close = (both.begun < both["at"]) & (both.begun > both["at"] - ibis.interval(hours=params.hours))
    return both.filter(close).select("person").distinct()


def _reason(tables: Tables, params: Any) -> ir.Table:
    rows = _claimed(tables, tables.answers.filter(tables.answers.day <= params.as_of))
    rows = rows.mutate(origin=rows.origin.fill_null(""))
    window = ibis.window(
        group_by=[rows.person, rows.number, rows.origin], order_by=[rows["at"].desc(), rows.entry.desc()]
    )
    rows = rows.mutate(place=ibis.row_number().over(window))
    rows = in_period(_within(rows.filter(rows.place == 0), params), params)
    return rows.filter(rows.reason.isin(params.reason)).select("person").distinct()


def _kind(tables: Tables, params: Any) -> ir.Table:
    found = told(customers(in_period(owned(tables, params), params), params), params, day=params.as_of)
    found = found.filter(found.kind.isin(params.kind))
    return (found.filter(found.state.isin(params.state)) if params.state else found).select("person")


def _acts(tables: Tables, params: Any, act: str = "") -> ir.Table:
    """What people did until the as-of day, where it is asked of, in the period."""
    rows = tables.touches.filter(tables.touches.day <= params.as_of)
    if act:
        rows = in_period(rows.filter(rows.act == act), params)
    for name, values in asking.narrows(params).items():
        if name in ("channel", "location", "product"):
            rows = rows.filter(rows[name].isin(values))
    return _claimed(tables, rows)


def _notes(tables: Tables, params: Any) -> ir.Table:
    """What scenarios noted until the as-of day, where it is asked of, in the period."""
    rows = in_period(tables.notes.filter(tables.notes.day <= params.as_of), params)
    return _claimed(tables, rows.filter(rows.name.isin(params.note)) if params.note else rows)


def _claimed(tables: Tables, rows: ir.Table) -> ir.Table:
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    return rows.join(claimed, "node")


def _within(rows: ir.Table, params: Any) -> ir.Table:
    return rows.filter(rows.day > params.as_of - timedelta(days=params.within)) if params.within else rows


def _counting(tables: Tables, params: Common) -> ir.Table:
    rows = owned(tables, params)
    return rows.filter(rows.counts)


_OF_BRANDS = "SELECT code FROM catalogue_product WHERE brand = ANY(%s) ORDER BY code"
# A code that no product can have.
_NO_PRODUCT = ("\ufffe",)
_MEETING: dict[str, Callable[[Tables, Any], ir.Table]] = {
    "touched": _touched, "sequence": _sequence, "reason": _reason, "noted": _noted, "kind": _kind,
}  # fmt: skip
# The rows whose days make a difference, and after how many days they do.
_TURNING: dict[str, Callable[[Tables, Any], tuple[ir.Table, list[int]]]] = {
    "bought": lambda tables, params: (in_period(owned(tables, params), params), moments.windows(params.within)),
    "last": lambda tables, params: (
        _counting(tables, params), moments.windows(params.days_from, params.days_to + 1 if params.days_to else 0)
    ),
    "first": lambda tables, params: (
        _counting(tables, replace(params, channel=(), location=(), medium=(), product=(), category=())), [0]
    ),
    "touched": lambda tables, params: (_acts(tables, params, params.act), moments.windows(params.within)),
    "noted": lambda tables, params: (_notes(tables, params), moments.windows(params.within)),
    "sequence": lambda tables, params: (_acts(tables, params), moments.windows(params.within)),
    "kind": lambda tables, params: (in_period(owned(tables, params), params), moments.windows(params.days + 1)),
    "reason": lambda tables, params: (
        _claimed(tables, tables.answers.filter(tables.answers.day <= params.as_of)), moments.windows(params.within)
    ),
}  # fmt: skip
