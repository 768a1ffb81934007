# SPDX-License-Identifier: Apache-2.0
"""Claim a receipt: whoever can say number, day and total of a sale that named nobody has it on the own page.

The claim is one edge between the receipt's node and the member's; taking it back is taking back the edge. A receipt of
the last weeks earns the points that the campaigns of its day give (`earning.py`); they stay with the member's own node.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.base.text import forms
from omotenashi.commerce.orders.actions import earning
from omotenashi.commerce.orders.events import ReceiptClaimed
from omotenashi.commerce.orders.models import ClaimTry, Order
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import links

WRONG_TRIES = 5
WITHIN = timedelta(hours=1)
_WRONG = ("unknown", "taken", "several")


@dataclass(frozen=True, slots=True)
class Claim:
    """What became of a claim: `joined`, `yours` already, or why not.

    `unknown`: no such receipt; `several`: more than one fits; `taken`: somebody else has it, a case for staff;
    `refused`: the two may not be joined, a case for staff too; `wait`: too many wrong tries.
    """

    outcome: str
    order_id: UUID | None = None
    points: int = 0


@transaction.atomic
def claim(*, member: UUID, number: str, day: date, total: int, zone: ZoneInfo, now: datetime) -> Claim:
    """Join a receipt to the member who can say its number, day and total (what was to be paid)."""
    person_id = customers.person_of(member)
    if person_id is None:
        return Claim("refused")
    # One try of a member at a time, and one claim of a receipt at a time: two would make two members one person.
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"claims:{person_id}"])
    own = [node.pk for node in customers.nodes_of(person_id)]
    wrong = ClaimTry.objects.filter(member__in=own, at__gt=now - WITHIN, outcome__in=_WRONG)
    if wrong.count() >= WRONG_TRIES:
        return Claim("wait")
    fitting = _fitting(number=number, day=day, total=total, zone=zone)
    found = fitting[0] if len(fitting) == 1 else None
    outcome = _join(found, member=member, person_id=person_id, now=now) if found else _none_of(fitting)
    ClaimTry.objects.create(member_id=member, order=found, outcome=outcome, at=now)
    if found is None or outcome not in {"joined", "yours"}:
        return Claim(outcome)
    points = earning.earn_for(found, node_id=member, now=now) if outcome == "joined" else 0
    return Claim(outcome, found.pk, points)


def _fitting(*, number: str, day: date, total: int, zone: ZoneInfo) -> list[Order]:
    start = datetime.combine(day, time(), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    placed = Order.objects.filter(
        number=forms.plain(number), placed_at__gte=start, placed_at__lt=end, cancelled_at=None
    )
    sums = placed.annotate(total=F("goods_total") + F("shipping_total")).filter(total=total)
    return list(sums.select_related("node", "location").order_by("pk")[:2])


def _none_of(fitting: Sequence[Order]) -> str:
    return "several" if fitting else "unknown"


def _join(order: Order, *, member: UUID, person_id: UUID, now: datetime) -> str:
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended(%s, 13))", [f"claim:{order.pk}"])
    holder = customers.person_of(order.node_id)
    if holder == person_id:
        return "yours"
    if holder is not None or order.node.type != "receipt" or order.node.erased_at:
        return "taken"
    try:
        with transaction.atomic():
            links.link(
                order.node_id, member, by=f"member:{member}", reason="receipt", cause_kind="claim",
                cause_id=str(order.pk), now=now,
            )  # fmt: skip
    except links.LinkRefused:
        return "refused"
    publish(
        ReceiptClaimed(
            node_id=order.node_id, at=now, order_id=order.pk, number=order.number, channel=order.channel_id,
            location=order.location.code if order.location else None, amount=order.goods_total,
        )
    )  # fmt: skip
    return "joined"
