# SPDX-License-Identifier: Apache-2.0
"""What the lake keeps worked out of its own tables, so that a question need not do it again (ADR 0059).

``visits`` from touches, ``things`` and ``contents`` from lines and orders. The feed works them out for what it has just
written, by the very expressions with which tables in memory are asked; so both say the same.
"""

from typing import Final

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.tables import Tables

# What somebody does who comes, and not what follows from it in the same visit.
ARRIVALS: Final = ("page", "view", "visit", "click", "open", "ask", "friend", "try")


def visits(tables: Tables) -> ir.Table:
    """When who first came, by day, channel and medium; a visit that reached us in pieces may stand there in pieces."""
    return visits_of(tables.touches) if tables.visits is None else tables.visits


def things(tables: Tables) -> ir.Table:
    """What was sold as goods: product, thing (its number here), name, category, lines; once a month at least."""
    return things_of(tables.lines, codes_of(tables.lines)) if tables.things is None else tables.things


def contents(tables: Tables) -> ir.Table:
    """Which goods are in which order that was not cancelled, each thing once: order, node, day, priced, thing."""
    if tables.contents is None:
        return contents_of(tables.orders, tables.lines, codes_of(tables.lines))
    return tables.contents


def visits_of(touches: ir.Table) -> ir.Table:
    """Visits of some touches."""
    came = touches.filter(touches.act.isin(ARRIVALS))
    made = came.group_by("node", "day", "channel", "medium").agg(at=came["at"].min())
    return _typed(made, "visits")


def codes_of(lines: ir.Table, level: str = "product") -> ir.Table:
    """A number for each product or category of goods, in the order of their codes: the level, thing."""
    known = _goods(lines, level).select(level).distinct()
    return known.select(level, thing=(ibis.row_number().over(order_by=known[level]) + 1).cast("int32"))


def things_of(lines: ir.Table, codes: ir.Table) -> ir.Table:
    """What some lines sold, under given numbers."""
    goods = _goods(lines, "product")
    made = goods.group_by("product").agg(name=goods.name.max(), category=goods.category.max(), lines=goods.count())
    return _typed(made.join(codes, "product"), "things")


def contents_of(orders: ir.Table, lines: ir.Table, codes: ir.Table, level: str = "product") -> ir.Table:
    """What some orders hold, under given numbers."""
    held = _goods(lines, level).select("order", level).join(codes, level).select("order", "thing").distinct()
    valid = orders.filter(~orders.cancelled).select("order", "node", "day", "priced")
    return _typed(held.join(valid, "order"), "contents")


def _goods(lines: ir.Table, level: str) -> ir.Table:
    return lines.filter(lines.kind == "goods", lines[level].notnull())


def _typed(made: ir.Table, table: str) -> ir.Table:
    schema = ibis.Schema.from_pyarrow(SCHEMAS[table])
    return made.select(*schema.names).cast(dict(schema.items()))
