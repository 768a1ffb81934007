# SPDX-License-Identifier: Apache-2.0
"""What would go back if pieces of an order were cancelled: money by the way it was paid, points, coupons, goods."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.loyalty.models import Redemption
from omotenashi.commerce.orders.actions import cancelling
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments import queries as payments
from omotenashi.commerce.stock.models import Allocation, Reservation
from omotenashi.web.console import wording as words


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One line, how many of it may still be cancelled, and how many are."""

    line: OrderLine
    most: int
    chosen: int

    @property
    def field(self) -> str:
        """Its name in the form."""
        return f"line-{self.line.uid}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Back:
    """What goes back. `money` is by kind of payment; an order that is not paid gives nothing back."""

    pieces: int
    amount: int
    money: list[tuple[str, int]]
    points: int
    coupons: list[str]
    places: list[str]
    is_whole: bool
    is_paid: bool


def choices_of(lines: list[OrderLine], *, given: Mapping[str, str]) -> list[Choice]:
    """Give the lines of which something may be cancelled, with what a form says; all of it where it says nothing."""
    found = []
    for line in lines:
        most = line.quantity - line.handed
        if line.uid and most > 0:
            said = given.get(f"line-{line.uid}", "")
            chosen = min(int(said), most) if said.isdecimal() else most
            found.append(Choice(line=line, most=most, chosen=chosen))
    return found


def wanted(choices: list[Choice]) -> dict[UUID, int]:
    """Give the pieces by line as the action takes them."""
    return {one.line.uid: one.chosen for one in choices if one.line.uid and one.chosen}


def back_of(order: Order, choices: list[Choice], *, whole: bool) -> Back:
    """Say what goes back: six reads, nothing is written. The action reckons anew, under its locks."""
    settlement = Settlement.objects.filter(pk=order.pk).first()
    gone = cancelling.foreseen([(one.line, one.chosen) for one in choices if one.chosen])
    shares = [part.shares for part in gone]
    amount = sum(share.amount for share in shares) + (order.shipping_total if whole else 0)
    points = (settlement.points if settlement and whole else 0) or sum(share.points for share in shares)
    is_paid = settlement is not None and settlement.confirmed_at is not None
    coupons = Redemption.objects.filter(order_id=order.pk, state__in=["locked", "redeemed"]).select_related("campaign")
    return Back(
        pieces=sum(one.chosen for one in choices),
        amount=amount,
        money=_money(order.pk, amount, points) if is_paid and amount else [],
        points=points,
        coupons=[one.campaign.name for one in coupons] if whole else [],
        places=_places(choices),
        is_whole=whole,
        is_paid=is_paid,
    )


def _money(order_id: UUID, amount: int, points: int) -> list[tuple[str, int]]:
    found = payments.going_back(order_id, amount=amount, points=points)
    return [(words.said(words.KINDS, kind), part) for kind, part in found]


def _places(choices: list[Choice]) -> list[str]:
    uids = [str(one.line.uid) for one in choices if one.chosen]
    sold = Allocation.objects.filter(owner_type="order_line", owner_id__in=uids, state="open")
    held = Reservation.objects.filter(owner_type="order_line", owner_id__in=uids, state="held")
    names = {*sold.values_list("location__name", flat=True), *held.values_list("location__name", flat=True)}
    return sorted(names)
