# SPDX-License-Identifier: Apache-2.0
"""Whose basket it is, and what lies in it."""

from collections.abc import Collection
from hashlib import sha256
from uuid import UUID

from django.db.models import Sum

from omotenashi.commerce.checkout.models import Basket, BasketLine


def hash_of(token: str) -> bytes:
    """Give what is stored of a basket's token: whoever reads the table cannot open a basket."""
    return sha256(token.encode()).digest()


def basket_by_token(token: str) -> Basket | None:
    """Give the open basket of a token; a basket that was merged into a member's leads there."""
    found = Basket.objects.filter(token_hash=hash_of(token)).first()
    if found is not None and found.state == Basket.State.MERGED and found.node_id:
        return basket_of([found.node_id])
    return found if found is not None and found.state == Basket.State.OPEN else None


def basket_for(token: str) -> Basket | None:
    """Give the basket of a token, ordered or not, so that an order can be asked for again."""
    found = basket_by_token(token)
    return found or Basket.objects.filter(token_hash=hash_of(token), state=Basket.State.ORDERED).first()


def basket_of(node_ids: Collection[UUID]) -> Basket | None:
    """Give the open basket of a person, over all memberships: the one that was changed last."""
    mine = Basket.objects.filter(node_id__in=list(node_ids), state=Basket.State.OPEN)
    return mine.order_by("-changed_at").first()


def lines_of(basket_id: UUID) -> list[BasketLine]:
    """Give the lines of a basket with their goods and places, in the order they were put in."""
    lines = BasketLine.objects.filter(basket_id=basket_id).select_related("variant__product", "location")
    return list(lines.order_by("added_at", "id"))


def pieces_in(basket_id: UUID) -> int:
    """Count the pieces in a basket: the figure on its picture."""
    return int(BasketLine.objects.filter(basket_id=basket_id).aggregate(n=Sum("quantity"))["n"] or 0)
