# SPDX-License-Identifier: Apache-2.0
"""Settle a return: into the book, onto the shelf, points and money back. One transaction, once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.fulfilment.actions import returning, steps
from omotenashi.commerce.fulfilment.events import ReturnResolved
from omotenashi.commerce.fulfilment.models import GoodsReturn, GoodsReturnLine
from omotenashi.commerce.fulfilment.rules import states
from omotenashi.commerce.orders.actions import taking_back as orders
from omotenashi.commerce.orders.actions import undoing
from omotenashi.commerce.orders.actions.undoing import Counter
from omotenashi.commerce.stock import actions as stock


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """A return in the book: what the goods had cost, what went back on the tenders, points given back and taken away."""

    return_id: UUID | None
    number: str
    amount: int
    refunded: int
    points_back: int
    points_taken: int


@transaction.atomic
def resolve_return(
    return_id: UUID, *, key: str, now: datetime, channel: str | None = None, counter: Counter | None = None,
    actor: str = "",
) -> Resolved:  # fmt: skip
    """Settle a return that was inspected. `channel` is where it was received, else that of the order.

    The same key again gives the same answer. Raises NotNow, orders.MoreThanHandedOver, payments' refusals.
    """
    found = returning.taken(return_id, key=key, kind="resolved")
    if found is None:
        return _answer(GoodsReturn.objects.get(pk=return_id))
    steps.shift(found, "resolved", table=states.RETURN, now=now)
    steps.note(found.pk, "resolved", key=key, now=now, actor=actor)
    lines = list(GoodsReturnLine.objects.filter(of=found, received__gt=0).select_related("order_line").order_by("pk"))
    pieces: dict[UUID | int, int] = {line.order_line.uid or line.order_line.pk: line.received for line in lines}
    name = f"return:{found.pk}"
    done = orders.take_back(
        found.order_id, pieces, channel=channel or found.order.channel_id,
        location=found.location.code if found.location else None, key=name, now=now, actor=actor, reason=found.reason,
    )  # fmt: skip
    value = undoing.reverse(found.order_id, list(pieces), key=name, now=now)
    points = sum(part.shares.points for part in done.parts)
    refunded = undoing.refund(
        found.order_id, amount=done.amount, points=points, reason=f"return {done.number}", key=name, now=now,
        counter=counter,
    )  # fmt: skip
    _put_back(found, lines, key=name, actor=actor, now=now)
    GoodsReturn.objects.filter(pk=found.pk).update(
        return_id=done.return_id, number=done.number, amount=done.amount, refunded=refunded,
        points_back=value.restored, points_taken=value.clawed,
    )  # fmt: skip
    found.refresh_from_db()
    publish(
        ReturnResolved(
            node_id=found.order.node_id, at=now, return_id=done.return_id, order_id=found.order_id, number=done.number,
            location=found.location.code if found.location else "", amount=done.amount, refunded=refunded,
            points=value.restored,
        )
    )  # fmt: skip
    return _answer(found)


@transaction.atomic
def take_back(
    order_id: UUID, lines: Mapping[UUID | int, tuple[int, str]], *, reason: str, location_id: UUID, key: str,
    now: datetime, channel: str | None = None, counter: Counter | None = None, actor: str = "",
) -> Resolved:  # fmt: skip
    """All steps at once, for goods on the counter: pieces and bucket by line. Once per key. Staff may waive the term."""
    pieces = {name: quantity for name, (quantity, _) in lines.items()}
    made = returning.request_return(
        order_id, pieces, reason=reason, key=key, now=now, by=actor or "staff", ignore_term=True
    )
    returning.approve_return(made, key=f"{key}:approved", now=now, actor=actor)
    returning.receive_return(made, pieces, location_id=location_id, key=f"{key}:received", now=now, actor=actor)
    buckets = {name: bucket for name, (_, bucket) in lines.items()}
    returning.inspect_return(made, buckets, key=f"{key}:inspected", now=now, actor=actor)
    return resolve_return(made, key=f"{key}:resolved", now=now, channel=channel, counter=counter, actor=actor)


def _put_back(found: GoodsReturn, lines: list[GoodsReturnLine], *, key: str, actor: str, now: datetime) -> None:
    by_bucket: dict[str, list[stock.Wanted]] = defaultdict(list)
    for line in lines:
        variant = line.order_line.variant_id
        if variant and found.location_id and line.bucket != "gone":
            wanted = stock.Wanted(variant_id=variant, location_id=found.location_id, quantity=line.received)
            by_bucket[line.bucket].append(wanted)
    for bucket in ("on_hand", "damaged", "display"):
        if by_bucket[bucket]:
            where = f"{key}:{bucket}"
            stock.put_back(by_bucket[bucket], bucket=bucket, key=where, ref=key, actor=actor, now=now)


def _answer(found: GoodsReturn) -> Resolved:
    return Resolved(
        return_id=found.return_id, number=found.number, amount=found.amount, refunded=found.refunded,
        points_back=found.points_back, points_taken=found.points_taken,
    )  # fmt: skip
