# SPDX-License-Identifier: Apache-2.0
"""What a basket costs, earns and promises: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from json import dumps
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a basket, with what the books say of it. `sellable` None: its stock is not tracked here."""

    key: str
    variant_id: UUID
    sku: str
    name: str
    quantity: int
    mode: str
    location_id: UUID | None
    location: str | None
    product: str = ""
    category: str = ""
    unit_price: int | None = None
    tax_rate: int = 10
    tax_included: bool = True
    sellable: int | None = None
    is_sure: bool = True
    is_published: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """Where parcels go: the region decides the fee and who ships."""

    prefecture: str = ""
    postal_code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteLine:
    """A line with its price and shares. `points` is how much of it points pay for. `problem` is "" when it can be bought."""

    line: Line
    gross: int
    discount: int
    coupon: int
    amount: int
    points: int
    earned: int
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tax:
    """The total of one rate and the tax in it."""

    rate: int
    total: int
    tax: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """The whole answer. `to_pay` is what a payment must bring; `coupons` is per coupon its campaign and amount."""

    lines: tuple[QuoteLine, ...]
    shipping: int
    shipping_before: int
    shipping_points: int
    points: int
    points_left: int
    earned: int
    taxes: tuple[Tax, ...]
    coupons: tuple[tuple[str, str, int], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    gifts: tuple[tuple[str, int], ...] = ()
    campaigns: tuple[tuple[str, str, int, int], ...] = ()
    near: tuple[tuple[str, str, int], ...] = ()
    legal: Mapping[str, str] = field(default_factory=dict)

    @property
    def goods(self) -> int:
        """The goods after all discounts."""
        return sum(each.amount for each in self.lines)

    @property
    def total(self) -> int:
        """Goods and shipping."""
        return self.goods + self.shipping

    @property
    def to_pay(self) -> int:
        """What is left when the points are used."""
        return self.total - self.points

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps the basket from being bought, each as `line:reason` or `coupon:reason`."""
        lines = tuple(f"{each.line.key}:{each.problem}" for each in self.lines if each.problem)
        return lines + tuple(f"coupon:{reason}" for _, reason in self.refused)

    @property
    def digest(self) -> str:
        """32 characters that change when anything changes that the customer agreed to."""
        lines = [
            (
                str(x.line.variant_id),
                x.line.quantity,
                x.line.mode,
                str(x.line.location_id),
                x.amount,
                x.discount,
                x.coupon,
            )
            for x in self.lines
        ]
        said = [lines, self.shipping, self.points, self.earned, [list(each) for each in self.coupons], dict(self.legal)]
        return blake2b(dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()
