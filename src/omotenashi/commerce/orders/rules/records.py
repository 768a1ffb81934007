# SPDX-License-Identifier: Apache-2.0
"""What a record of an order amounts to: totals, tax once per rate, the digest of what was said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from omotenashi.base.money import tax_contained
from omotenashi.commerce.orders.rules.lines import Added, LineRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderRecord:
    """One order as a source says it, whole: with `lines` given they are all its lines; None means "not said".

    `goods_total` is needed only without lines. `node_id` None: nobody was named; a receipt node is made.
    """

    origin: str
    number: str
    channel: str
    location: str | None = None
    node_id: UUID | None = None
    currency: str = "JPY"
    placed_at: datetime
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    lines: tuple[LineRecord, ...] | None = None
    goods_total: int | None = None
    discount: int = 0
    shipping: int = 0
    points_used: int = 0
    medium: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnRecord:
    """Goods that came back; quantities and amounts positive. `order_number` None: the order is unknown."""

    origin: str
    number: str
    order_number: str | None = None
    channel: str
    location: str | None = None
    node_id: UUID | None = None
    returned_at: datetime
    lines: tuple[LineRecord, ...] = ()
    amount: int | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an order, in minor units. `goods` is after all discounts."""

    goods: int
    discount: int
    coupon: int
    tax: int
    cost: int


def totals(record: OrderRecord, lines: Added | None) -> Totals:
    """Add an order up; `lines` None: it says none. Tax is taken once per rate (japan.md section 10).

    An order's own discount lowers the largest rate.
    """
    if lines is None:
        goods = (record.goods_total or 0) - record.discount
        return Totals(goods, record.discount, 0, tax_contained(goods, rate=10), 0)
    by_rate = dict(lines.by_rate)
    if record.discount and by_rate:
        by_rate[max(by_rate, key=lambda rate: (by_rate[rate], rate))] -= record.discount
    return Totals(
        goods=sum(by_rate.values()),
        discount=record.discount + lines.discount,
        coupon=lines.coupon,
        tax=sum(tax_contained(total, rate=rate) for rate, total in by_rate.items()),
        cost=lines.cost,
    )


def return_totals(record: ReturnRecord, lines: Added) -> tuple[int, int, int]:
    """Give amount, tax and cost of what came back."""
    amount = sum(lines.by_rate.values()) if record.amount is None else record.amount
    tax = sum(tax_contained(total, rate=rate) for rate, total in lines.by_rate.items())
    return amount, tax if lines.said else tax_contained(amount, rate=10), lines.cost


def returned_tax(sold: Mapping[int, int], back: Mapping[int, int]) -> int:
    """Give the tax that returns take away: tax(sold) - tax(sold - back), each rounded down once per rate.

    Both map a rate to an amount, tax included. The floor stands on what is left, not on what came back
    (analyses.md section 3.5): else the sales without tax are one unit off.
    """
    rates = {*sold, *back}
    return sum(
        tax_contained(sold.get(rate, 0), rate=rate) - tax_contained(sold.get(rate, 0) - back.get(rate, 0), rate=rate)
        for rate in rates
    )


def digest(record: OrderRecord | ReturnRecord, lines: Added | None) -> bytes:
    """Give 16 bytes that are equal when a source says the same again, in whatever order of lines."""
    said = None if lines is None else sorted(lines.said)
    head = repr(replace(record, lines=()))
    return blake2b(f"{head}|{said!r}".encode(), digest_size=16).digest()
