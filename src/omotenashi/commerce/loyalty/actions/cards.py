# SPDX-License-Identifier: Apache-2.0
"""Gift cards: paid value of whoever has the code. Never mixed with free points, never paid out in cash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty.actions.spending import hold_in
from omotenashi.commerce.loyalty.models import GiftCard, Wallet
from omotenashi.commerce.loyalty.rules import Conflict, CouponRefused, codes


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A gift card, with its code for whoever bought it."""

    id: UUID
    code: str
    amount: int


@transaction.atomic
def issue_gift_card(*, amount: int, key: str, now: datetime, expires_at: datetime | None = None) -> Card:
    """Issue a card for value that was paid; the same key again is the same card."""
    if amount <= 0:
        raise ValueError("a card is worth something")
    secret = settings.VALUE_KEY
    card_id = new_id()
    code = codes.code_of(card_id, secret=secret)
    wallet = Wallet.objects.create(id=new_id(), node=None, kind=Wallet.Kind.PAID_VALUE, available=0)
    made = bulk.rows(_CARD, {
        "id": card_id, "key": key, "hash": codes.hash_of(code, secret=secret), "last": codes.plain(code)[-4:],
        "wallet": wallet.id, "amount": amount, "now": now, "until": expires_at,
    })  # fmt: skip
    if not made:
        wallet.delete()
        row = GiftCard.objects.get(key=key)
        if row.amount != amount:
            raise Conflict(key)
        return Card(id=row.id, code=codes.code_of(row.id, secret=secret), amount=amount)
    bulk.run(
        _FILL, {"id": new_id(), "wallet": wallet.id, "amount": amount, "now": now, "until": expires_at, "key": key}
    )
    return Card(id=card_id, code=code, amount=amount)


def gift_card_of(code: str, *, now: datetime) -> GiftCard:
    """Give a card by its code, with its wallet. Raises CouponRefused: unknown, stopped, expired."""
    found = GiftCard.objects.select_related("wallet").filter(
        code_hash=codes.hash_of(code, secret=settings.VALUE_KEY)
    ).first()  # fmt: skip
    if found is None:
        raise CouponRefused("unknown")
    if found.stopped_at:
        raise CouponRefused("stopped")
    if found.expires_at and found.expires_at <= now:
        raise CouponRefused("expired")
    return found


@transaction.atomic
def hold_card(*, code: str, amount: int, key: str, now: datetime, expires_at: datetime | None = None) -> UUID:
    """Set value of a card aside; `burn`, `release` and `reverse` then take the same key as for points."""
    return hold_in([gift_card_of(code, now=now).wallet_id], amount=amount, key=key, now=now, expires_at=expires_at)


@transaction.atomic
def stop_gift_card(*, card_id: UUID, now: datetime) -> bool:
    """Stop a card that was lost or stolen; say whether this call did it."""
    return GiftCard.objects.filter(pk=card_id, stopped_at=None).update(stopped_at=now) > 0


_CARD = """
INSERT INTO loyalty_giftcard (id, key, code_hash, last_four, wallet_id, amount, issued_at, expires_at)
VALUES (%(id)s, %(key)s, %(hash)s, %(last)s, %(wallet)s, %(amount)s, %(now)s, %(until)s)
ON CONFLICT (key) DO NOTHING RETURNING id
"""
_FILL = """
WITH posted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, lot_id, amount, type, occurred_at, key)
  VALUES (%(id)s, %(wallet)s, %(id)s, %(amount)s, 'earn', %(now)s, 'gift:' || %(key)s)
), made AS (
  INSERT INTO loyalty_walletlot (id, wallet_id, earned_at, active_from, activated_at, expires_at, amount, remaining)
  VALUES (%(id)s, %(wallet)s, %(now)s, %(now)s, %(now)s, %(until)s, %(amount)s, %(amount)s)
)
UPDATE loyalty_wallet SET available = available + %(amount)s, version = version + 1 WHERE id = %(wallet)s
"""
