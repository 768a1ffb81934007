# SPDX-License-Identifier: Apache-2.0
"""How an order was paid, what went back, and what of points and coupons belongs to it."""

from dataclasses import dataclass
from uuid import UUID

from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.loyalty.models import Redemption, WalletEntry
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments import queries as payments
from omotenashi.commerce.payments.models import Intent, Refund, Tender
from omotenashi.web.console import wording as words


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """What a page tells of the payment of an order. `earned` is None where the order earns no points."""

    intent: Intent | None
    state: tuple[str, str]
    tenders: list[tuple[str, Tender]]
    refunds: list[tuple[str, str, str, Refund]]
    coupons: list[Redemption]
    spent: int
    earned: int | None
    is_due: bool


def money_of(order: Order, lines: list[OrderLine]) -> Money:
    """Give all that was paid, kept and given for an order that was made here: six reads."""
    intent = payments.intent_of(order.pk)
    state = words.INTENTS.get(intent.state, ("quiet", intent.state)) if intent else ("quiet", "")
    entries = WalletEntry.objects.filter(order_line__in=[line.uid for line in lines if line.uid])
    points = [amount for kind, amount in entries.values_list("type", "amount") if kind in ("earn", "reverse_earn")]
    return Money(
        intent=intent,
        state=(state[0], str(state[1])),
        tenders=[(words.said(words.KINDS, one.kind), one) for one in payments.tenders_of([order.pk])],
        refunds=[_refund(one) for one in payments.refunds_of([order.pk])],
        coupons=list(_coupons(order.pk)),
        spent=order.points_used,
        earned=sum(points) if points else _promised(order.pk),
        is_due=not points,
    )


def _refund(one: Refund) -> tuple[str, str, str, Refund]:
    colour, name = words.REFUNDS.get(one.state, ("quiet", one.state))
    return words.said(words.KINDS, one.to_kind), colour, str(name), one


def _coupons(order_id: UUID) -> list[Redemption]:
    found = Redemption.objects.filter(order_id=order_id).exclude(state__in=["lapsed", "released"])
    return list(found.select_related("campaign").order_by("locked_at"))


def _promised(order_id: UUID) -> int | None:
    """Give the points an order will earn once it is paid."""
    found = Settlement.objects.filter(pk=order_id, given_up_at=None).values_list("earned", flat=True).first()
    return sum(points for points, _basis in found.values()) if found else None
