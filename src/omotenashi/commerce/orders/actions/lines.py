# SPDX-License-Identifier: Apache-2.0
"""Store the lines of orders that a source recorded: in one COPY for orders that are new, line by line for the others."""

from collections.abc import Sequence
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.base import bulk, columns

TYPES = {
    "owner": "int", "key": "text", "sku": "text", "name": "text", "kind": "text", "quantity": "int",
    "unit_price": "numeric", "amount": "bigint", "discount": "bigint", "coupon": "bigint", "tax_rate": "int",
    "cost": "bigint",
}  # fmt: skip


def store(lines: pa.Table, changed: Sequence[tuple[int, UUID, bool]]) -> None:
    """Store keyed lines of the orders that changed: (owner, id of the order, whether it is new). The orders are staged."""
    created = {n: key for n, key, is_new in changed if is_new}
    _copy(_of(lines, created), created)
    if len(created) == len(changed):
        return
    corrected = [row for row in changed if not row[2]]
    bulk.stage("stage_changed", {"n": "int", "id": "uuid", "created": "bool"}, corrected)
    stage(lines, [n for n, *_ in corrected])
    for statement in (_DELETE_LINES, _UPSERT_LINES, _HEADERS_WITHOUT_LINES):
        bulk.run(statement)


def stage(lines: pa.Table, owners: Sequence[int]) -> None:
    """Stage the lines of some owners as `stage_line`."""
    columns.stage("stage_line", TYPES, _of(lines, owners).select(list(TYPES)))


def _of(lines: pa.Table, owners: Sequence[int] | dict[int, UUID]) -> pa.Table:
    return lines.filter(pc.is_in(lines["owner"], value_set=pa.array(sorted(owners), pa.int32())))


def _copy(lines: pa.Table, orders: dict[int, UUID]) -> None:
    """COPY lines of orders that nobody else can see yet: nothing can stand there before them."""
    if not lines.num_rows:
        return
    skus = pc.unique(lines["sku"]).to_pylist()
    known = bulk.rows("SELECT sku, id::text FROM catalogue_variant WHERE sku = ANY(%s)", [skus])
    variants = pa.array([key for _, key in known], pa.string())
    places = pc.index_in(lines["sku"], value_set=pa.array([sku for sku, _ in known], pa.string()))
    owners = pc.index_in(lines["owner"], value_set=pa.array(list(orders), pa.int32()))
    ids = pa.array([str(key) for key in orders.values()], pa.string())
    said = lines.select([name for name in TYPES if name != "owner"])
    columns.copy(
        "orders_orderline",
        said.append_column("order_id", pc.take(ids, owners)).append_column("variant_id", pc.take(variants, places)),
    )


# Only orders whose lines were said lose the lines that were not said again.
_DELETE_LINES = """
DELETE FROM orders_orderline x USING stage_changed c, stage_order s
WHERE x.order_id = c.id AND s.n = c.n AND s.has_lines
  AND NOT EXISTS (SELECT 1 FROM stage_line l WHERE l.owner = c.n AND l.key = x.key)
"""
_UPSERT_LINES = """
INSERT INTO orders_orderline (order_id, key, variant_id, sku, name, kind, quantity, unit_price, amount, discount, coupon,
  tax_rate, cost)
SELECT c.id, l.key, v.id, l.sku, l.name, l.kind, l.quantity, l.unit_price, l.amount, l.discount, l.coupon, l.tax_rate, l.cost
FROM stage_line l JOIN stage_changed c ON c.n = l.owner LEFT JOIN catalogue_variant v ON v.sku = l.sku
ORDER BY l.owner, l.key
ON CONFLICT (order_id, key) DO UPDATE SET sku = excluded.sku, variant_id = excluded.variant_id, name = excluded.name,
  kind = excluded.kind, quantity = excluded.quantity, unit_price = excluded.unit_price, amount = excluded.amount,
  discount = excluded.discount, coupon = excluded.coupon, tax_rate = excluded.tax_rate, cost = excluded.cost
"""
# A header that says no lines keeps the sums of the lines that are known already.
_HEADERS_WITHOUT_LINES = """
UPDATE orders_order o SET line_count = k.lines, cost_total = k.cost
FROM stage_changed c JOIN stage_order s USING (n),
LATERAL (SELECT count(*) AS lines, coalesce(sum(x.cost), 0) AS cost FROM orders_orderline x WHERE x.order_id = c.id) k
WHERE o.id = c.id AND NOT s.has_lines AND k.lines > 0
"""
