# SPDX-License-Identifier: Apache-2.0
"""What a record of an order amounts to: totals, tax once per rate, keys of lines, the digest of what was said."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from uuid import UUID

import msgspec

from omotenashi.base.money import tax_contained


class LineRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line as a source says it. `amount` is after the line's discounts, tax included, in minor units.

    Without a `key` of the source, the content and its occurrence are the key, so that the order of rows says nothing.
    Files bring them by the million: a struct is made in a twentieth of the time of a frozen dataclass.
    """

    sku: str
    name: str = ""
    kind: str = "goods"
    quantity: int
    unit_price: Decimal
    amount: int
    discount: int = 0
    coupon: int = 0
    tax_rate: int = 10
    cost: int = 0
    key: str = ""


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


class KeyedLine(msgspec.Struct, frozen=True, gc=False):
    """A line with its key in the order and a text of what was said, equal for equal words."""

    key: str
    line: LineRecord
    said: str


def keyed(lines: Sequence[LineRecord]) -> list[KeyedLine]:
    """Give every line a key: the source's, or a digest of its content with the number of its occurrence."""
    seen: Counter[str] = Counter()
    result = []
    for line in lines:
        said = _said(line)
        if line.key:
            result.append(KeyedLine(line.key, line, said))
            continue
        digest = blake2b(said.encode(), digest_size=9).hexdigest()
        seen[digest] += 1
        result.append(KeyedLine(f"{digest}.{seen[digest]}", line, said))
    return result


def totals(record: OrderRecord) -> Totals:
    """Add an order up. Tax is taken once per rate (japan.md section 10); an order's own discount lowers the largest rate."""
    if record.lines is None:
        goods = (record.goods_total or 0) - record.discount
        return Totals(goods, record.discount, 0, tax_contained(goods, rate=10), 0)
    by_rate: dict[int, int] = defaultdict(int)
    for line in record.lines:
        by_rate[line.tax_rate] += line.amount
    if record.discount and by_rate:
        by_rate[max(by_rate, key=lambda rate: (by_rate[rate], rate))] -= record.discount
    return Totals(
        goods=sum(by_rate.values()),
        discount=record.discount + sum(line.discount for line in record.lines),
        coupon=sum(line.coupon for line in record.lines),
        tax=sum(tax_contained(total, rate=rate) for rate, total in by_rate.items()),
        cost=sum(line.cost for line in record.lines),
    )


def return_totals(record: ReturnRecord) -> tuple[int, int, int]:
    """Give amount, tax and cost of what came back."""
    by_rate: dict[int, int] = defaultdict(int)
    for line in record.lines:
        by_rate[line.tax_rate] += line.amount
    amount = sum(by_rate.values()) if record.amount is None else record.amount
    tax = sum(tax_contained(total, rate=rate) for rate, total in by_rate.items())
    return amount, tax if record.lines else tax_contained(amount, rate=10), sum(line.cost for line in record.lines)


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


def digest(record: OrderRecord | ReturnRecord, *, lines: Iterable[KeyedLine] | None) -> bytes:
    """Give 16 bytes that are equal when a source says the same again, in whatever order of lines."""
    said = None if lines is None else sorted(f"{line.key}|{line.said}" for line in lines)
    head = repr(replace(record, lines=()))
    return blake2b(f"{head}|{said!r}".encode(), digest_size=16).digest()


def _said(line: LineRecord) -> str:
    price = f"{line.unit_price:.4f}"
    return (
        f"{line.sku}|{line.name}|{line.kind}|{line.quantity}|{price}|{line.amount}|{line.discount}|{line.coupon}"
        f"|{line.tax_rate}|{line.cost}"
    )
