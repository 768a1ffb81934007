# SPDX-License-Identifier: Apache-2.0
"""The gift card of an order: made in the transaction that confirms the payment, never before."""

from datetime import datetime
from uuid import UUID

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.loyalty.queries import good_until
from omotenashi.commerce.orders.actions import states
from omotenashi.commerce.orders.models import Contact, Order, OrderLine
from omotenashi.places.locations.queries import zone

# What a settlement's key begins with when its order sells value.
KEY = "gift:"


def issue(order_id: UUID, *, now: datetime) -> UUID:
    """Issue the card that a paid order is for; give its id. The caller holds the order's lock.

    Its mail goes out by itself afterwards. Without goods nothing else is to be handed over: the order is complete.
    """
    order = Order.objects.get(pk=order_id)
    contacts = {one.role: one for one in Contact.objects.filter(order_id=order_id)}
    buyer, to = contacts.get(Contact.Role.BUYER), contacts.get(Contact.Role.RECIPIENT)
    card = loyalty.issue_gift_card(
        amount=order.goods_total, key=f"order:{order_id}", now=now, order_id=order_id,
        expires_at=good_until(now, months=cards.card_policy(now).months, zone=zone()),
        to=loyalty.Recipient(
            name=to.name if to else "", mail=to.mail if to else "", sender=buyer.name if buyer else "",
            message=to.note if to else "",
        ),
    )  # fmt: skip
    lines = OrderLine.objects.filter(order_id=order_id).values_list("uid", "quantity")
    states.handed_over(order_id, {uid: pieces for uid, pieces in lines if uid}, key="gift", now=now, actor="job")
    return card.id
