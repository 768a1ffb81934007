# SPDX-License-Identifier: Apache-2.0
"""What was sold of each SKU in each place on each day, from the lake.

Goods of valid orders. A return takes nothing back: who brought something back had wanted one, and the place had needed it.
Two years and what is kept back for the comparison: older sales tell nothing of the coming weeks.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from omotenashi.insight.demand.judging import HORIZON, ORIGINS
from omotenashi.insight.demand.record import YEAR, Floats, Ints, Names
from omotenashi.insight.lake import plans
from omotenashi.insight.lake.tables import Tables

KEPT_DAYS = 2 * YEAR + HORIZON * ORIGINS


@dataclass(frozen=True, kw_only=True)
class Sold:
    """Rows: SKU and place by their number in `skus` and `places`, the day from `first`; `kinds` names each SKU's kind.

    `first` is the first day, `days` how many are known: the last one is over.
    """

    skus: Names
    kinds: Names
    places: Names
    sku: Ints
    place: Ints
    day: Ints
    quantity: Floats
    first: date
    days: int

    def __len__(self) -> int:
        return len(self.sku)


def sold(tables: Tables, *, until: date) -> Sold:
    """Read the lake: days before `until`."""
    found = plans.fetch(tables, ("sold", until), lambda: _rows(tables, until))
    day = found.column("day").to_numpy(zero_copy_only=False).astype("datetime64[D]").astype(np.int64)
    first = int(day.min()) if len(day) else (until - date(1970, 1, 1)).days
    skus, sku = numbered(found.column("sku"))
    places, place = numbered(found.column("place"))
    kinds = np.full(len(skus), "", dtype=object)
    kinds[sku] = found.column("kind").to_numpy(zero_copy_only=False)
    return Sold(
        skus=skus, kinds=kinds, places=places, sku=sku, place=place, day=day - first,
        quantity=np.asarray(found.column("quantity").to_numpy(zero_copy_only=False), dtype=float),
        first=date(1970, 1, 1) + timedelta(days=first), days=(until - date(1970, 1, 1)).days - first,
    )  # fmt: skip


def numbered(column: pa.ChunkedArray) -> tuple[Names, Ints]:
    """The words of a column, sorted, and the place of each row's word."""
    coded = column.combine_chunks().dictionary_encode()
    names = np.asarray(coded.dictionary.to_numpy(zero_copy_only=False), dtype=object)
    by = np.argsort(names, kind="stable")
    to = np.empty(len(names), dtype=np.int64)
    to[by] = np.arange(len(names))
    numbers = np.asarray(coded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    return names[by], to[numbers] if len(numbers) else numbers


def _rows(tables: Tables, until: date) -> ir.Table:
    since = until - timedelta(days=KEPT_DAYS)
    orders = tables.orders.filter(
        ~tables.orders.cancelled & (tables.orders.day < until) & (tables.orders.day >= since)
    ).select("order", place=ibis.coalesce(tables.orders.location, ibis.literal("")))
    goods = tables.lines.filter(
        (tables.lines.kind == "goods") & (tables.lines.quantity > 0) & tables.lines.sku.notnull()
    ).select("order", "sku", "day", "quantity", kind=ibis.coalesce(tables.lines.category, ibis.literal("")))
    return (
        orders.join(goods, "order")
        .group_by("sku", "place", "day")
        .agg(quantity=lambda one: one.quantity.sum(), kind=lambda one: one.kind.max())
    )
