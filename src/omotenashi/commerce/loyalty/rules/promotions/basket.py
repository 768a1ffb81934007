# SPDX-License-Identifier: Apache-2.0
"""What the engine is told: a basket, who buys, and which campaigns run. Amounts are minor units, tax included."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a campaign does."""

    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"
    BUNDLE = "bundle"
    FREE_SHIPPING = "free_shipping"
    GIFT = "gift"
    POINTS_RATE = "points_rate"
    POINTS_BONUS = "points_bonus"


GOODS = frozenset({Kind.PERCENT, Kind.AMOUNT, Kind.PRICE, Kind.BUNDLE})
POINTS = frozenset({Kind.POINTS_RATE, Kind.POINTS_BONUS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of a basket. `key` names the line, `unit_price` is the price of the channel's list at the moment.

    `mode` is how the goods are received (`pickup`, `ship`, …), empty where nobody asks.
    """

    key: str
    sku: str
    quantity: int
    unit_price: int
    product: str = ""
    categories: tuple[str, ...] = ()
    tax_rate: int = 10
    mode: str = ""
    discountable: bool = True
    earns: bool = True

    @property
    def gross(self) -> int:
        """The line before anything is taken off."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, kw_only=True, slots=True)
class Basket:
    """What is bought. `coupons` are the codes of the campaigns whose coupons were presented and found good."""

    items: tuple[Item, ...]
    shipping: int = 0
    coupons: tuple[str, ...] = ()
    points_used: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """What campaigns may ask about a customer."""

    rank: str = ""
    first_order: bool = False
    segments: frozenset[str] = frozenset()
    birth_month: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """One rule. An empty condition lets everything pass; `value` is a percentage, an amount, a price or basis points.

    Of a `stack_group` one counts: the smallest priority, then the largest effect. Conditions on the basket look at what
    it is before any discount, so that one campaign does not push another out.
    """

    code: str
    name: str = ""
    kind: Kind
    value: int = 0
    priority: int = 100
    stack_group: str = ""
    by_coupon: bool = False
    skus: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()
    ranks: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    members_only: bool = False
    first_order: bool = False
    birthday: bool = False
    min_spend: int = 0
    min_quantity: int = 0
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    days: frozenset[int] = frozenset()
    hours: tuple[int, int] | None = None
    buy: int = 0
    get: int = 0
    gift_sku: str = ""
    most: int | None = None
    budget_left: int | None = None
    count_left: int | None = None
    on_points: bool = False
    without_tax: bool = False
