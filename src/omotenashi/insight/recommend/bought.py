# SPDX-License-Identifier: Apache-2.0
"""Who bought what on which day, from the lake: the ground of every recommendation.

Goods of valid orders of known persons; shipping, gifts and wrapping are no products. A day counts once: two orders of one
day are one purchase. A return takes nothing back: who returned a thing need not be shown it again.
"""

from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import numpy as np

from omotenashi.insight.lake import plans
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.recommend.interactions import Ints, Matrix, Names, binary

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One place a person, product and day, sorted so. `person` and `product` are places in `persons` and `products`."""

    persons: Ints
    products: Names
    person: Ints
    product: Ints
    day: Ints

    def __len__(self) -> int:
        return len(self.day)

    def matrix(self, rows: np.ndarray | None = None) -> Matrix:
        """Persons × products, of these rows or of all."""
        kept = slice(None) if rows is None else rows
        shape = (len(self.persons), len(self.products))
        return binary(rows=self.person[kept], columns=self.product[kept], shape=shape)

    def baskets(self) -> Matrix:
        """Days of persons × products: what was bought together."""
        _, basket = np.unique(self.person * 100_000 + self.day, return_inverse=True)
        shape = (int(basket.max(initial=-1)) + 1, len(self.products))
        return binary(rows=basket, columns=self.product, shape=shape)


def bought(tables: Tables, *, as_of: date) -> Bought:
    """Read the lake until a day."""
    found = plans.fetch(tables, ("bought", as_of), lambda: _rows(tables, as_of))
    names = found.column("product").combine_chunks().dictionary_encode()
    return of_columns(
        persons=np.asarray(found.column("person").to_numpy(zero_copy_only=False), dtype=np.int64),
        products=np.asarray(names.dictionary.to_numpy(zero_copy_only=False), dtype=object),
        product=np.asarray(names.indices.to_numpy(zero_copy_only=False), dtype=np.int64),
        day=found.column("day").to_numpy(zero_copy_only=False).astype("datetime64[D]").astype(np.int64),
    )


def of_columns(*, persons: Ints, products: Names, product: Ints, day: Ints) -> Bought:
    """Bring rows into their order; the names of products sorted, days counted from 1970."""
    known, person = np.unique(persons, return_inverse=True)
    by_name = np.argsort(products, kind="stable")
    place = np.empty(len(products), dtype=np.int64)
    place[by_name] = np.arange(len(products))
    product = place[product] if len(product) else product
    by = np.lexsort((day, product, person))
    return Bought(persons=known, products=products[by_name], person=person[by], product=product[by], day=day[by])


def _rows(tables: Tables, as_of: date) -> ir.Table:
    orders = tables.orders.filter(~tables.orders.cancelled & (tables.orders.day <= as_of)).select(
        "order", "node", "day"
    )
    goods = tables.lines.filter((tables.lines.kind == "goods") & (tables.lines.quantity > 0)).select("order", "product")
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    return orders.join(goods, "order").join(claimed, "node").select("person", "product", "day").distinct()
