# SPDX-License-Identifier: Apache-2.0
"""Lines of orders out of an Arrow table, as the columns that the orders app takes, settled with what was paid."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import islice, pairwise, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.base import money
from omotenashi.commerce.orders.actions.records import LINES, LineRecord

TAX_RATE = 10


class Lines:
    """The lines of a table sorted by `o`. `unit`: minor units in a major unit."""

    def __init__(self, table: pa.Table, *, unit: Decimal) -> None:
        name = pc.coalesce(table["product_name"], pa.scalar(""))
        price = pc.multiply(pc.coalesce(table["unit"], pa.scalar(Decimal(0))), pa.scalar(unit))
        told = {
            "key": pc.coalesce(table["line_id"], pa.scalar("")),
            "sku": pc.coalesce(table["sku"], table["product_code"], name, pa.scalar("?")),
            "name": name,
            "kind": table["line"],
            "quantity": table["pieces"],
            "unit_price": pc.round(price, ndigits=4, round_mode="half_towards_infinity"),
            "amount": pc.coalesce(table["amount"], pa.scalar(0)),
            "discount": table["discount"],
            "coupon": table["coupon"],
            "tax_rate": pc.coalesce(pc.cast(table["tax_rate"], pa.int64()), pa.scalar(TAX_RATE)),
            "cost": pc.coalesce(table["cost"], pa.scalar(0)),
        }
        fields = [LINES.field(column) for column in told]
        self._table = pa.table({f.name: pc.cast(told[f.name], f.type) for f in fields})
        self._amounts: list[int] = self._table["amount"].to_pylist()
        runs = pc.run_end_encode(table["o"].combine_chunks())
        self._spans = dict(zip(runs.values.to_pylist(), pairwise([0, *runs.run_ends.to_pylist()]), strict=True))
        self.counts = {o: end - start for o, (start, end) in self._spans.items()}

    def settle(self, order: Mapping[str, Any]) -> int:
        """Give the order's own discount, so that lines − discount is what was paid for the goods.

        A total above the lines is tax that the lines do not contain; it is shared out over them.
        """
        start, end = self._spans.get(order["o"], (0, 0))
        if start == end:
            return int(order["discount"] + order["coupon"])
        amounts = self._amounts[start:end]
        over = order["gross"] - sum(amounts)
        if over > 0 and order["tax"] and over <= order["tax"] and min(amounts) >= 0:
            shares = money.share(int(over), weights=amounts)
            self._amounts[start:end] = [amount + more for amount, more in zip(amounts, shares, strict=True)]
        return max(-int(over), 0)

    def of_all(self, orders: Sequence[Mapping[str, Any]]) -> pa.Table:
        """The lines of orders that follow each other, as columns; `owner` is the place among the orders."""
        spans = [self._spans[order["o"]] for order in orders if order["o"] in self._spans]
        start, end = (spans[0][0], spans[-1][1]) if spans else (0, 0)
        owners = [n for n, order in enumerate(orders) for n in repeat(n, self.counts.get(order["o"], 0))]
        part = self._table.slice(start, end - start).set_column(
            self._table.column_names.index("amount"),
            LINES.field("amount"),
            [pa.array(self._amounts[start:end], pa.int64())],
        )
        return part.append_column("owner", pa.array(owners, pa.int32())).select(LINES.names)

    def of(self, orders: Sequence[int]) -> dict[int, tuple[LineRecord, ...]]:
        """The lines of some orders, in the order of the table, as records."""
        kept = [o for o in orders if o in self._spans]
        places = [place for o in kept for place in range(*self._spans[o])]
        amounts = self._table.column_names.index("amount"), LINES.field("amount"), [pa.array(self._amounts, pa.int64())]
        made = map(_record, self._table.set_column(*amounts).take(pa.array(places, pa.int64())).to_pylist())
        return {o: tuple(islice(made, self.counts[o])) for o in kept}


def _record(row: dict[str, Any]) -> LineRecord:
    return LineRecord(**row)
