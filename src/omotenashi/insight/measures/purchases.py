# SPDX-License-Identifier: Apache-2.0
"""What counts as a purchase, whose it is and how much it was worth: the ground of every measure.

Valid orders are those that were never cancelled. One purchase is all orders of one person on one
day (``same_day=merge``); amounts are never merged. A return lowers the order it belongs to, whenever
it came; a return whose order is unknown is deducted on its own day. The day of an order is the day on
which it was placed, or was sent (``dated``).
"""

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.params import Common


def entries(tables: Tables, params: Common) -> ir.Table:
    """Valid orders and stray returns of anybody until the as-of day, after the filters.

    Columns: order (null for a stray return), node, day, placed_at, channel, location, medium, staff,
    amount (minor units, by the toggles; negative for a stray return), margin (the same of the gross profit), counts (is
    it a purchase?).
    """
    orders = valid(tables, params)
    rows = orders.select(
        "order",
        "node",
        "day",
        "placed_at",
        "channel",
        "location",
        "medium",
        "staff",
        amount=worth(orders, params),
        margin=worth(orders, params, margin=True),
        counts=orders.priced if params.zero == "exclude" else ibis.literal(True),
    )
    return rows if narrowed(params) or params.returns == "ignore" else rows.union(_strays(tables, params))


def valid(tables: Tables, params: Common) -> ir.Table:
    """Orders that were never cancelled, until the as-of day, after the filters: all their columns."""
    orders = _filtered(_dated(tables, params), params)
    orders = orders.filter(~orders.cancelled)
    if params.medium:
        orders = orders.filter(orders.medium.isin(params.medium))
    if params.seller:
        orders = orders.filter(orders.staff.isin(params.seller))
    if params.order_kind != "all":
        sent = tables.deliveries.filter(tables.deliveries.order.notnull()).select("order")
        orders = (
            orders.semi_join(sent, "order") if params.order_kind == "subscription" else orders.anti_join(sent, "order")
        )
    if params.product or params.category:
        orders = orders.semi_join(_containing(tables, params.product, params.category), "order")
    return orders


def narrowed(params: Common) -> bool:
    """Is it asked for what a stray return does not have: a medium, a product, staff, a subscription? Then it is not ours."""
    return bool(params.medium or params.product or params.category or params.seller or params.order_kind != "all")


def strays(tables: Tables, params: Common) -> ir.Table:
    """Returns whose order is unknown, until the as-of day, after the filters by place: all their columns."""
    back = _filtered(tables.returns, params)
    return back.filter(back.order.isnull())


def owned(tables: Tables, params: Common) -> ir.Table:
    """``entries`` of known persons: with the column person instead of node."""
    rows = entries(tables, params)
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    return rows.join(claimed, "node").drop("node")


def anybody(tables: Tables, params: Common) -> ir.Table:
    """``entries`` with the column person: null for what nobody has claimed."""
    rows = entries(tables, params)
    return rows.left_join(tables.nodes.select("node", "person"), "node").drop("node_right")


def in_period(rows: ir.Table, params: Common) -> ir.Table:
    """Rows whose day lies from ``from`` to ``to``, both inclusive."""
    if params.start:
        rows = rows.filter(rows.day >= params.start)
    return rows.filter(rows.day <= params.end) if params.end else rows


def purchases(rows: ir.Table, params: Common) -> ir.Table:
    """One row a purchase, from ``owned`` entries: person, day, nth (1 = first), next_day or null."""
    made = rows.filter(rows.counts)
    by_time = [made.day, made.placed_at, made.order]
    if params.same_day == "merge":
        made = made.select("person", "day").distinct()
        by_time = [made.day]
    window = ibis.window(group_by=made.person, order_by=by_time)
    return made.select(
        "person",
        "day",
        nth=ibis.row_number().over(window) + 1,
        next_day=made.day.lead().over(window),
    )


def customers(rows: ir.Table, params: Common) -> ir.Table:
    """One row a person who bought: purchases, amount, first_day, last_day, from ``owned`` entries."""
    if params.same_day == "merge":
        rows = rows.group_by("person", "day").agg(amount=rows.amount.sum(), counts=rows.counts.any())
    made = rows.group_by("person").agg(
        purchases=rows.counts.sum(),
        amount=rows.amount.sum(),
        first_day=rows.day.min(where=rows.counts),
        last_day=rows.day.max(where=rows.counts),
    )
    return made.filter(made.purchases > 0)


def worth(orders: ir.Table, params: Common, *, margin: bool = False) -> ir.IntegerColumn:
    """The amount of an order by the toggles, in minor units; `margin`: the gross profit, whichever amount is asked for."""
    deduct = params.returns == "deduct"
    amount = orders.gross - orders.returned if deduct else orders.gross
    if params.tax == "excl":
        amount = amount - (orders.tax - orders.returned_tax if deduct else orders.tax)
    if margin or params.amount == "margin":
        amount = amount - (orders.cost - orders.returned_cost if deduct else orders.cost)
    return amount - orders.points_used if params.points == "after" else amount


def orders_with(tables: Tables, *, product: str, category: str) -> ir.Table:
    """The keys of orders that contain a product or a category of goods."""
    return _containing(tables, (product,) if product else (), (category,) if category else ())


def days_between(later: ir.DateValue, earlier: ir.DateValue) -> ir.IntegerValue:
    """Whole calendar days from the earlier day to the later."""
    return later.delta(earlier, unit="day")


def _dated(tables: Tables, params: Common) -> ir.Table:
    """Orders by the day that is asked for. ``sent``: one that was not sent yet is left out, but where a source never said
    of a channel when it sends, as a till, its orders keep their day.
    """
    orders = tables.orders
    if params.dated == "ordered":
        return orders
    told = orders.filter(orders.sent.notnull())
    silent = orders.anti_join(told.select("origin", "channel").distinct(), ["origin", "channel"])
    # By the moment orders of one person are sorted: here the day, then the order in which they were recorded.
    return told.mutate(day=told.sent, placed_at=told.sent.cast(told.placed_at.type())).union(silent)


def _filtered(rows: ir.Table, params: Common) -> ir.Table:
    rows = rows.filter(rows.day <= params.as_of)
    if params.channel:
        rows = rows.filter(rows.channel.isin(params.channel))
    return rows.filter(rows.location.isin(params.location)) if params.location else rows


def _strays(tables: Tables, params: Common) -> ir.Table:
    back = strays(tables, params)
    value = back.amount - back.tax if params.tax == "excl" else back.amount
    margin = value - back.cost
    return back.select(
        "order",
        "node",
        "day",
        placed_at=ibis.null(tables.orders.placed_at.type()),
        channel=back.channel,
        location=back.location,
        medium=ibis.null(tables.orders.medium.type()),
        staff=ibis.null(tables.orders.staff.type()),
        amount=-(margin if params.amount == "margin" else value),
        margin=-margin,
        counts=ibis.literal(False),
    )


def _containing(tables: Tables, products: tuple[str, ...], categories: tuple[str, ...]) -> ir.Table:
    lines = tables.lines.filter(tables.lines.kind == "goods")
    if products:
        lines = lines.filter(lines["product"].isin(products))
    if categories:
        lines = lines.filter(lines.category.isin(categories))
    return lines.select("order").distinct()
