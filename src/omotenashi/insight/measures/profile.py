# SPDX-License-Identifier: Apache-2.0
"""データ概要: what is in the record, to be compared with what one knows about one's own shop."""

from dataclasses import dataclass
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class ProfileParams(Common):
    """The record as it is: days and places choose, nothing else is left out of it."""

    heeds: ClassVar[tuple[str, ...]] = ("as_of", "start", "end", "channel", "location")


def rows(tables: Tables, params: Common) -> ir.Table:
    """One row: everything that is counted. Only as_of, from, to, channel and location matter."""
    orders, returns = _chosen(tables.orders, params), _chosen(tables.returns, params)
    facts = _orders(orders).cross_join(_returns(returns))
    facts = facts.cross_join(_lines(tables, params, orders)).cross_join(_people(tables, params))
    if_any = facts.orders.nullif(0)
    heads = facts.buyers.nullif(0)
    return facts.mutate(
        documents=facts.orders + facts.cancelled_orders + facts.returns,
        all_lines=facts.lines + facts.return_lines,
        net=facts.gross - facts.returned,
        mean_basket=facts.gross / if_any,
        orders_per_customer=facts.customer_orders / heads,
        amount_per_customer=facts.customer_gross / heads,
    )


def _dated(found: ir.Table, params: Common) -> ir.Table:
    last = min(params.end, params.as_of) if params.end else params.as_of
    found = found.filter(found.day <= last)
    return found.filter(found.day >= params.start) if params.start else found


def _chosen(found: ir.Table, params: Common) -> ir.Table:
    found = _dated(found, params)
    if params.channel:
        found = found.filter(found.channel.isin(params.channel))
    return found.filter(found.location.isin(params.location)) if params.location else found


def _orders(orders: ir.Table) -> ir.Table:
    valid = ~orders.cancelled
    return orders.agg(
        orders=valid.sum().fill_null(0),
        cancelled_orders=orders.cancelled.sum().fill_null(0),
        zero_orders=(valid & ~orders.priced).sum().fill_null(0),
        gross=orders.gross.sum(where=valid).fill_null(0),
        discount=orders.discount.sum(where=valid).fill_null(0),
        coupon=orders.coupon.sum(where=valid).fill_null(0),
        points_used=orders.points_used.sum(where=valid).fill_null(0),
        shipping=orders.shipping.sum(where=valid).fill_null(0),
        median_basket=valid.ifelse(orders.gross, ibis.null("int64")).median(),
        locations=orders.location.nunique(where=valid),
        countries=orders.country.nunique(),
        channels=orders.channel.nunique(where=valid),
        first_moment=orders.placed_at.min(),
        last_moment=orders.placed_at.max(),
    )


def _returns(returns: ir.Table) -> ir.Table:
    return returns.agg(
        returns=returns.count(),
        stray_returns=returns.order.isnull().sum().fill_null(0),
        returned=returns.amount.sum().fill_null(0),
    )


def _lines(tables: Tables, params: Common, orders: ir.Table) -> ir.Table:
    """Lines of orders and of returns, and how many of them nobody has claimed."""
    claimed = tables.nodes.filter(tables.nodes.person.notnull())
    lines = _dated(tables.lines, params)
    if params.channel or params.location:
        lines = lines.semi_join(orders, "order")
    priced = (lines.unit_price > 0) & (lines.quantity > 0)
    nobody = lines.semi_join(orders.anti_join(claimed, "node"), "order")
    nobody = nobody.agg(
        order_lines_without_customer=nobody.count(),
        nobody_priced=((nobody.unit_price > 0) & (nobody.quantity > 0)).sum().fill_null(0),
    )
    back = _chosen(tables.returns, params)
    backs = tables.return_lines.semi_join(back, "ret")
    strange = backs.semi_join(back.anti_join(claimed, "node"), "ret")
    made = lines.agg(
        lines=lines.count(),
        priced=priced.sum().fill_null(0),
        products=ibis.coalesce(lines["product"], lines.sku).nunique(),
        quantity=lines.quantity.sum().fill_null(0),
    )
    made = made.cross_join(nobody).cross_join(backs.agg(return_lines=backs.count()))
    made = made.cross_join(strange.agg(return_lines_without_customer=strange.count()))
    return made.mutate(
        priced_lines=made.priced - made.nobody_priced,
        lines_without_customer=made.order_lines_without_customer + made.return_lines_without_customer,
    )


def _documents(tables: Tables, params: Common) -> ir.Table:
    """person, gross and orders (0 for a return) of every document of a known person."""
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    orders = _chosen(tables.orders, params)
    orders = orders.filter(~orders.cancelled).select("node", "gross", orders=1)
    returns = _chosen(tables.returns, params)
    none = ibis.literal(0, orders.gross.type())
    backs = returns.select("node", gross=none, orders=none.cast(orders.orders.type()))
    return orders.union(backs).join(claimed, "node")


def _people(tables: Tables, params: Common) -> ir.Table:
    """Customers, of them buyers (with a valid order), and their sums and maxima."""
    found = _documents(tables, params)
    each = found.group_by("person").agg(orders=found.orders.sum(), gross=found.gross.sum())
    return each.agg(
        customers=each.count(),
        buyers=(each.orders > 0).sum().fill_null(0),
        customer_orders=each.orders.sum().fill_null(0),
        customer_gross=each.gross.sum().fill_null(0),
        max_orders=each.orders.max(),
        max_amount=each.gross.max(),
    )


def people(tables: Tables, params: Common, cell: Cell) -> ir.Table:
    """Everybody with an order or a return, or only those with a valid order."""
    part, found = cells.part_of(cell, MEASURE.counts), _documents(tables, params)
    if part == "buyers":
        found = found.filter(found.orders > 0)
    return found.select("person").distinct()


def population(tables: Tables, params: Common) -> ir.Table:
    """orders (valid) and customers."""
    return (
        _orders(_chosen(tables.orders, params)).select("orders").cross_join(_people(tables, params).select("customers"))
    )


MEASURE = Measure(
    name="profile",
    title=N_("Data overview"),
    question=N_("What is in the record, and does it agree with what we know?"),
    formula=N_(
        "Counts and sums of the record as it is. Amounts include tax and are before points; net = gross − returned."
    ),
    notes=(N_("Cancelled orders are counted apart and nowhere else."),),
    params=ProfileParams,
    keys=(),
    counts=("customers", "buyers"),
    columns=(
        Column("all_lines", N_("Lines, with returns"), "count"),
        Column("lines", N_("Order lines"), "count"),
        Column("return_lines", N_("Return lines"), "count"),
        Column("lines_without_customer", N_("Lines without customer"), "count"),
        Column("order_lines_without_customer", N_("Order lines without customer"), "count"),
        Column("return_lines_without_customer", N_("Return lines without customer"), "count"),
        Column("priced_lines", N_("Order lines with customer and price"), "count"),
        Column("documents", N_("Documents"), "count"),
        Column("orders", N_("Orders"), "count"),
        Column("cancelled_orders", N_("Cancelled orders"), "count"),
        Column("zero_orders", N_("Orders without a price"), "count"),
        Column("returns", N_("Returns"), "count"),
        Column("stray_returns", N_("Returns of unknown orders"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("buyers", N_("Customers with an order"), "people"),
        Column("products", N_("Products"), "count"),
        Column("quantity", N_("Pieces"), "count"),
        Column("locations", N_("Locations"), "count"),
        Column("channels", N_("Channels"), "count"),
        Column("countries", N_("Countries"), "count"),
        Column("gross", N_("Sales before returns"), "money"),
        Column("returned", N_("Returned"), "money"),
        Column("net", N_("Sales"), "money"),
        Column("discount", N_("Discounts"), "money"),
        Column("coupon", N_("Coupons"), "money"),
        Column("points_used", N_("Points used"), "money"),
        Column("shipping", N_("Shipping"), "money"),
        Column("first_moment", N_("First order"), "moment"),
        Column("last_moment", N_("Last order"), "moment"),
        Column("mean_basket", N_("Mean basket"), "money"),
        Column("median_basket", N_("Median basket"), "money"),
        Column("customer_orders", N_("Orders of known customers"), "count"),
        Column("customer_gross", N_("Sales to known customers"), "money"),
        Column("orders_per_customer", N_("Orders per customer"), "ratio"),
        Column("amount_per_customer", N_("Sales per customer"), "money"),
        Column("max_orders", N_("Most orders of a customer"), "count"),
        Column("max_amount", N_("Highest sales of a customer"), "money"),
    ),
    totals=(
        Column("orders", N_("Orders"), "count"),
        Column("customers", N_("Customers"), "people"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)
