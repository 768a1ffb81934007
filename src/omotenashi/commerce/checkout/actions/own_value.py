# SPDX-License-Identifier: Apache-2.0
"""What of an order is paid with a gift card or store credit: held when it is placed, then burned or let go with it.

The tenders of the payment say what, and their refs are the keys of the holds: a refund finds its way back by them.
Wallets are locked in one order: cards, store credit, points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.payments.actions import Given
from omotenashi.commerce.payments.models import Tender

KINDS = ("gift_card", "store_credit")


def key_of(order_id: UUID, place: int) -> str:
    """Give the key of the hold behind a tender. By place: a key is stored in the clear, and a code only as its hash."""
    return f"order:{order_id}:value:{place}"


def demand_own(own: Sequence[Given]) -> None:
    """Go on only with one card and the store credit at most. Raises ValueError: no page of ours asks for more."""
    if {one.kind for one in own} - {*KINDS} or len({one.kind for one in own}) < len(own):
        raise ValueError("one card and the store credit at most are held with an order")


def tenders_of(own: Sequence[Given], order_id: UUID) -> list[Given]:
    """Give the tenders as the payment keeps them: the code of a card gives way to the key of its hold."""
    return [replace(one, ref=key_of(order_id, place)) for place, one in enumerate(own)]


def hold(own: Sequence[Given], *, order_id: UUID, node_ids: Sequence[UUID], now: datetime, until: datetime) -> None:
    """Hold what an order is to be paid with. Raises loyalty.NotEnoughPoints, and CouponRefused for a card."""
    for place, one in in_order(own):
        key = key_of(order_id, place)
        if one.kind == "gift_card":
            loyalty.hold_card(code=one.ref, amount=one.amount, key=key, now=now, expires_at=until)
        else:
            loyalty.hold(
                node_ids=node_ids, amount=one.amount, key=key, now=now, kind="store_credit", expires_at=until
            )  # fmt: skip


def burn(intent_id: UUID, *, now: datetime) -> None:
    """Burn what is held for a payment. Raises loyalty.Conflict when it lapsed."""
    for key in _keys(intent_id):
        loyalty.burn(key=key, now=now)


def release(intent_id: UUID, *, now: datetime) -> None:
    """Let go what is held for a payment."""
    for key in _keys(intent_id):
        loyalty.release(key=key, now=now)


def in_order(given: Sequence[Given]) -> Iterator[tuple[int, Given]]:
    """Give tenders with their places in the order in which their wallets are locked."""
    yield from sorted(enumerate(given), key=lambda each: (each[1].kind, each[0]))


def _keys(intent_id: UUID) -> list[str]:
    own = Tender.objects.filter(intent_id=intent_id, kind__in=KINDS)
    return list(own.order_by("kind", "id").values_list("ref", flat=True))
