# SPDX-License-Identifier: Apache-2.0
"""Gift cards: what is offered, the card of an order, and cards whose mail has not gone out."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from omotenashi.commerce.loyalty.models import GiftCard, Programme
from omotenashi.commerce.loyalty.rules import cards as rules
from omotenashi.commerce.loyalty.rules import codes


def card_policy(at: datetime) -> rules.CardPolicy:
    """Give what holds at a moment."""
    row = Programme.objects.filter(since__lte=at).order_by("-since", "-version").first()
    return rules.read(row.settings if row else {})


def card_of_order(order_id: UUID) -> GiftCard | None:
    """Give the card that an order brought, with its wallet; none before it is paid."""
    return GiftCard.objects.select_related("wallet").filter(order_id=order_id).first()


def code_of(card: GiftCard) -> str:
    """Give the code of a card, for its mail and nothing else: only its hash is stored."""
    return codes.code_of(card.pk, secret=settings.VALUE_KEY)


def unsent_cards(limit: int) -> list[UUID]:
    """Give cards that are good and whose recipient has not been told."""
    waiting = GiftCard.objects.filter(sent_at=None, stopped_at=None).exclude(recipient_mail="")
    return list(waiting.order_by("issued_at", "id").values_list("pk", flat=True)[:limit])
