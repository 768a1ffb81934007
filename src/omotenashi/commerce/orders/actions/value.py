# SPDX-License-Identifier: Apache-2.0
"""What is paid back in value of our own: a gift card's to the card, store credit to its lots, money as new store credit.

Points are not here: their shares follow the lines (`undoing.reverse`). The sums count up to now, so it may be said by
whoever writes a refund, in the same transaction, and again by the event of it.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Hold
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.models import Refund, Tender

OWN = ("gift_card", "store_credit")


@transaction.atomic
def give_back(order_id: UUID, *, now: datetime) -> None:
    """Bring the wallets of an order up to what its refunds say; said again it changes nothing."""
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        return
    refunds = Refund.objects.filter(intent__order_id=order_id, state=Refund.State.DONE, to_kind__in=OWN)
    _restore(refunds.filter(tender__kind=F("to_kind")).values_list("tender_id", flat=True), now=now)
    owed = refunds.filter(to_kind="store_credit").exclude(tender__kind="store_credit").order_by("id")
    loyalty.earn(
        [
            loyalty.Earning(node_id=order.node_id, amount=one.amount, key=credit_key(one.pk), kind="store_credit")
            for one in owed
        ],
        now=now,
    )


def credit_key(refund_id: UUID) -> str:
    """Give the key of the store credit that money became."""
    return f"refund:{refund_id}"


def _restore(tender_ids: Collection[UUID], *, now: datetime) -> None:
    """Give back what was burned for these tenders. An offline till may have taken value that was not there: nothing."""
    for tender in Tender.objects.filter(pk__in=set(tender_ids)).order_by("id"):
        if Hold.objects.filter(key=tender.ref, state=Hold.State.BURNED).exists():
            back = Refund.objects.filter(tender=tender, state=Refund.State.DONE).aggregate(n=Sum("amount"))["n"] or 0
            share = loyalty.Share(ref=tender.ref, returned=int(back), of=tender.amount)
            loyalty.reverse(key=f"tender:{tender.pk}:{back}", now=now, spent=[share])
