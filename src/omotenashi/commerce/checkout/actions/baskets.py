# SPDX-License-Identifier: Apache-2.0
"""Fill a basket, carry it from the shop to the phone, and from one device to the next.

A basket decides nothing: it holds no price and no stock. A quote is asked whenever one is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout.events import BasketAbandoned
from omotenashi.commerce.checkout.models import Basket, BasketLine
from omotenashi.commerce.checkout.queries.baskets import basket_of, hash_of, lines_of
from omotenashi.commerce.checkout.queries.pricing import with_tax
from omotenashi.commerce.checkout.queries.quoting import known
from omotenashi.commerce.checkout.rules import BadBasket
from omotenashi.commerce.checkout.rules.problems import MODES

MOST_LINES, MOST_PIECES = 100, 999


@dataclass(frozen=True, slots=True)
class Opened:
    """A basket and the token that opens it; the token is shown once and kept by the device."""

    basket_id: UUID
    token: str


def open_basket(
    *,
    channel: str,
    now: datetime,
    shop_id: UUID | None = None,
    node_ids: Sequence[UUID] = (),
    opened_by: UUID | None = None,
) -> Opened:
    """Open a basket. A member who has an open one goes on with it, under a further token."""
    token = token_urlsafe(24)
    mine = basket_of(node_ids) if node_ids else None
    if mine is not None:
        Basket.objects.create(
            token_hash=hash_of(token), channel_id=mine.channel_id, node_id=mine.node_id, state=Basket.State.MERGED,
            opened_at=now, changed_at=now, ended_at=now,
        )  # fmt: skip
        return Opened(mine.pk, token)
    made = Basket.objects.create(
        token_hash=hash_of(token), channel_id=channel, shop_id=shop_id, node_id=node_ids[0] if node_ids else None,
        opened_by_id=opened_by, opened_at=now, changed_at=now,
    )  # fmt: skip
    return Opened(made.pk, token)


@transaction.atomic
def put(
    basket_id: UUID,
    *,
    variant_id: UUID,
    quantity: int,
    mode: str = "ship",
    location_id: UUID | None = None,
    now: datetime,
) -> None:
    """Let so many of a variant lie in the basket, received in this way; 0 takes them out. Said again it is the same.

    Raises BadBasket when the basket is not open, or for a quantity, a variant or a way that cannot be.
    """
    _demand_open(basket_id)
    if mode not in MODES or not 0 <= quantity <= MOST_PIECES:
        raise BadBasket("quantity")
    line = {"basket_id": basket_id, "variant_id": variant_id, "mode": mode, "location_id": location_id}
    if quantity == 0:
        BasketLine.objects.filter(**line).delete()
    else:
        if not Variant.objects.filter(pk=variant_id).exists() or _is_full(basket_id, line):
            raise BadBasket("quantity")
        BasketLine.objects.update_or_create(
            **line, defaults={"quantity": quantity}, create_defaults={"quantity": quantity, "added_at": now}
        )
    Basket.objects.filter(pk=basket_id).update(changed_at=now)


@transaction.atomic
def choose_value(basket_id: UUID, *, points: int, coupons: Sequence[str], now: datetime) -> None:
    """Say which points and coupons are to be used. Whether they count is the quote's to say. Raises BadBasket."""
    _demand_open(basket_id)
    if points < 0 or len(coupons) > 10:
        raise BadBasket("quantity")
    tidy = list(dict.fromkeys(code.strip() for code in coupons if code.strip()))
    Basket.objects.filter(pk=basket_id).update(points=points, coupons=tidy, changed_at=now)


@transaction.atomic
def adopt(basket_id: UUID, *, node_ids: Sequence[UUID], now: datetime) -> UUID:
    """Make a guest's basket the member's, and give the basket to go on with.

    A member who has one open already finds the goods of both in it, the larger quantity of each; the guest's token
    leads there from then on. Another member's basket is left alone: raises BadBasket.
    """
    found = _demand_open(basket_id)
    if found.node_id is not None:
        if found.node_id in node_ids:
            return found.pk
        raise BadBasket("gone")
    mine = basket_of(node_ids)
    if mine is None:
        Basket.objects.filter(pk=found.pk).update(node_id=node_ids[0], changed_at=now)
        return found.pk
    bulk.run(_POUR, [mine.pk, found.pk])
    Basket.objects.filter(pk=found.pk).update(state=Basket.State.MERGED, node_id=mine.node_id, ended_at=now)
    Basket.objects.filter(pk=mine.pk).update(changed_at=now)
    return mine.pk


@transaction.atomic
def hand_over(basket_id: UUID, *, now: datetime) -> str:
    """Give a new token for a basket, for the customer's own phone (店頭QRカート); the old one stops. Raises BadBasket."""
    _demand_open(basket_id)
    token = token_urlsafe(24)
    Basket.objects.filter(pk=basket_id).update(token_hash=hash_of(token), changed_at=now)
    return token


def abandon(*, now: datetime, after: timedelta = timedelta(days=30), limit: int = 500) -> int:
    """Close baskets that nobody has touched for long, and tell of those of members; give the number."""
    due = Basket.objects.filter(state=Basket.State.OPEN, changed_at__lt=now - after).order_by("changed_at")
    done = 0
    for basket in due[:limit]:
        done += _abandon(basket, now=now)
    return done


@transaction.atomic
def _abandon(basket: Basket, *, now: datetime) -> int:
    ended = Basket.objects.filter(pk=basket.pk, state=Basket.State.OPEN, changed_at=basket.changed_at)
    if not ended.update(state=Basket.State.ABANDONED, ended_at=now):
        return 0
    lines = known(lines_of(basket.pk), channel=basket.channel_id, now=now)
    if basket.node_id and lines:
        amount = sum(with_tax(line) * line.quantity for line in lines)
        publish(
            BasketAbandoned(
                node_id=basket.node_id, at=now, basket_id=basket.pk, channel=basket.channel_id, amount=amount,
                lines=len(lines),
            )
        )  # fmt: skip
    return 1


def _demand_open(basket_id: UUID) -> Basket:
    found = Basket.objects.select_for_update().filter(pk=basket_id).first()
    if found is None:
        raise BadBasket("gone")
    if found.state != Basket.State.OPEN:
        raise BadBasket("ordered" if found.state == Basket.State.ORDERED else "gone")
    return found


def _is_full(basket_id: UUID, line: dict[str, object]) -> bool:
    others = BasketLine.objects.filter(basket_id=basket_id)
    return others.count() >= MOST_LINES and not others.filter(**line).exists()


_POUR = """
INSERT INTO checkout_basketline (id, basket_id, variant_id, quantity, mode, location_id, added_at)
SELECT gen_random_uuid(), %s, variant_id, quantity, mode, location_id, added_at FROM checkout_basketline
WHERE basket_id = %s
ON CONFLICT (basket_id, variant_id, mode, location_id)
DO UPDATE SET quantity = greatest(checkout_basketline.quantity, excluded.quantity)
"""
