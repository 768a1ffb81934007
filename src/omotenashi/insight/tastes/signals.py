# SPDX-License-Identifier: Apache-2.0
"""What people did with things: one row a person, thing and act, added up by the lake.

A thing is written "s:<sku>" where the piece is known, else "p:<product>". What lies back counts less: half after a year.
"""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from omotenashi.insight.lake import plans
from omotenashi.insight.lake.tables import Tables

# What an act says for a thing; who sends it back, or tries it on and leaves it, says something against it.
WEIGHTS: Final = {
    "bought": 1.0, "tried": 0.6, "wished": 0.6, "carted": 0.4, "viewed": 0.15, "praised": 0.5, "blamed": -1.0,
    "refused": -0.5, "returned": -1.25,
}  # fmt: skip
ACTS: Final = tuple(WEIGHTS)
_TOUCHES = {"try": "tried", "cart": "carted", "view": "viewed"}
HALF_LIFE: Final = 365.0

type Ints = np.ndarray[Any, np.dtype[np.int64]]
type Floats = np.ndarray[Any, np.dtype[np.float64]]

SCHEMA: Final = pa.schema(
    {"person": pa.int64(), "thing": pa.string(), "act": pa.string(), "times": pa.int64(), "weight": pa.float64(),
     "day": pa.date32(), "order": pa.int64()}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Signals:
    """`person` and `thing` are places in `persons` and `things`, `act` one in `ACTS`; `order` is 0 where there is none.

    `weight` is what is left of the times by their age, before the weight of the act.
    """

    persons: Ints
    things: list[str]
    person: Ints
    thing: Ints
    act: Ints
    times: Ints
    weight: Floats
    day: np.ndarray[Any, Any]
    order: Ints

    def __len__(self) -> int:
        return len(self.person)


def read(tables: Tables, *, as_of: date, more: pa.Table | None = None) -> Signals:
    """Read the lake until a day; `more` are rows of `SCHEMA` that do not lie in it."""
    rows = plans.fetch(tables, ("tastes", as_of), lambda: _rows(tables, as_of)).cast(SCHEMA)
    return of_rows(pa.concat_tables([rows, more]) if more is not None else rows)


def of_rows(rows: pa.Table) -> Signals:
    """Bring rows into columns of numbers."""
    things = rows.column("thing").combine_chunks().dictionary_encode()
    acts = {act: place for place, act in enumerate(ACTS)}
    written = rows.column("act").combine_chunks().dictionary_encode()
    code = np.array([acts[act] for act in written.dictionary.to_pylist()], dtype=np.int64)
    persons, person = np.unique(_ints(rows, "person"), return_inverse=True)
    act = np.asarray(written.indices, dtype=np.int64)
    return Signals(
        persons=persons, person=person.astype(np.int64), things=things.dictionary.to_pylist(),
        thing=np.asarray(things.indices, dtype=np.int64), act=code[act] if len(act) else act,
        times=_ints(rows, "times"), weight=rows.column("weight").to_numpy().astype(np.float64),
        day=rows.column("day").to_numpy().astype("datetime64[D]"), order=_ints(rows, "order"),
    )  # fmt: skip


def faded(days: float) -> float:
    """Say how much is left of what was done so many days ago."""
    return float(0.5 ** (max(days, 0.0) / HALF_LIFE))


def _ints(rows: pa.Table, name: str) -> Ints:
    found: Ints = rows.column(name).to_numpy().astype(np.int64)
    return found


def _rows(tables: Tables, as_of: date) -> ir.Table:
    whose = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    goods = tables.lines.filter((tables.lines.kind == "goods") & (tables.lines.quantity > 0)).select("order", "sku")
    orders = tables.orders.filter(~tables.orders.cancelled).select("order", "node", "day")
    bought = orders.join(goods, "order").join(whose, "node")
    back = tables.returns.select("ret", "node", "day", "order").join(tables.return_lines.select("ret", "sku"), "ret")
    back = back.join(whose, "node")
    seen = tables.touches.filter(tables.touches.act.isin(list(_TOUCHES)), tables.touches.product.notnull())
    seen = seen.select("node", "day", "act", "product").join(whose, "node")
    act = ibis.cases(*((seen.act == found, said) for found, said in _TOUCHES.items()), else_="viewed")
    none = ibis.literal(0, "int64")
    every = ibis.union(
        _said(bought, ibis.literal("s:") + bought.sku, ibis.literal("bought"), bought.order),
        _said(back, ibis.literal("s:") + back.sku, ibis.literal("returned"), back.order.fill_null(0)),
        _said(seen, ibis.literal("p:") + seen["product"], act, none),
    )
    every = every.filter(every.day <= ibis.literal(as_of))
    age = ibis.literal(as_of).cast("date").delta(every.day, unit="day").cast("float64")
    left = (age * (-math.log(2.0) / HALF_LIFE)).exp()
    return every.group_by("person", "thing", "act").agg(
        times=every.count(), weight=left.sum(), day=every.day.max(), order=every.order.max()
    )


def _said(rows: ir.Table, thing: ir.Value, act: ir.Value, order: ir.Value) -> ir.Table:
    return rows.select(rows.person, rows.day, thing=thing, act=act, order=order.cast("int64"))
