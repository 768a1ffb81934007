# SPDX-License-Identifier: Apache-2.0
"""Goods that come back: asked for, allowed, received anywhere that takes back, looked at, settled.

The order may be of any channel, made here or recorded by a source. Settling writes the return into the book and gives
everything back in one transaction: goods into the bucket the inspection says, points, money on the tenders used. The
return invoice is owed from then on; orders' job issues it.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment.actions import steps
from omotenashi.commerce.fulfilment.models import GoodsReturn, GoodsReturnLine
from omotenashi.commerce.fulfilment.rules import returns as rules
from omotenashi.commerce.fulfilment.rules import states
from omotenashi.commerce.fulfilment.rules.returns import BUCKETS, REASONS, ReturnRefused
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.places.locations.models import Location

type Line = UUID | int


@transaction.atomic
def request_return(
    order_id: UUID, lines: Mapping[Line, int], *, reason: str, note: str = "", key: str, now: datetime, by: str,
    ignore_term: bool = False,
) -> UUID:  # fmt: skip
    """Ask to give pieces back (lines by their uid, recorded ones by their number); give the return. Once per key.

    `ignore_term` is for staff who are kind. Raises ReturnRefused.
    """
    steps.lock_order(order_id)
    known = GoodsReturn.objects.filter(key=key).first()
    if known is not None:
        if known.order_id != order_id:
            raise steps.KeyOfAnother(key)
        return known.pk
    named = _check(order_id, lines, reason=reason, ignore_term=ignore_term, now=now)
    made = GoodsReturn.objects.create(
        id=new_id(), key=key, order_id=order_id, reason=reason, note=note.strip(), requested_by=by, requested_at=now
    )
    GoodsReturnLine.objects.bulk_create(
        GoodsReturnLine(of=made, order_line=line, quantity=quantity) for line, quantity in named
    )
    steps.note(made.pk, "requested", key=f"{made.pk}:requested", now=now, actor=by)
    return made.pk


@transaction.atomic
def approve_return(return_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """Allow it. True if this call did it. Raises NotNow."""
    return _step(return_id, "approved", key=key, now=now, actor=actor)


@transaction.atomic
def decline_return(return_id: UUID, *, reason: str, key: str, now: datetime, actor: str = "") -> bool:
    """Do not take it; goods that are here go back to the customer. Raises NotNow."""
    return _step(return_id, "declined", key=key, now=now, actor=actor, note=reason)


@transaction.atomic
def withdraw_return(return_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """The customer keeps the goods. Raises NotNow."""
    return _step(return_id, "withdrawn", key=key, now=now, actor=actor)


@transaction.atomic
def receive_return(
    return_id: UUID, received: Mapping[Line, int], *, location_id: UUID, key: str, now: datetime, actor: str = ""
) -> bool:
    """The goods are here, all or some of them, at any place that takes back. Raises ReturnRefused, NotNow."""
    found = taken(return_id, key=key, kind="received")
    if found is None:
        return False
    if not Location.objects.filter(pk=location_id, can_take_back=True, closed_at=None).exists():
        raise ReturnRefused("not_here")
    asked = {_name(line.order_line): line for line in lines_of(found)}
    counted = {name: quantity for name, quantity in received.items() if quantity}
    wrong = [n for n, quantity in counted.items() if n not in asked or not 0 < quantity <= asked[n].quantity]
    if wrong or not counted:
        raise ReturnRefused("empty" if not counted else "not_asked")
    _move(found, "received", key=key, now=now, actor=actor, location_id=location_id)
    for name, quantity in counted.items():
        GoodsReturnLine.objects.filter(pk=asked[name].pk).update(received=quantity)
    return True


@transaction.atomic
def inspect_return(
    return_id: UUID, buckets: Mapping[Line, str], *, key: str, now: datetime, actor: str = ""
) -> bool:  # fmt: skip
    """Say of each line where its goods lie now (`on_hand`, `damaged`, `display`, `gone`). Raises NotNow, ValueError."""
    found = taken(return_id, key=key, kind="inspected")
    if found is None:
        return False
    lines = {_name(line.order_line): line for line in lines_of(found) if line.received}
    if set(lines) != set(buckets) or not set(buckets.values()) <= set(BUCKETS):
        raise ValueError("each line that came has a bucket")
    _move(found, "inspected", key=key, now=now, actor=actor)
    for name, bucket in buckets.items():
        GoodsReturnLine.objects.filter(pk=lines[name].pk).update(bucket=bucket)
    return True


def taken(return_id: UUID, *, key: str, kind: str) -> GoodsReturn | None:
    """Take a return and its order until the transaction ends; None when this was done under this key before."""
    steps.lock_order(GoodsReturn.objects.values_list("order_id", flat=True).get(pk=return_id))
    found = GoodsReturn.objects.select_related("order", "location").select_for_update(of=("self",)).get(pk=return_id)
    return None if steps.said_before(return_id, key=key, kind=kind) else found


def _step(return_id: UUID, to: str, *, key: str, now: datetime, actor: str, **values: str) -> bool:
    found = taken(return_id, key=key, kind=to)
    if found is None:
        return False
    _move(found, to, key=key, now=now, actor=actor, **values)
    return True


def _move(found: GoodsReturn, to: str, *, key: str, now: datetime, actor: str, **values: object) -> None:
    steps.shift(found, to, table=states.RETURN, now=now, **values)
    steps.note(found.pk, to, key=key, now=now, actor=actor)


def _check(
    order_id: UUID, lines: Mapping[Line, int], *, reason: str, ignore_term: bool, now: datetime
) -> list[tuple[OrderLine, int]]:
    if reason not in REASONS:
        raise ReturnRefused("unknown_reason")
    wanted = {name: quantity for name, quantity in lines.items() if quantity}
    if not wanted:
        raise ReturnRefused("empty")
    left, kept = orders.returnable(order_id), {_name(line): line for line in OrderLine.objects.filter(order=order_id)}
    asked = GoodsReturnLine.objects.filter(
        of__order=order_id, of__state__in=["requested", "approved", "received", "inspected"]
    )
    waiting = dict(asked.values_list("order_line_id").annotate(n=Sum("quantity")))
    for name, quantity in wanted.items():
        free = left.get(name, 0) - (waiting.get(kept[name].pk, 0) if name in kept else 0)
        if not 0 < quantity <= free:
            raise ReturnRefused("not_handed_over")
    order = Order.objects.get(pk=order_id)
    handed_at = order.completed_at or (order.placed_at if order.key is None else None)
    days = orders.service_policy(now).return_days
    if not ignore_term and rules.is_late(handed_at=handed_at, now=now, days=days, reason=reason):
        raise ReturnRefused("late")
    return [(kept[name], quantity) for name, quantity in sorted(wanted.items(), key=str)]


def lines_of(found: GoodsReturn) -> list[GoodsReturnLine]:
    """Give the lines of a return with the order's."""
    return list(GoodsReturnLine.objects.filter(of=found).select_related("order_line").order_by("pk"))


def _name(line: OrderLine) -> Line:
    return line.uid or line.pk


__all__ = [
    "NotNow",
    "ReturnRefused",
    "approve_return",
    "decline_return",
    "inspect_return",
    "lines_of",
    "receive_return",
    "request_return",
    "taken",
    "withdraw_return",
]
