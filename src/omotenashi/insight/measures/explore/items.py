# SPDX-License-Identifier: Apache-2.0
"""One row a line of goods, and one a line that came back: what a dimension of goods divides.

A returned line lowers the product that came back, in the order it belongs to. What belongs to an order and to none of its
lines (points used, a refund without a line, rounding) is no product's: `measure` puts it under the unknown one.
"""

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.explore.choice import ExploreParams


def items(tables: Tables, params: ExploreParams) -> ir.Table:
    """order, product, category, real (false for what came back), and the sums that lines have."""
    goods = tables.lines.filter(tables.lines.kind == "goods")
    if params.product:
        goods = goods.filter(goods["product"].isin(params.product))
    if params.category:
        goods = goods.filter(goods.category.isin(params.category))
    worth = _without_tax(goods.amount, goods.tax_rate, params)
    bought = goods.select(
        "order", "product", "category", "discount", "coupon",
        sales=worth, gross=worth, returned=ibis.literal(0, "int64"), margin=worth - goods.cost,
        pieces=goods.quantity, real=ibis.literal(True),
    )  # fmt: skip
    came = _came_back(tables, goods, params)
    return bought.union(came.select(*bought.columns))


def pieces(tables: Tables) -> ir.Table:
    """order, pieces: how many pieces of goods an order has."""
    goods = tables.lines.filter(tables.lines.kind == "goods")
    return goods.group_by("order").agg(pieces=goods.quantity.sum())


def _came_back(tables: Tables, goods: ir.Table, params: ExploreParams) -> ir.Table:
    """Lines of returns under the product of their order's line; the cost of the piece comes back with it."""
    sold = goods.group_by("order", "sku").agg(
        product=goods["product"].max(), category=goods.category.max(), tax_rate=goods.tax_rate.max(),
        cost=goods.cost.sum(), bought=goods.quantity.sum(),
    )  # fmt: skip
    back = tables.returns.filter(tables.returns.order.notnull())
    lines = tables.return_lines.join(back.select("ret", "order"), "ret")
    lines = lines.join(sold, ["order", "sku"])
    value = _without_tax(lines.amount, lines.tax_rate, params)
    cost = (lines.cost * lines.quantity / lines.bought.nullif(0)).fill_null(0).round().cast("int64")
    none, off = ibis.literal(0, "int64"), params.returns == "ignore"
    return lines.select(
        "order", "product", "category", discount=none, coupon=none, gross=none, pieces=none, returned=value,
        sales=none if off else -value, margin=none if off else cost - value, real=ibis.literal(False),
    )  # fmt: skip


def _without_tax(amount: ir.IntegerValue, rate: ir.IntegerValue, params: ExploreParams) -> ir.IntegerValue:
    """Without the tax it contains, floored, as on a receipt of one line."""
    return amount - amount * rate // (rate + 100) if params.tax == "excl" else amount
