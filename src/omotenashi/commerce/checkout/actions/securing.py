# SPDX-License-Identifier: Apache-2.0
"""Set aside for an order what it needs until it is paid: the payment, points, coupons, and the goods at their places."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.checkout.models import Basket, Settlement
from omotenashi.commerce.checkout.rules import Quote, QuoteLine
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.sourcing import actions as sourcing
from omotenashi.commerce.sourcing.actions import Ask, Need
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries as levels

# Between the plan and the locks another order may take the last piece of a shelf; then another shelf is tried.
_TRIES = 3


@transaction.atomic
def secure(
    found: Quote,
    *,
    order_id: UUID,
    lines: Sequence[UUID],
    basket: Basket,
    node_ids: Sequence[UUID],
    key: str,
    now: datetime,
    lapses_at: datetime,
    region: str,
    currency: str,
) -> Settlement:
    """Expect the payment, hold points, lock coupons, reserve goods, and write down what confirming has to do.

    Raises stock.OutOfStock, loyalty.NotEnoughPoints, loyalty.CouponRefused.
    """
    name = f"order:{order_id}"
    value = [payments.Given(kind="points", amount=found.points, ref=name)] if found.points else []
    intent = payments.expect(
        order_id=order_id, amount=found.total, currency=currency, key=name, now=now, tenders=value, expires_at=lapses_at
    )
    if found.points:
        loyalty.hold(node_ids=node_ids, amount=found.points, key=name, now=now, expires_at=lapses_at)
    lock_coupons(found, order_id=order_id, node_ids=node_ids, channel=basket.channel_id, until=lapses_at, now=now)
    reserve(found, order_id=order_id, lines=lines, channel=basket.channel_id, region=region, now=now, until=lapses_at)
    return Settlement.objects.create(
        order_id=order_id, intent_id=intent.pk, basket=basket, node_id=node_ids[0] if node_ids else None, key=key,
        points=found.points, coupons=coupon_keys(found, order_id), earned=earned(found, lines), placed_at=now,
        lapses_at=lapses_at,
    )  # fmt: skip


def lock_coupons(
    found: Quote, *, order_id: UUID, node_ids: Sequence[UUID], channel: str, until: datetime, now: datetime
) -> None:
    """Lock what the quote counts on, one key each. Raises loyalty.CouponRefused."""
    for (code, campaign, amount), key in zip(found.coupons, coupon_keys(found, order_id), strict=True):
        loyalty.lock_coupon(
            order_id=order_id, amount=amount, key=key, code=code, campaign=campaign, node_ids=node_ids,
            channel=channel, until=until, now=now,
        )  # fmt: skip


def coupon_keys(found: Quote, order_id: UUID) -> list[str]:
    """Give the keys of the redemptions of an order, in the order of the quote's coupons.

    By place: a key is stored in the clear, and a code only as its hash.
    """
    return [f"order:{order_id}:coupon:{place}" for place in range(len(found.coupons))]


def earned(found: Quote, lines: Sequence[UUID]) -> dict[str, list[int]]:
    """Give per order line the points it earns and the money they are for."""
    return {str(uid): [each.earned, each.amount] for uid, each in zip(lines, found.lines, strict=True)}


def reserve(
    found: Quote, *, order_id: UUID, lines: Sequence[UUID], channel: str, region: str, now: datetime, until: datetime
) -> None:
    """Reserve each line where the customer wants it, and what is sent where sourcing says. Raises OutOfStock."""
    by_uid = dict(zip(lines, found.lines, strict=True))
    for tried in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                wanted = [*_placed(by_uid, channel), *_sent(by_uid, order_id, channel, region, tried, now)]
                if wanted:
                    owner = stock.Owner("order", order_id)
                    stock.reserve(
                        wanted, kind="payment", owner=owner, key=f"order:{order_id}", expires_at=until, now=now
                    )
                return
        except stock.OutOfStock:
            if tried == _TRIES:
                raise


def _placed(lines: dict[UUID, QuoteLine], channel: str) -> list[stock.Wanted]:
    chosen = {uid: x.line for uid, x in lines.items() if x.line.location_id and x.line.mode in ("pickup", "try_on")}
    free = levels.available({line.variant_id for line in chosen.values()}, channel=channel) if chosen else {}
    return [
        stock.Wanted(
            variant_id=line.variant_id, location_id=place, quantity=line.quantity,
            buffer=free[line.variant_id][place].buffer if place in free[line.variant_id] else 0,
            owner=stock.Owner("order_line", uid),
        )
        for uid, line in chosen.items()
        if (place := line.location_id) is not None
    ]  # fmt: skip


def _sent(
    lines: dict[UUID, QuoteLine], order_id: UUID, channel: str, region: str, tried: int, now: datetime
) -> list[stock.Wanted]:
    needs = tuple(
        Need(line=str(uid), variant_id=x.line.variant_id, quantity=x.line.quantity)
        for uid, x in lines.items()
        if x.line.mode == "ship"
    )
    if not needs:
        return []
    key = f"order:{order_id}:{tried}"
    decided = sourcing.decide(Ask(needs=needs, region=region), order_id=order_id, channel=channel, key=key, now=now)
    if decided.missing:
        # What is nowhere cannot be named by a place; the line is enough for the customer.
        raise stock.OutOfStock([])
    free = levels.available({piece.variant_id for piece in decided.pieces}, channel=channel)
    return [
        stock.Wanted(
            variant_id=piece.variant_id, location_id=piece.location_id, quantity=piece.quantity,
            buffer=free[piece.variant_id][piece.location_id].buffer, owner=stock.Owner("order_line", piece.line),
        )
        for piece in decided.pieces
    ]  # fmt: skip
