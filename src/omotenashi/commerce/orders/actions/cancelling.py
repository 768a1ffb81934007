# SPDX-License-Identifier: Apache-2.0
"""Cancel an order, or those pieces of it that nobody has handed over yet.

The caller (fulfilment, checkout) gives stock, points, coupon and money back; what belongs to each piece is in the answer.
An order that a source recorded is cancelled by that source (`records.cancel`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.money import tax_contained
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.orders.actions import crediting, journal, states
from omotenashi.commerce.orders.actions.states import NotPossible
from omotenashi.commerce.orders.events import LinesCancelled, OrderCancelled
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.orders.rules import parts
from omotenashi.commerce.orders.rules.parts import Part, Shares

__all__ = ["Cancelled", "NotOpen", "NotPossible", "Part", "Shares", "cancel", "foreseen"]


class NotOpen(Exception):
    """Pieces that were handed over, or never ordered, cannot be cancelled; `lines` names the lines."""

    def __init__(self, lines: Sequence[UUID]) -> None:
        super().__init__(", ".join(map(str, lines)))
        self.lines = tuple(lines)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was cancelled, and what belongs to it. `shipping` is given back with a whole order only."""

    whole: bool
    parts: tuple[Part, ...]
    shipping: int = 0
    is_repeat: bool = False

    @property
    def amount(self) -> int:
        """What is no longer to be paid."""
        return sum(part.shares.amount for part in self.parts) + self.shipping


@transaction.atomic
def cancel(
    order_id: UUID, *, lines: Mapping[UUID, int] | None = None, reason: str, key: str, now: datetime, actor: str = ""
) -> Cancelled:
    """Cancel all that was not handed over, or so many pieces of these lines. The same key again gives the same answer.

    Raises NotOpen for pieces that are gone, NotPossible when nothing is left or the order is cancelled.
    """
    order = journal.locked(order_id)
    before = journal.said_before(order_id, key)
    if before is not None:
        known = tuple(parts.heard(one) for one in before["parts"])
        return Cancelled(before["whole"], known, before["shipping"], is_repeat=True)
    if order.cancelled_at is not None or order.key is None:
        raise NotPossible("cancelled" if order.cancelled_at else "recorded by a source")
    kept = {line.uid: line for line in journal.lines_of(order) if line.uid}
    wanted = {uid: line.quantity - line.handed for uid, line in kept.items()} if lines is None else dict(lines)
    wanted = {uid: quantity for uid, quantity in wanted.items() if quantity}
    _check(kept, wanted)
    done = _cancel(order, kept, wanted, now=now)
    numbers = {uid: line.pk for uid, line in kept.items()}
    crediting.reverse({numbers[p.line]: (p.quantity, p.shares.amount) for p in done.parts}, now=now)  # type: ignore[index]  # lines that were made here have a uid
    journal.write(
        order_id, "cancelled" if done.whole else "lines_cancelled", now=now, actor=actor, key=key, whole=done.whole,
        shipping=done.shipping, reason=reason, parts=[parts.said(part) for part in done.parts],
    )  # fmt: skip
    if not done.whole:
        states.complete_if_whole(order, now=now, actor=actor)
    return done


def foreseen(pieces: Sequence[tuple[OrderLine, int]]) -> tuple[Part, ...]:
    """Give what would go with so many pieces of some lines; nothing is written and nothing locked."""
    back = journal.returned_with([line for line, _quantity in pieces])
    return tuple(_part(line, quantity, back[line.pk]) for line, quantity in pieces)


def _check(kept: Mapping[UUID, OrderLine], wanted: Mapping[UUID, int]) -> None:
    closed = [
        uid
        for uid, quantity in wanted.items()
        if uid not in kept or not 0 < quantity <= kept[uid].quantity - kept[uid].handed
    ]
    if closed:
        raise NotOpen(closed)
    if not wanted:
        raise NotPossible("handed over")


def _cancel(order: Order, kept: Mapping[UUID, OrderLine], wanted: Mapping[UUID, int], *, now: datetime) -> Cancelled:
    back = journal.returned_with([kept[uid] for uid in wanted])
    gone = tuple(_part(kept[uid], quantity, back[kept[uid].pk]) for uid, quantity in sorted(wanted.items()))
    if all(line.handed == 0 and wanted.get(uid, 0) == line.quantity for uid, line in kept.items()):
        # For the figures it never was: the amounts stay as they were ordered.
        bulk.run("UPDATE orders_order SET cancelled_at = %s WHERE id = %s", [now, order.pk])
        publish(OrderCancelled(**states.about(order), at=now))
        return Cancelled(whole=True, parts=gone, shipping=order.shipping_total)
    source, parameters = bulk.given("stage_part", _COLUMNS, [_row(part) for part in gone])
    bulk.run(_SHRINK_LINES.format(source=source), parameters)
    _shrink(order, points=sum(part.shares.points for part in gone))
    amount = sum(part.shares.amount for part in gone)
    said = states.about(order) | {"amount": amount}
    publish(LinesCancelled(**said, at=now, left=order.goods_total - amount))
    return Cancelled(whole=False, parts=gone)


def _part(line: OrderLine, quantity: int, back: Shares) -> Part:
    """Give what goes with some pieces: their share in what neither was cancelled nor came back."""
    whole = Shares(**{name: getattr(line, name) for name in parts.NAMES})
    return Part(
        line=line.uid or line.pk, variant_id=line.variant_id, sku=line.sku, name=line.name, quantity=quantity,
        tax_rate=line.tax_rate, shares=parts.shares_of(parts.minus(whole, back), of=line.quantity - line.returned, after=quantity),
    )  # fmt: skip


def _row(part: Part) -> tuple[object, ...]:
    return (part.line, part.quantity, *(getattr(part.shares, name) for name in parts.NAMES))


def _shrink(order: Order, *, points: int) -> None:
    """Add a locked order up anew from what is left of its lines; points that pay for the shipping stay with it."""
    by_rate: dict[int, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for line in journal.lines_of(order):
        by_rate[line.tax_rate] += line.amount
        for name in parts.NAMES:
            sums[name] += getattr(line, name)
    tax = sum(tax_contained(total, rate=rate) for rate, total in by_rate.items())
    bulk.run(_SHRINK_ORDER, {**sums, "points": points, "tax": tax, "id": order.pk})


_COLUMNS = {"uid": "uuid", "quantity": "int", **dict.fromkeys(parts.NAMES, "bigint")}
_SHRINK_LINES = """
UPDATE orders_orderline x SET quantity = x.quantity - s.quantity, cancelled = x.cancelled + s.quantity,
  amount = x.amount - s.amount, discount = x.discount - s.discount, coupon = x.coupon - s.coupon,
  points = x.points - s.points, cost = x.cost - s.cost
FROM {source} WHERE x.uid = s.uid
"""
_SHRINK_ORDER = """
UPDATE orders_order SET goods_total = %(amount)s, discount_total = %(discount)s, coupon_total = %(coupon)s,
  points_used = points_used - %(points)s, tax_total = %(tax)s, cost_total = %(cost)s
WHERE id = %(id)s
"""
