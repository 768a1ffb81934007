# SPDX-License-Identifier: Apache-2.0
"""Take goods back, of an order of any channel: made here or recorded by a source.

The return itself goes through the door of all returns (`returns.record`). Here it is decided how many pieces may come
back and what goes with them; the caller gives stock, points, coupon and money back by the parts in the answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from omotenashi.base import bulk
from omotenashi.commerce.orders.actions import crediting, journal, returns
from omotenashi.commerce.orders.actions.states import NotPossible
from omotenashi.commerce.orders.models import Order, OrderLine, Return, ReturnLine
from omotenashi.commerce.orders.rules import LineRecord, ReturnRecord, parts
from omotenashi.commerce.orders.rules.drafts import GIFT_CARDS
from omotenashi.commerce.orders.rules.parts import Part, Shares

__all__ = ["MoreThanHandedOver", "NotPossible", "Part", "Shares", "TakenBack", "take_back"]


class MoreThanHandedOver(Exception):
    """More would come back than was handed over (I10); `lines` names the lines."""

    def __init__(self, lines: Sequence[UUID | int]) -> None:
        super().__init__(", ".join(map(str, lines)))
        self.lines = tuple(lines)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A return, and what belongs to each part of it."""

    return_id: UUID
    number: str
    parts: tuple[Part, ...]
    is_repeat: bool = False

    @property
    def amount(self) -> int:
        """What the goods had cost."""
        return sum(part.shares.amount for part in self.parts)


@transaction.atomic
def take_back(
    order_id: UUID, lines: Mapping[UUID | int, int], *, channel: str, location: str | None = None, key: str,
    now: datetime, number: str | None = None, actor: str = "", reason: str = "", is_void: bool = False,
) -> TakenBack:  # fmt: skip
    """Take pieces of lines back, wherever they were bought. The same key again gives the same answer.

    Lines are named by their uid, those that a source recorded by their number. A gift card comes back only when it
    `is_void` already. Raises MoreThanHandedOver, NotPossible.
    """
    order = journal.locked(order_id)
    before = journal.said_before(order_id, key)
    if before is not None:
        known = tuple(parts.heard(one) for one in before["parts"])
        return TakenBack(UUID(before["return_id"]), before["number"], known, is_repeat=True)
    if order.cancelled_at is not None:
        raise NotPossible("cancelled")
    if order.origin == GIFT_CARDS and not is_void:
        raise NotPossible("the card is still good")
    wanted = {name: quantity for name, quantity in lines.items() if quantity}
    kept: dict[UUID | int, OrderLine] = {line.uid or line.pk: line for line in journal.lines_of(order)}
    _check(order, kept, wanted)
    gone = journal.returned_with([kept[name] for name in wanted])
    back = tuple(_part(kept[name], quantity, gone[kept[name].pk]) for name, quantity in wanted.items())
    number = number or f"{order.number}-R{Return.objects.filter(order=order).count() + 1}"
    numbers = {name: line.pk for name, line in kept.items()}
    record = _record(order, back, numbers, number=number, channel=channel, location=location, now=now)
    if returns.record([record], now=now) != ["created"]:
        raise NotPossible(f"return {number} is known")
    return_id = _note(order, back, numbers, number=number, key=key)
    crediting.reverse({numbers[p.line]: (p.quantity, p.shares.amount) for p in back}, now=now, return_id=return_id)
    journal.write(
        order_id, "taken_back", now=now, actor=actor, key=key, return_id=str(return_id), number=number, reason=reason,
        parts=[parts.said(part) for part in back],
    )  # fmt: skip
    return TakenBack(return_id, number, back)


def _check(order: Order, kept: Mapping[UUID | int, OrderLine], wanted: Mapping[UUID | int, int]) -> None:
    """Raise MoreThanHandedOver. Of what a source recorded, everything counts as handed over."""
    elsewhere = _returned_elsewhere(order)
    left: Counter[str] = Counter()
    for line in kept.values():
        left[line.sku] += line.quantity - line.returned
    asked: Counter[str] = Counter()
    too_many = []
    for name, quantity in wanted.items():
        if name not in kept:
            too_many.append(name)
            continue
        line = kept[name]
        asked[line.sku] += quantity
        there = (line.quantity if line.uid is None else line.handed) - line.returned
        if not 0 < quantity <= there or asked[line.sku] > left[line.sku] - elsewhere.get(line.sku, 0):
            too_many.append(name)
    if too_many or not wanted:
        raise MoreThanHandedOver(too_many)


def _returned_elsewhere(order: Order) -> dict[str, int]:
    """Give the pieces by SKU that a source said came back, of which line is unknown."""
    said = ReturnLine.objects.filter(of__order=order, order_line=None).values_list("sku")
    return dict(said.annotate(pieces=Sum("quantity")).order_by())


def _part(line: OrderLine, quantity: int, gone: Shares) -> Part:
    whole = Shares(**{name: getattr(line, name) for name in parts.NAMES})
    shares = parts.shares_of(whole, of=line.quantity, after=line.returned + quantity, gone=gone)
    return Part(
        line=line.uid or line.pk, variant_id=line.variant_id, sku=line.sku, name=line.name, quantity=quantity,
        tax_rate=line.tax_rate, shares=shares,
    )  # fmt: skip


def _record(
    order: Order, back: Sequence[Part], numbers: Mapping[UUID | int, int], *, number: str, channel: str,
    location: str | None, now: datetime,
) -> ReturnRecord:  # fmt: skip
    lines = tuple(
        LineRecord(
            sku=p.sku, name=p.name, quantity=p.quantity, unit_price=Decimal(0), amount=p.shares.amount,
            discount=p.shares.discount, coupon=p.shares.coupon, tax_rate=p.tax_rate, cost=p.shares.cost,
            key=str(numbers[p.line]),
        )
        for p in back
    )  # fmt: skip
    return ReturnRecord(
        origin=order.origin, number=number, order_number=order.number, channel=channel, location=location,
        node_id=order.node_id, returned_at=now, lines=lines, country=order.country,
    )  # fmt: skip


def _note(order: Order, back: Sequence[Part], numbers: Mapping[UUID | int, int], *, number: str, key: str) -> UUID:
    """Tie the lines of the return to those of the order, and count the pieces."""
    values = [(numbers[p.line], p.quantity, p.shares.discount, p.shares.coupon, p.shares.points) for p in back]
    columns = {"line": "bigint", **dict.fromkeys(("quantity", "discount", "coupon", "points"), "bigint")}
    source, parameters = bulk.given("stage_back", columns, sorted(values))
    found: Any = Return.objects.filter(origin=order.origin, number=number)
    [return_id] = found.values_list("pk", flat=True)
    found.update(key=key)
    bulk.run(_TIE.format(source=source), [*parameters, return_id])
    bulk.run(_COUNT.format(source=source), parameters)
    return return_id  # type: ignore[no-any-return]  # the key of a return


_TIE = """
UPDATE orders_returnline b SET order_line_id = x.id, discount = s.discount, coupon = s.coupon, points = s.points,
  unit_price = x.unit_price
FROM {source} JOIN orders_orderline x ON x.id = s.line WHERE b.of_id = %s AND b.key = s.line::text
"""
_COUNT = """
UPDATE orders_orderline x SET returned = x.returned + s.quantity FROM {source} WHERE x.id = s.line
"""
