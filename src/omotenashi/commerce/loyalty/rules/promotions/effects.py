# SPDX-License-Identifier: Apache-2.0
"""What the engine says: per line what is taken off and earned, to the yen, and for each campaign why or why not."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class LineEffect:
    """One line. `shares` is what each campaign takes off it, `earned` what each gives in points for it."""

    key: str
    gross: int
    discount: int = 0
    coupon: int = 0
    net: int
    points: int = 0
    shares: tuple[tuple[str, int], ...] = ()
    earned: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Gift:
    """Something that goes with the order."""

    sku: str
    quantity: int
    campaign: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """What became of one campaign: `applied`, or the condition that failed; `missing` is what the basket lacks."""

    campaign: str
    outcome: str
    amount: int = 0
    points: int = 0
    missing: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """The whole answer."""

    lines: tuple[LineEffect, ...]
    shipping: int = 0
    shipping_discount: int = 0
    points_used: int = 0
    points: int = 0
    gifts: tuple[Gift, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def goods(self) -> int:
        """The goods after all discounts."""
        return sum(line.net for line in self.lines)

    @property
    def discount(self) -> int:
        """What campaigns take off by themselves."""
        return sum(line.discount for line in self.lines)

    @property
    def coupon(self) -> int:
        """What presented coupons take off."""
        return sum(line.coupon for line in self.lines)

    @property
    def total(self) -> int:
        """Goods and shipping."""
        return self.goods + self.shipping

    @property
    def to_pay(self) -> int:
        """What is left when the points are used."""
        return self.total - self.points_used

    def amount_of(self, campaign: str) -> int:
        """Give what one campaign takes off, shipping included: what a coupon is locked with."""
        return sum(reason.amount for reason in self.reasons if reason.campaign == campaign)
