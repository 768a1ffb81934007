# SPDX-License-Identifier: Apache-2.0
"""Small shops: a lake with everything that is no purchase, and one whose customers have a taste."""

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa

from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.recommend.bought import Bought, of_columns

RICE = "rice"
_NOTHING = {"int64": 0, "int32": 1}


def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    """Rows of a table of the lake; what is not said is nothing."""
    schema = SCHEMAS[name]
    return pa.table(
        {one.name: [row.get(one.name, _NOTHING.get(str(one.type))) for row in rows] for one in schema}, schema=schema
    )


def order(number: int, node: int, day: date, *, cancelled: bool = False) -> dict[str, object]:
    """An order."""
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    return {"order": number, "node": node, "day": day, "placed_at": at, "cancelled": cancelled, "priced": True}


def line(number: int, product: str, *, kind: str = "goods") -> dict[str, object]:
    """A line."""
    return {"order": number, "product": product, "sku": product, "name": product, "kind": kind, "quantity": 1}


def lake() -> Tables:
    """Two known persons; a cancelled order, shipping, a stranger, an order of next year."""
    march = date(2025, 3, 1)
    orders = [
        order(1, 1, march), order(2, 1, march), order(3, 1, date(2025, 3, 31)), order(4, 2, march),
        order(5, 2, march, cancelled=True), order(6, 3, march), order(7, 1, date(2026, 1, 1)),
    ]  # fmt: skip
    lines = [
        line(1, "tea"), line(1, "post", kind="shipping"), line(2, "tea"), line(2, "cup"), line(3, "tea"), line(4, "tea"),
        line(5, "vase"), line(6, "tea"), line(7, "vase"),
    ]  # fmt: skip
    nodes: list[dict[str, object]] = [{"node": 1, "person": 7}, {"node": 2, "person": 8}, {"node": 3, "person": None}]
    return in_memory(orders=table("orders", orders), lines=table("lines", lines), nodes=table("nodes", nodes))


def tasteful(people: int = 240, *, seed: int = 5) -> Bought:
    """Everybody has one of six tastes of eight products each, and buys eight of them one after the other."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), 8)
    within = np.concatenate([rng.permutation(8) for _ in range(people)])
    strays = rng.random(len(person)) < 0.15
    product = np.where(strays, rng.integers(0, 48, len(person)), (person % 6) * 8 + within)
    day = np.tile(np.arange(8) * 10, people) + rng.integers(0, 10, len(person))
    names = np.array([f"p{place:02}" for place in range(48)], dtype=object)
    return of_columns(persons=person, products=names, product=product, day=20_000 + day)
