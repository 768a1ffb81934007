# SPDX-License-Identifier: Apache-2.0
"""Lines of orders out of an Arrow table, made in windows: half a million records at once would fill the memory."""

from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.commerce.orders.actions.records import LineRecord

TAX_RATE = 10
WINDOW = 50_000
_NOTHING = Decimal(0)


class Lines:
    """The lines of a table sorted by `o`, as records of the orders app. `unit`: minor units in a major unit."""

    def __init__(self, table: pa.Table, *, unit: Decimal) -> None:
        name = pc.coalesce(table["product_name"], pa.scalar(""))
        self._columns = [
            pc.coalesce(table["sku"], table["product_code"], name, pa.scalar("?")),
            name,
            table["line"],
            table["pieces"],
            pc.multiply(table["unit"], pa.scalar(unit)),
            pc.coalesce(table["amount"], pa.scalar(0)),
            table["discount"],
            table["coupon"],
            pc.coalesce(pc.cast(table["tax_rate"], pa.int64()), pa.scalar(TAX_RATE)),
            pc.coalesce(table["cost"], pa.scalar(0)),
            pc.coalesce(table["line_id"], pa.scalar("")),
        ]
        runs = pc.run_end_encode(table["o"].combine_chunks())
        self._spans = dict(zip(runs.values.to_pylist(), pairwise([0, *runs.run_ends.to_pylist()]), strict=True))
        self.counts = {o: end - start for o, (start, end) in self._spans.items()}
        self._from, self._made = 0, list[LineRecord]()

    def of(self, o: int) -> tuple[LineRecord, ...]:
        """The lines of the order with the place `o`; asked for in rising order each line is made once."""
        start, end = self._spans.get(o, (0, 0))
        if start < self._from or end > self._from + len(self._made):
            self._make(start, max(end - start, WINDOW))
        return tuple(self._made[start - self._from : end - self._from])

    def _make(self, start: int, size: int) -> None:
        columns = [column.slice(start, size).to_pylist() for column in self._columns]
        self._from = start
        self._made = [
            LineRecord(
                sku=sku, name=name, kind=kind, quantity=pieces, unit_price=unit or _NOTHING, amount=amount, discount=discount,
                coupon=coupon, tax_rate=tax_rate, cost=cost, key=key,
            )
            for sku, name, kind, pieces, unit, amount, discount, coupon, tax_rate, cost, key in zip(*columns, strict=True)
        ]  # fmt: skip
