# SPDX-License-Identifier: Apache-2.0
"""Whose basket it is, and what lies in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Sum

from omotenashi.base.prepared import Any, Gap, Prepared
from omotenashi.base.statements import Statement
from omotenashi.commerce.checkout.models import Basket, BasketLine


def hash_of(token: str) -> bytes:
    """Give what is stored of a basket's token: whoever reads the table cannot open a basket."""
    return sha256(token.encode()).digest()


def basket_by_token(token: str) -> Basket | None:
    """Give the open basket of a token; a basket that was merged into a member's leads there."""
    return _open(_of_token(token))


def basket_for(token: str) -> Basket | None:
    """Give the basket of a token, ordered or not, so that an order can be asked for again."""
    found = _of_token(token)
    if found is None or found.state == Basket.State.ORDERED:
        return found
    open_one = _open(found)
    if open_one is None and found.state == Basket.State.MERGED and found.node_id and found.ended_at:
        # It was poured into the one open basket of the member: the first of theirs to end afterwards.
        mine = Basket.objects.filter(node_id=found.node_id, state=Basket.State.ORDERED, ended_at__gte=found.ended_at)
        return mine.order_by("ended_at").first()
    return open_one


def baskets_of_tokens(tokens: Collection[str]) -> dict[str, Basket]:
    """Give the baskets that tokens open by themselves, open or ordered; a token that leads elsewhere is left out."""
    hashes = {hash_of(token): token for token in tokens}
    found = _BY_TOKENS.found(hashes=list(hashes))
    return {
        hashes[bytes(basket.token_hash)]: basket
        for basket in found
        if basket.state in (Basket.State.OPEN, Basket.State.ORDERED)
    }


def _of_token(token: str) -> Basket | None:
    return next(iter(_BY_TOKEN.found(hash=hash_of(token))), None)


def _open(found: Basket | None) -> Basket | None:
    if found is not None and found.state == Basket.State.MERGED and found.node_id:
        return basket_of([found.node_id])
    return found if found is not None and found.state == Basket.State.OPEN else None


def basket_of(node_ids: Collection[UUID]) -> Basket | None:
    """Give the open basket of a person, over all memberships: the one that was changed last."""
    return next(iter(_MINE.found(nodes=list(node_ids))), None)


@dataclass(frozen=True, slots=True)
class Begun:
    """A basket that a clerk began in a shop (店頭QRカート)."""

    basket_id: UUID
    opened_at: datetime
    shop: str
    staff_id: UUID | None


def poured_into(basket: Basket) -> list[tuple[UUID, Begun]]:
    """Give the variants of baskets begun in a shop that were poured into a member's, each with its basket, oldest first.

    A poured basket keeps its lines and its shop, and belongs to the one that was open for the member when it ended.
    """
    if basket.node_id is None:
        return []
    rows = _POURED.rows(node=basket.node_id, since=basket.opened_at)
    return [(variant, Begun(*begun)) for variant, *begun in rows]


def begun_in_shops(basket_ids: Collection[UUID]) -> set[UUID]:
    """Give which of some members' baskets a clerk began, or had one begun in a shop poured into them."""
    return {basket for (basket,) in _BEGUN.rows({"baskets": list(basket_ids)})}


def lines_of(basket_id: UUID) -> list[BasketLine]:
    """Give the lines of a basket with their goods and places, in the order they were put in."""
    lines = BasketLine.objects.filter(basket_id=basket_id).select_related("variant__product", "location")
    return list(lines.order_by("added_at", "id"))


def pieces_in(basket_id: UUID) -> int:
    """Count the pieces in a basket: the figure on its picture."""
    return int(BasketLine.objects.filter(basket_id=basket_id).aggregate(n=Sum("quantity"))["n"] or 0)


_BY_TOKEN = Prepared(lambda: Basket.objects.filter(token_hash=Gap("hash")), often=True)
_BY_TOKENS = Prepared(lambda: Basket.objects.filter(token_hash=Any("hashes")), often=True)
_MINE = Prepared(
    lambda: Basket.objects.filter(node_id=Any("nodes"), state=Basket.State.OPEN).order_by("-changed_at")[:1],
    often=True,
)
_BEGUN = Statement("""
SELECT b.id FROM jsonb_to_record($1::jsonb) AS d(baskets uuid[]) JOIN checkout_basket b ON b.id = ANY(d.baskets)
WHERE b.shop_id IS NOT NULL OR EXISTS (
  SELECT 1 FROM checkout_basket m WHERE m.node_id = b.node_id AND m.state = 'merged' AND m.shop_id IS NOT NULL
    AND m.ended_at >= b.opened_at
)
""")
_POURED = Prepared(
    lambda: (
        BasketLine.objects.filter(
            basket__node_id=Gap("node"), basket__state=Basket.State.MERGED, basket__shop__isnull=False,
            basket__ended_at__gte=Gap("since"),
        )
        .order_by("basket__opened_at", "id")
        .values_list("variant", "basket", "basket__opened_at", "basket__shop__code", "basket__opened_by")
    ),
    often=True,
)  # fmt: skip
