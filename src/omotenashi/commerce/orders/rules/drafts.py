# SPDX-License-Identifier: Apache-2.0
"""An order before it is one: priced, with its shares, ready to be placed. A draft is checked here and kept nowhere.

All amounts are minor units, tax included. A line's `amount` is what is paid for it: `unit_price x quantity`, minus
`discount`, minus `coupon`. `points` says how much of it points pay for; points are a way to pay and lower no amount.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b, sha256
from json import dumps
from typing import Any
from uuid import UUID

from omotenashi.base.money import share, tax_contained

WHOLE = 10_000
# The origin of orders that sell value: no goods, no sale for the figures; what comes back voids the card (checkout).
GIFT_CARDS = "gift_card"
LEGAL_ITEMS = ("quantity", "price", "payment", "delivery", "period", "withdrawal")


class Mode(StrEnum):
    """How goods reach their buyer."""

    CARRY_OUT = "carry_out"
    SHIP = "ship"
    PICKUP = "pickup"
    TRY_ON = "try_on"
    ORDER_IN = "order_in"


class BadDraft(ValueError):
    """A draft contradicts itself; the text says where."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Credit:
    """Who is credited with a line: staff, a shop, or both; `share` in hundredths of a percent.

    `touch` is one of till, styling, chat, link, store_qr, call, web.
    """

    touch: str
    share: int = WHOLE
    staff_id: UUID | None = None
    location: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    window_days: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftLine:
    """One line: a variant, how many, at which price, and how it is to reach the buyer.

    `uid` may be made beforehand (an offline till does); `location` is where the buyer wants it from.
    """

    variant_id: UUID
    quantity: int
    unit_price: Decimal | int
    amount: int
    tax_rate: int = 10
    discount: int = 0
    coupon: int = 0
    points: int = 0
    mode: Mode = Mode.SHIP
    location: str | None = None
    credits: tuple[Credit, ...] = ()
    uid: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactDetails:
    """Name and address as given with one order. They stay with the order and tell nothing about a person."""

    name: str = ""
    kana: str = ""
    mail: str = ""
    phone: str = ""
    postal_code: str = ""
    prefecture: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An order as it is to be placed. Without `node_id` the buyer is a guest: known by the mail of `buyer`, or nobody.

    `confirmation` holds what the final confirmation page showed, one text per item of LEGAL_ITEMS.
    """

    channel: str
    lines: tuple[DraftLine, ...]
    node_id: UUID | None = None
    location: str | None = None
    origin: str = "shop"
    number: str | None = None
    currency: str = "JPY"
    shipping: int = 0
    shipping_rate: int = 10
    shipping_points: int = 0
    placed_at: datetime | None = None
    buyer: ContactDetails | None = None
    recipient: ContactDetails | None = None
    confirmation: Mapping[str, str] | None = None
    actor: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class DraftTotals:
    """The sums of a draft. `tax` is that of the goods, once per rate; documents say the tax that is owed."""

    goods: int
    discount: int
    coupon: int
    points: int
    tax: int


def check(draft: Draft) -> None:
    """Raise BadDraft where a draft contradicts itself."""
    if not draft.lines:
        raise BadDraft("an order has lines")
    if not 0 <= draft.shipping_points <= draft.shipping:
        raise BadDraft("shipping costs nothing or something, and points pay no more than that")
    for place, line in enumerate(draft.lines):
        _check_line(place, line)
    missing = [item for item in LEGAL_ITEMS if draft.confirmation is not None and not draft.confirmation.get(item)]
    if missing:
        raise BadDraft(f"the confirmation page did not show {', '.join(missing)}")


def totals(draft: Draft) -> DraftTotals:
    """Add a draft up."""
    by_rate: dict[int, int] = defaultdict(int)
    for line in draft.lines:
        by_rate[line.tax_rate] += line.amount
    return DraftTotals(
        goods=sum(by_rate.values()),
        discount=sum(line.discount for line in draft.lines),
        coupon=sum(line.coupon for line in draft.lines),
        points=sum(line.points for line in draft.lines) + draft.shipping_points,
        tax=sum(tax_contained(total, rate=rate) for rate, total in by_rate.items()),
    )


def digest(draft: Draft) -> bytes:
    """Give 16 bytes for what is bought and for how much: a key that comes again with other goods is a mistake."""
    said = [(str(x.variant_id), x.quantity, x.amount, x.points, x.tax_rate, str(x.mode)) for x in draft.lines]
    return blake2b(dumps([draft.channel, draft.shipping, said]).encode(), digest_size=16).digest()


def confirmation_hash(items: Mapping[str, str]) -> bytes:
    """Give the SHA-256 of what was shown, the same for the same texts in whatever order."""
    return sha256(dumps(dict(items), sort_keys=True, ensure_ascii=False).encode()).digest()


def credited(amount: int, parties: Sequence[Credit]) -> list[int]:
    """Split a line's amount among those who are credited, exact to the minor unit."""
    return share(amount, weights=[credit.share for credit in parties])


def _check_line(place: int, line: DraftLine) -> None:
    if line.quantity <= 0:
        raise BadDraft(f"line {place}: no quantity")
    if min(line.amount, line.discount, line.coupon, line.points) < 0:
        raise BadDraft(f"line {place}: a negative amount")
    if line.points > line.amount:
        raise BadDraft(f"line {place}: more points than it costs")
    # Less than one: a price that was given without tax is no whole number with it.
    if abs(Decimal(line.unit_price) * line.quantity - line.amount - line.discount - line.coupon) >= 1:
        raise BadDraft(f"line {place}: price, discounts and amount do not fit")
    if line.credits and sum(credit.share for credit in line.credits) != WHOLE:
        raise BadDraft(f"line {place}: the shares of a sale sum to 100 %")
    if any(credit.staff_id is None and credit.location is None for credit in line.credits):
        raise BadDraft(f"line {place}: nobody is credited")
