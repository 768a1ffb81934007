# SPDX-License-Identifier: Apache-2.0
"""Eight customers and 18 orders: a same-day second order, a partial return, points, a customer who
comes back, a young one, a cancelled first order. Tax rate 10 %, whole yen, as of 2025-12-31."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.tables import Tables, in_memory

AS_OF = date(2025, 12, 31)

# order customer day channel medium amount returned points products
ORDERS = """
01 1 2025-01-10 EC    TV01 5000 0    0   A,SHIP
02 1 2025-02-09 STORE -    6000 0    500 A,B
03 1 2025-06-20 EC    -    8000 0    0   C
04 2 2025-01-15 EC    TV01 3000 0    0   A,GIFT
05 2 2025-01-15 EC    -    1000 0    0   C
06 3 2025-01-20 STORE FL02 10000 2000 0  B,C
07 3 2025-02-25 STORE -    4000 0    0   B
08 4 2025-03-01 STORE FL02 7000 0    0   A,B
09 5 2025-03-10 EC    TV01 4000 0    0   A
10 5 2025-11-30 EC    -    9000 0    0   C
11 6 2025-07-01 EC    -    2000 0    0   C
12 6 2025-08-30 LINE  -    2500 0    0   C
13 6 2025-10-29 EC    -    3000 0    300 A,C
14 6 2025-12-28 STORE -    3500 0    0   C
15 7 2025-12-10 EC    FL02 9000 0    0   A,B
16 7 2025-12-20 STORE -    7000 0    0   B
17 8 2025-09-15 EC    TV01 5000 0    0   -
18 8 2025-10-01 STORE -    4500 0    0   C
"""
CANCELLED = {17}
# What EC sends takes so many days; one order is still to be sent. The other channels say nothing of it.
DAYS_TO_SEND = 10
UNSENT = {10}


def tax(amount: int) -> int:
    """The 10 % contained in an amount, floored."""
    return amount * 10 // 110


def order(
    *,
    key: int,
    node: int,
    day: date,
    gross: int,
    channel: str = "EC",
    medium: str | None = None,
    returned: int = 0,
    points: int = 0,
    cancelled: bool = False,
    later: int | None = None,
) -> dict[str, Any]:
    """A row of orders, sent so many days ``later``. The cost is 40 % of the amount, as everywhere in the example."""
    return {
        "order": key,
        "node": node,
        "number": f"O{key:02}",
        "origin": "test",
        "placed_at": datetime.combine(day, time(3), UTC),
        "day": day,
        "sent": None if later is None else day + timedelta(days=later),
        "channel": channel,
        "medium": medium,
        **dict.fromkeys(("location", "staff", "country")),
        **dict.fromkeys(("discount", "coupon", "shipping"), 0),
        "hour": 12,
        "gross": gross,
        "tax": tax(gross),
        "cost": gross * 4 // 10,
        "points_used": points,
        "returned": returned,
        "returned_tax": tax(gross) - tax(gross - returned),
        "returned_cost": returned * 4 // 10,
        "lines": 1,
        "cancelled": cancelled,
        "priced": gross > 0,
    }


def line(*, key: int, day: date, product: str) -> dict[str, Any]:
    """A row of lines; SHIP and GIFT are shipping and a novelty."""
    kind = {"SHIP": "shipping", "GIFT": "gift"}.get(product, "goods")
    return {"order": key, "day": day, "sku": product, "product": product, "kind": kind,
            "name": product, "quantity": 1, "unit_price": 0, "amount": 0, "discount": 0,
            "coupon": 0, "tax_rate": 10, "cost": 0, "category": None}  # fmt: skip


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table with the lake's schema."""
    return pa.Table.from_pylist(rows, schema=SCHEMAS[name])


def tables_of(
    orders: list[dict[str, Any]],
    lines: list[dict[str, Any]] | None = None,
    returns: list[dict[str, Any]] | None = None,
) -> Tables:
    """Tables in memory. Customer k has the nodes k and 100 + k; node 0 belongs to nobody."""
    people = sorted({row["node"] % 100 for row in [*orders, *(returns or [])]} - {0})
    nodes = [{"node": node, "person": k} for k in people for node in (k, 100 + k)]
    return in_memory(
        orders=table("orders", orders),
        lines=table("lines", lines or []),
        returns=table("returns", returns or []),
        nodes=table("nodes", [{"node": 0, "person": None}, *nodes]),
        persons=table("persons", [{"person": k, "standing": "member"} for k in people]),
    )


def fixture_a() -> Tables:
    """The example. Every second order of a customer comes in under another key of theirs."""
    orders, lines = [], []
    for text in ORDERS.strip().splitlines():
        key, customer, day, channel, medium, gross, returned, points, products = text.split()
        placed = date.fromisoformat(day)
        orders.append(
            order(
                key=int(key),
                node=int(customer) + 100 * (int(key) % 2),
                day=placed,
                gross=int(gross),
                channel=channel,
                medium=None if medium == "-" else medium,
                returned=int(returned),
                points=int(points),
                cancelled=int(key) in CANCELLED,
                later=DAYS_TO_SEND if channel == "EC" and int(key) not in UNSENT else None,
            )
        )
        lines += [line(key=int(key), day=placed, product=code) for code in products.split(",") if code != "-"]
    return tables_of(orders, lines)
