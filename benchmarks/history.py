# SPDX-License-Identifier: Apache-2.0
"""A purchase history of any size, the same for the same seed, written straight into a lake.

Not a demo world (that is `simulate`): only numbers with the right shapes. Customers arrive over
three years, buy at their own pace and stop at some point; a fifth of the receipts belong to nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from omotenashi.insight.lake import feed
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.store import Lake

FIRST_DAY = np.datetime64("2023-01-01")
DAYS = 1096  # to 2025-12-31
LINES_PER_ORDER = 3.1
BATCH = 50_000
CHANNELS = np.array(["EC", "STORE", "LINE", "PHONE", "MALL"])
SHOPS = np.array(["S01", "S02", "S03"])


@dataclass(frozen=True)
class History:
    """The drawn orders, sorted by day: one array each."""

    day: np.ndarray
    person: np.ndarray  # 0 = nobody
    channel: np.ndarray
    lines: np.ndarray


def write(path: Path, *, lines: int, seed: int, now: datetime | None = None) -> History:
    """Write a lake with about ``lines`` order lines. Returns what was drawn."""
    rng = np.random.default_rng(seed)
    history = _draw(rng, orders=int(lines / LINES_PER_ORDER))
    people = int(history.person.max())
    ids = np.arange(1, people + 1)
    tables = {
        "orders": _orders(history, seed),
        "lines": _lines(history, seed),
        "nodes": [_batch("nodes", node=np.arange(1, 2 * people + 1), person=np.repeat(ids, 2))],
        "persons": [_batch("persons", person=ids)],
        "returns": _returns(history),
        "touches": _touches(history, seed),
        "credits": _credits(history, seed),
    }
    feed.refill(Lake(path), tables, now=now or datetime.now(UTC))
    return history


def _draw(rng: np.random.Generator, *, orders: int) -> History:
    named = int(orders * 0.8)
    people = max(1, orders // 8)
    pace = rng.gamma(1.2, 1.0, people) + 0.02
    arrives = (DAYS * rng.beta(1.0, 1.2, people)).astype(np.int64)
    stays = np.minimum(rng.exponential(400, people), DAYS - arrives - 1)
    first = np.arange(1, people + 1)
    weight = pace * (stays + 1)
    again = rng.choice(people, max(0, named - people), p=weight / weight.sum()) + 1
    person = np.concatenate([first, again])
    day = arrives[person - 1] + (
        rng.random(person.size) * (stays[person - 1] + 1) * (np.arange(person.size) >= people)
    ).astype(np.int64)
    person = np.concatenate([person, np.zeros(orders - person.size, np.int64)])
    day = np.concatenate([day, rng.integers(0, DAYS, person.size - day.size)])
    order = np.argsort(day, kind="stable")
    home = rng.choice(5, people + 1, p=[0.45, 0.3, 0.1, 0.05, 0.1])
    strays = rng.random(person.size) < 0.2
    channel = np.where(strays, rng.integers(0, 5, person.size), home[person])
    lines = 1 + rng.poisson(LINES_PER_ORDER - 1, person.size)
    return History(day[order], person[order], channel[order], lines[order])


def _orders(history: History, seed: int) -> Iterator[pa.RecordBatch]:
    rng = np.random.default_rng(seed + 1)
    for start in range(0, history.day.size, BATCH):
        part = slice(start, start + BATCH)
        size = history.day[part].size
        number = np.arange(start + 1, start + size + 1)
        gross = (rng.lognormal(8.4, 0.8, size).astype(np.int64) + 100) * (rng.random(size) > 0.003)
        returned = np.where(rng.random(size) < 0.04, gross // 2, 0)
        person = history.person[part]
        moment = FIRST_DAY + history.day[part]
        seconds = rng.integers(0, 50_000, size).astype("timedelta64[s]")
        yield _batch(
            "orders",
            order=number,
            node=np.where(person == 0, 0, 2 * person - rng.integers(0, 2, size)),
            number=number.astype(str),
            origin=np.full(size, "bench"),
            placed_at=moment.astype("datetime64[us]") + seconds,
            day=moment,
            sent=moment + number % 4,
            channel=CHANNELS[history.channel[part]],
            location=SHOPS[rng.integers(0, 3, size)],
            medium=np.where(rng.random(size) < 0.3, "TV01", ""),
            hour=rng.integers(0, 24, size),
            country=np.full(size, "JP"),
            gross=gross,
            tax=gross // 11,
            cost=gross * 4 // 10,
            returned=returned,
            returned_tax=gross // 11 - (gross - returned) // 11,
            returned_cost=returned * 4 // 10,
            points_used=np.where(rng.random(size) < 0.1, 100, 0),
            lines=history.lines[part],
            cancelled=rng.random(size) < 0.01,
            priced=gross > 0,
        )


def _lines(history: History, seed: int) -> Iterator[pa.RecordBatch]:
    rng = np.random.default_rng(seed + 2)
    for start in range(0, history.day.size, BATCH):
        part = slice(start, start + BATCH)
        count = history.lines[part]
        order = np.repeat(np.arange(start + 1, start + count.size + 1), count)
        product = (rng.pareto(1.1, order.size) * 20).astype(np.int64) % 5_000
        amount = rng.integers(100, 5_000, order.size)
        sku = np.char.add("P", product.astype(str))
        yield _batch(
            "lines",
            order=order,
            day=np.repeat(FIRST_DAY + history.day[part], count),
            sku=sku,
            product=sku,
            name=np.char.add("Product ", product.astype(str)),
            category=np.char.add("K", (product % 40).astype(str)),
            quantity=np.ones(order.size, np.int64),
            unit_price=amount,
            amount=amount,
            tax_rate=np.full(order.size, 10),
            cost=amount * 4 // 10,
            kind=np.full(order.size, "goods"),
        )


def _returns(history: History) -> list[pa.RecordBatch]:
    rows = np.arange(1, max(2, history.day.size // 1_000))
    return [
        _batch(
            "returns",
            ret=rows,
            node=2 * np.maximum(history.person[rows], 1),
            number=np.char.add("R", rows.astype(str)),
            day=FIRST_DAY + history.day[rows],
            channel=CHANNELS[history.channel[rows]],
            amount=np.full(rows.size, 500),
            cost=np.full(rows.size, 200),
        )
    ]


def _touches(history: History, seed: int) -> Iterator[pa.RecordBatch]:
    """A touch some days before each order of a known person: three in ten put something into the cart, one fetched it."""
    rng = np.random.default_rng(seed + 3)
    acts = np.array([*["view"] * 6, *["cart"] * 3, "pickup"])
    media = np.array(["", "", "GADS", "IGAD", "MAIL", "LINEMSG"])
    for start in range(0, history.day.size, BATCH):
        part = slice(start, start + BATCH)
        known = history.person[part] > 0
        person = history.person[part][known]
        day = FIRST_DAY + np.maximum(history.day[part][known] - rng.integers(0, 40, person.size), 0)
        seconds = rng.integers(0, 50_000, person.size).astype("timedelta64[s]")
        product = (rng.pareto(1.1, person.size) * 20).astype(np.int64) % 5_000
        yield _batch(
            "touches",
            entry=np.arange(start + 1, start + person.size + 1),
            node=2 * person,
            at=day.astype("datetime64[us]") + seconds,
            day=day,
            act=acts[rng.integers(0, acts.size, person.size)],
            product=np.char.add("P", product.astype(str)),
            location=SHOPS[rng.integers(0, 3, person.size)],
            channel=np.full(person.size, "EC"),
            medium=media[rng.integers(0, media.size, person.size)],
        )


def _credits(history: History, seed: int) -> Iterator[pa.RecordBatch]:
    """Two of three orders are credited to whoever closed them, half of these with a helper's share."""
    rng = np.random.default_rng(seed + 4)
    for start in range(0, history.day.size, BATCH):
        day = FIRST_DAY + history.day[start : start + BATCH]
        order = np.arange(start + 1, start + day.size + 1)
        for touch, some in (("till", 0.66), ("chat", 0.33)):
            mine = rng.random(day.size) < some
            yield _batch(
                "credits",
                order=order[mine],
                day=day[mine],
                touch=np.full(int(mine.sum()), touch),
                staff=np.char.add("staff", rng.integers(0, 200, int(mine.sum())).astype(str)),
                location=SHOPS[rng.integers(0, 3, int(mine.sum()))],
                amount=rng.integers(100, 5_000, int(mine.sum())),
            )


def _batch(table: str, **columns: np.ndarray) -> pa.RecordBatch:
    size = next(iter(columns.values())).size
    schema = SCHEMAS[table]
    arrays = []
    for field in schema:  # what the history does not say is zero (numbers) or unknown
        if field.name in columns:
            values = pa.array(columns[field.name])
        elif pa.types.is_int64(field.type) and field.name not in ("order", "person"):
            values = pa.array(np.zeros(size, np.int64))
        else:
            values = pa.nulls(size)
        arrays.append(_blank_is_null(values))
    return feed.conform(pa.RecordBatch.from_arrays(arrays, names=schema.names), schema)


def _blank_is_null(values: pa.Array) -> pa.Array:
    if not pa.types.is_string(values.type) and not pa.types.is_large_string(values.type):
        return values
    values = values.cast(pa.string())
    return pa.compute.if_else(pa.compute.equal(values, ""), None, values)
