# SPDX-License-Identifier: Apache-2.0
"""Day 0 of each customer, and how far one can see from there.

Day 0 is the first purchase, or the first purchase of a chosen product, category or medium (起点).
``from`` and ``to`` choose customers by their day 0. A rate "within N days" looks only at customers
whom one has observed for N days: right-censoring, without which young customers pull it down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.items import items
from omotenashi.insight.measures.moments import MILLION, micros
from omotenashi.insight.measures.params import By, ByFirst, Common, option
from omotenashi.insight.measures.purchases import days_between, orders_with, owned
from omotenashi.insight.measures.words import N_

MONTHLY = tuple(range(30, 361, 30))
# Of a split by things, those that most customers began with.
MOST_THINGS = 30


@dataclass(frozen=True, kw_only=True)
class CohortParams(Common):
    """``by`` splits by a property of the order of day 0; ``base_*`` moves day 0."""

    by: By = option("none", N_("Split by"))
    base_product: str = option("", N_("Day 0: product"))
    base_category: str = option("", N_("Day 0: category"))
    base_medium: str = option("", N_("Day 0: medium"))


@dataclass(frozen=True, kw_only=True)
class FirstParams(CohortParams):
    """``by`` may also be what was in the purchase of day 0."""

    by: ByFirst = option("none", N_("Split by"))  # type: ignore[assignment]  # wider: only `split` reads these


def whole[P: FirstParams](params: P) -> P:
    """The same without a split: everybody once."""
    return replace(params, by="none")


def split(tables: Tables, params: FirstParams) -> ir.Table:
    """``history``; split by things, its rows stand once for each thing in the purchase of day 0."""
    if params.by not in ("product", "category"):
        return history(tables, params)
    bought = owned(tables, params)
    bought = bought.filter(bought.counts).select("order", "person", day0="day")
    rows = history(tables, whole(params)).drop("group")
    began = bought.semi_join(firsts(rows).select("person", day0="first_day"), ["person", "day0"])
    held = began.join(items(tables, "product" if params.by == "product" else "category"), "order")
    held = held.select("person", group="item").distinct()
    sizes = held.group_by("group").agg(heads=held.count())
    held = held.semi_join(sizes.order_by(ibis.desc("heads"), "group").limit(MOST_THINGS), "group")
    return rows.join(held, "person")


def history(tables: Tables, params: CohortParams) -> ir.Table:
    """Everything customers did from day 0 on, one row a purchase (and a day of stray returns only).

    Columns: person, day, amount, margin, bought (false for the returns), first_day (day 0), age (days since),
    observed (days from day 0 to as_of), place (0 = purchase of day 0, 1 = the next …; null for the
    returns), next_day (of the next purchase, null for the last), group ("" without a split).
    """
    visits = _visits(_marked(tables, params), params)
    by_time = [visits.bought.desc(), visits.day]
    if params.same_day == "separate":
        by_time += [visits.placed_at, visits.order]
    # Purchases first and returns last, so that row numbers count purchases.
    window = ibis.window(group_by=visits.person, order_by=by_time)
    rows = visits.mutate(
        nth=ibis.row_number().over(window),
        next_day=visits.bought.lead().over(window).ifelse(visits.day.lead().over(window), None),
        # Without a chosen day 0 it is the first purchase: of the first row, if that is one.
        start=ibis.literal(0, "int64"),
        first_day=visits.bought.first().over(window).ifelse(visits.day.first().over(window), None),
        group=visits.group.first().over(window),
    )
    if "starts" in rows.columns:
        rows = _moved(rows)
    rows = _begun(rows.filter(rows.day >= rows.first_day), params)
    return rows.select(
        "person",
        "day",
        "amount",
        "margin",
        "bought",
        "first_day",
        "next_day",
        age=days_between(rows.day, rows.first_day),
        observed=days_between(ibis.literal(params.as_of), rows.first_day),
        place=(rows.bought & (rows.nth >= rows.start)).ifelse(rows.nth - rows.start, None),
        group=cells.month(rows.first_day) if params.by == "month" else rows.group.fill_null(""),
    )


def _begun(rows: ir.Table, params: CohortParams) -> ir.Table:
    """Customers whose day 0 lies in the span."""
    if params.start:
        rows = rows.filter(rows.first_day >= params.start)
    return rows.filter(rows.first_day <= params.end) if params.end else rows


def firsts(rows: ir.Table) -> ir.Table:
    """One row a customer: the purchase of day 0. ``next_day`` is the day of the second purchase."""
    return rows.filter(rows.place == 0)


def stepped(rows: ir.Table, steps: tuple[int, ...], *keys: str) -> ir.Table:
    """Per key and step ("days"): who was observed so long, came back and spent within the days.

    ``rows`` is a ``history``, with a further column ``full``: the days until which a customer takes
    part. Gives the keys, days, customers, repeaters and sum, each over customers with full ≥ days.
    """
    # One pass: counted once per customer, in the row of day 0 and in that of the second purchase.
    small = rows.group_by(*keys, "full", reached=next_step(rows.age, steps)).agg(
        heads=(rows.place == 0).sum().fill_null(0),
        seconds=(rows.place == 1).sum().fill_null(0),
        amount=rows.amount.sum(),
    )
    grid = small.cross_join(cells.numbers(*steps, name="days"))
    inside = (grid.full >= grid.days) & (grid.reached <= grid.days)
    return grid.group_by(*keys, "days").agg(
        customers=grid.heads.sum(where=inside).fill_null(0),
        repeaters=grid.seconds.sum(where=inside).fill_null(0),
        sum=grid.amount.sum(where=inside),
    )


def group_of(rows: ir.Table, by: By) -> ir.StringValue:
    """An aggregate of ``owned`` entries: a property of the earliest purchase among them."""
    if by == "none":
        return ibis.literal("")
    if by == "month":
        return cells.month(rows.day.min(where=rows.counts))
    first: ir.StringValue = rows[by].fill_null("").argmin(moment_of(rows), where=rows.counts)
    return first.fill_null("")


def moment_of(rows: ir.Table) -> ir.IntegerValue:
    """When an order was placed, as one number to sort by: seconds, then the key of the order."""
    return micros(rows.placed_at) // MILLION * 2**32 + rows.order


def _marked(tables: Tables, params: CohortParams) -> ir.Table:
    """``owned`` entries, with ``starts`` (may it be day 0?) when day 0 is moved."""
    rows = owned(tables, params)
    if params.base_product or params.base_category:
        holders = orders_with(tables, product=params.base_product, category=params.base_category)
        rows = rows.mutate(starts=rows.order.isin(holders.order).fill_null(False))
    if params.base_medium:
        here = (rows.medium == params.base_medium).fill_null(False)
        rows = rows.mutate(starts=(rows.starts & here) if "starts" in rows.columns else here)
    if "starts" in rows.columns:
        rows = rows.mutate(starts=rows.starts & rows.counts)
    return rows


def _visits(rows: ir.Table, params: CohortParams) -> ir.Table:
    """Entries made purchases: merged by day, or one by one."""
    by: By = "none" if params.by == "month" else params.by
    if params.same_day == "separate":
        own = ibis.literal("") if by == "none" else rows[by].fill_null("")
        return rows.mutate(bought=rows.counts, group=own)
    extra = {"starts": rows.starts.any()} if "starts" in rows.columns else {}
    if by != "none":
        extra["group"] = group_of(rows, by)
    days = rows.group_by("person", "day").agg(
        amount=rows.amount.sum(), margin=rows.margin.sum(), bought=rows.counts.any(), **extra
    )
    return days if by != "none" else days.mutate(group=ibis.literal(""))


def _moved(rows: ir.Table) -> ir.Table:
    """Day 0 moved to the first purchase that may start."""
    window = ibis.window(group_by=rows.person)
    rows = rows.mutate(start=rows.nth.min(where=rows.starts).over(window))
    at = rows.nth == rows.start
    return rows.mutate(first_day=rows.day.min(where=at).over(window), group=rows.group.min(where=at).over(window))


def next_step(days: ir.IntegerValue, steps: tuple[int, ...]) -> ir.IntegerValue:
    """The smallest step that is not below ``days``; null beyond the last."""
    return ibis.cases(*((days <= step, step) for step in steps))


def full_step(days: ir.IntegerValue, steps: tuple[int, ...]) -> ir.IntegerValue:
    """The largest step that is not above ``days``; 0 before the first."""
    return ibis.cases(*((days >= step, step) for step in reversed(steps)), else_=0)


def group_key(cell: Mapping[str, str], by: ByFirst) -> str:
    """The cell's group; without a split it need not be named."""
    return "" if by == "none" else cells.text_of(cell, "group")
