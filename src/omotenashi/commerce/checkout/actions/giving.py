# SPDX-License-Identifier: Apache-2.0
"""Sell a gift card as an order of its own, and pay one back that nobody has used.

It is paid with money alone: value bought with points or with another card would launder both. The line bears no tax
(不課税): the tax is in what is bought with the card.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout.actions.gifts import KEY
from omotenashi.commerce.checkout.actions.placing import PlacedOrder
from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.checkout.queries import terms
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.orders.actions import taking_back, undoing
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.orders.queries import GIFT_CARDS
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent
from omotenashi.places.locations.queries import retailer

SKU = "GIFT-CARD"


class NotOffered(ValueError):
    """No card of this amount is sold."""


class CardUsed(Exception):
    """Something of the card was spent: its money does not go back."""


@transaction.atomic
def place_gift(
    *, amount: int, buyer: orders.ContactDetails, recipient: orders.ContactDetails, confirmation: Mapping[str, str],
    channel: str, node_ids: Sequence[UUID] = (), key: str, now: datetime,
) -> PlacedOrder:  # fmt: skip
    """Place an order for one card; the recipient's `note` is the message. The same key again gives the same order.

    Raises NotOffered, orders.Conflict when the key stands for another order.
    """
    policy = cards.card_policy(now)
    if not policy.sold or not policy.least <= amount <= policy.most:
        raise NotOffered(str(amount))
    line = orders.DraftLine(
        variant_id=_variant(), quantity=1, unit_price=amount, amount=amount, tax_rate=0, mode=orders.Mode.CARRY_OUT
    )
    draft = orders.Draft(
        channel=channel, lines=(line,), node_id=node_ids[0] if node_ids else None, origin=GIFT_CARDS,
        currency=retailer().currency, buyer=buyer, recipient=recipient, confirmation=confirmation, actor="customer",
    )  # fmt: skip
    placed = orders.create(draft, key=f"{KEY}{key}", now=now)
    if placed.is_repeat:
        done = Settlement.objects.get(order_id=placed.order_id)
        return PlacedOrder(
            order_id=placed.order_id, number=placed.number, intent_id=done.intent_id, to_pay=amount,
            is_confirmed=done.confirmed_at is not None, is_repeat=True,
        )  # fmt: skip
    lapses_at = now + timedelta(minutes=terms(now).hold_minutes)
    name = f"order:{placed.order_id}"
    intent = payments.expect(
        order_id=placed.order_id, amount=amount, currency=draft.currency, key=name, now=now, expires_at=lapses_at
    )
    Settlement.objects.create(
        order_id=placed.order_id, intent_id=intent.pk, node_id=draft.node_id, key=f"{KEY}{key}", placed_at=now,
        lapses_at=lapses_at,
    )  # fmt: skip
    return PlacedOrder(
        order_id=placed.order_id, number=placed.number, intent_id=intent.pk, to_pay=amount, is_confirmed=False
    )


@transaction.atomic
def take_back_gift(order_id: UUID, *, reason: str, key: str, now: datetime, actor: str = "") -> int:
    """Void the card of an order and pay its money back; give the amount, 0 when that was done before.

    Raises CardUsed when something of it was spent or it is over; taking_back.NotPossible for an order without a card.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    list(Intent.objects.select_for_update().filter(order_id=order_id).order_by("pk"))
    card = cards.card_of_order(order_id)
    if card is None or order.origin != GIFT_CARDS:
        raise taking_back.NotPossible("no card")
    try:
        if not loyalty.void_gift_card(card_id=card.pk, now=now):
            return 0
    except loyalty.CardUsed:
        raise CardUsed(order.number) from None
    lines = OrderLine.objects.filter(order_id=order_id).values_list("uid", "quantity")
    back = taking_back.take_back(
        order_id, {uid: pieces for uid, pieces in lines if uid}, channel=order.channel_id, key=key, now=now,
        actor=actor, reason=reason, is_void=True,
    )  # fmt: skip
    return undoing.refund(order_id, amount=back.amount, points=0, reason=reason, key=f"order:{order_id}:{key}", now=now)


def _variant() -> UUID:
    """The card as a product: never published, so no shelf and no till offers it by its name."""
    record = catalogue.ProductRecord(sku=SKU, code=SKU, name="ギフトカード", tax_rate=0)
    catalogue.register([record], only_missing=True)
    return Variant.objects.only("pk").get(sku=SKU).pk
