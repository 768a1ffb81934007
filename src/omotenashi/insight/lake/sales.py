# SPDX-License-Identifier: Apache-2.0
"""Orders and their lines, read together: a row an order, in which its lines stand packed (``wire``, ADR 0085).

To send a line as a row of its own, and to look for its order among all of them, takes longer than all the rest. What the catalogue
says of a line is the same for many: it is looked up here. The rows are those of `sources.ORDERS` and `sources.LINES`.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.insight.lake import sources, wire
from omotenashi.insight.lake.schemas import LINES, ORDERS, PRICE

# What the catalogue says, by variant.
KNOWN: Final = pa.schema({name: pa.string() for name in ("variant", "code", "name", "category")})
GOODS: Final = """
SELECT v.id::text AS variant, p.code, p.name, p.category FROM catalogue_variant v JOIN catalogue_product p ON p.id = v.product_id
"""
_SOLD: Final = pa.schema(
    {
        "quantity": pa.int64(), "amount": pa.int64(), "discount": pa.int64(), "coupon": pa.int64(), "tax_rate": pa.int32(),
        "cost": pa.int64(), "sku": pa.string(), "name": pa.string(), "kind": pa.string(), "unit_price": PRICE, "variant": pa.string(),
    }
)  # fmt: skip


def question(share: int, shares: int) -> str:
    """Give the question for one of so many shares of the orders, with room for `zone` and `months`."""
    orders = sources.ORDERS_BY_ID.replace("{months}", f"{{months}} AND o.seq % {shares} = {share}")
    own = ", ".join(f"r.{name}" for name in wire.own_of(ORDERS))
    return f"""
SELECT {wire.numbers_of(ORDERS, "r")} AS numbers, {wire.texts_of(ORDERS, "r")} AS texts, {own}, w.*
FROM ({orders}) r CROSS JOIN LATERAL (
  SELECT string_agg({wire.numbers_of(_SOLD, "x")}, ''::bytea) AS line_numbers, string_agg({wire.texts_of(_SOLD, "x")}, ''::bytea) AS line_texts
  FROM (SELECT x.quantity, x.amount, x.discount, x.coupon, x.tax_rate, x.cost, x.sku, x.name, x.kind, x.unit_price::text AS unit_price,
    x.variant_id::text AS variant FROM orders_orderline x WHERE x.order_id = r.id) x
) w"""


def unpacked(batches: Iterable[pa.RecordBatch], goods: pa.Table) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Give the rows of orders and of lines, by their tables."""
    goods = goods.combine_chunks()
    for batch in batches:
        sent, _ = wire.bytes_of(batch.column("numbers"))
        orders = wire.numbers(sent, ORDERS)
        yield "lines", _lines(batch, orders, goods)
        said, places = wire.texts(wire.bytes_of(batch.column("texts"))[0], ORDERS)
        orders |= {name: column.take(places) for name, column in said.items()}
        orders |= {name: batch.column(name) for name in wire.own_of(ORDERS)}
        yield "orders", _batch(orders, ORDERS)


def _lines(batch: pa.RecordBatch, orders: dict[str, pa.Array], goods: pa.Table) -> pa.RecordBatch:
    sent, lengths = wire.bytes_of(batch.column("line_numbers"))
    lines = wire.numbers(sent, _SOLD)
    of = pa.array(np.repeat(np.arange(len(lengths)), lengths // wire.width_of(_SOLD)))
    lines |= {name: orders[name].take(of) for name in ("order", "day")}
    said, places = wire.texts(wire.bytes_of(batch.column("line_texts"))[0], _SOLD)
    lines |= {name: column.take(places) for name, column in _named(said, goods).items()}
    return _batch(lines, LINES)


def _named(said: dict[str, pa.Array], goods: pa.Table) -> dict[str, pa.Array]:
    """Add what the catalogue says."""
    variants, *words = (column.combine_chunks() for column in goods.columns)
    place = pc.index_in(said["variant"], value_set=variants, skip_nulls=True)
    code, name, category = (column.take(place) for column in words)
    return {
        **{one: said[one] for one in ("sku", "kind", "unit_price")},
        "product": pc.coalesce(code, said["sku"]),
        "name": pc.if_else(pc.equal(said["name"], ""), pc.coalesce(name, ""), said["name"]),
        "category": pc.if_else(pc.equal(category, ""), None, category),
    }


def _batch(columns: dict[str, pa.Array], schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)
