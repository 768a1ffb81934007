# SPDX-License-Identifier: Apache-2.0
"""A sale at the till: what was rung up, and how what an offline till took differs from what we would have asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from omotenashi.base.money import share
from omotenashi.commerce.checkout.rules.quotes import Quote, QuoteLine


class BadSale(Exception):
    """A sale that contradicts itself; `reason` is `lines`, `override`, `variant`, `value` or `sequence`."""

    def __init__(self, reason: str) -> None:
        """Remember why."""
        super().__init__(reason)
        self.reason = reason


class OtherSale(Exception):
    """The id stands for a sale of other goods or money."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SaleLine:
    """One line of a sale. `price` is a unit price with tax that overrides ours: it needs a `reason` and a permission.

    An offline till says with `price`, `discount` and `coupon` what it asked; `uid` is made there too. `location_id` is
    where a pick-up is collected; goods that are carried out leave the shop of the till.
    """

    variant_id: UUID
    quantity: int
    mode: str = "carry_out"
    location_id: UUID | None = None
    price: int | None = None
    reason: str = ""
    discount: int = 0
    coupon: int = 0
    uid: UUID | None = None


def check(lines: Sequence[SaleLine], *, offline: bool) -> None:
    """Raise BadSale for a sale without lines, a quantity or amount that cannot be, or an override without a reason."""
    if not lines or any(line.quantity <= 0 for line in lines):
        raise BadSale("lines")
    if any(min(line.price or 0, line.discount, line.coupon) < 0 for line in lines):
        raise BadSale("lines")
    if not offline and any(line.price is not None and not line.reason.strip() for line in lines):
        raise BadSale("override")


def as_said(ours: Quote, lines: Sequence[SaleLine], *, points: int, shipping: int | None) -> Quote:
    """Give the quote with the amounts that an offline till took: they are facts. What is earned stays ours."""
    said = [_said(each, line) for each, line in zip(ours.lines, lines, strict=True)]
    amounts = [each.amount for each in said]
    used = min(points, sum(amounts))
    shares = share(used, weights=amounts) if used else [0] * len(said)
    fee = ours.shipping if shipping is None else shipping
    return replace(
        ours, lines=tuple(replace(each, points=part) for each, part in zip(said, shares, strict=True)),
        shipping=fee, points=points, shipping_points=min(points - used, fee),
    )  # fmt: skip


def differences(ours: Quote, said: Quote) -> list[dict[str, object]]:
    """Say where the till asked another amount than we would have, and which of its coupons we would have refused."""
    found: list[dict[str, object]] = [
        {"what": "amount", "line": place, "said": theirs.amount, "ours": mine.amount}
        for place, (mine, theirs) in enumerate(zip(ours.lines, said.lines, strict=True), start=1)
        if mine.amount != theirs.amount
    ]
    if ours.shipping != said.shipping:
        found.append({"what": "shipping", "said": said.shipping, "ours": ours.shipping})
    if ours.points != said.points:
        found.append({"what": "points", "said": said.points, "ours": ours.points})
    return found + [{"what": "coupon", "reason": reason} for _, reason in ours.refused]


def _said(each: QuoteLine, line: SaleLine) -> QuoteLine:
    gross = each.gross if line.price is None else line.price * line.quantity
    off = line.discount + line.coupon
    if off > gross:
        raise BadSale("lines")
    return replace(each, gross=gross, discount=line.discount, coupon=line.coupon, amount=gross - off)
