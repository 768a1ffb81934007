# SPDX-License-Identifier: Apache-2.0
"""Does a column speak of the order or of the line? Decided by the whole column, not by its name.

「合計」 that differs between the rows of one order is a line amount; 「値引」 that differs is a line discount.
"""

import duckdb
import pyarrow as pa

# Field of the order → the field of the line it turns into.
_TURNS = {
    "total": "line_amount",
    "subtotal": "line_amount",
    "order_discount": "line_discount",
    "order_coupon": "line_coupon",
}
_ONLY_ORDER = ("shipping", "charge", "tax", "points_used", "refunded")
SHARE = 0.2  # of the orders with several rows


def settled(table: pa.Table) -> pa.Table:
    """`table` with columns renamed to the level they are on; tax and the like of lines are left out."""
    if "number" not in table.column_names:
        return table
    for name in (*_TURNS, *_ONLY_ORDER):
        if name in table.column_names and _differs(table, name):
            target = _TURNS.get(name, "")
            if target and target not in table.column_names:
                table = table.rename_columns([target if n == name else n for n in table.column_names])
            else:
                table = table.drop_columns([name])
    return table


def _differs(table: pa.Table, name: str) -> bool:
    with duckdb.connect() as db:
        db.register("given", table.select(["number", name]))
        found = db.execute(
            f"""select count(*), count(*) filter (kinds > 1) from (
                select number, count(distinct "{name}") kinds from given group by number having count("{name}") > 1)"""
        ).fetchone()
    return bool(found and found[0] and found[1] / found[0] > SHARE)
