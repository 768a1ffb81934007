# SPDX-License-Identifier: Apache-2.0
"""Gift cards: value of whoever has the code. Never mixed with free points, never paid out in cash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty.actions.spending import burn, hold_in
from omotenashi.commerce.loyalty.models import GiftCard, Hold, Wallet
from omotenashi.commerce.loyalty.rules import Conflict, CouponRefused, codes
from omotenashi.commerce.loyalty.rules.cards import CardUsed


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A gift card, with its code for whoever bought it."""

    id: UUID
    code: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Who gets a card and from whom. Without a mail address nothing is sent: whoever issued it hands the code on."""

    name: str = ""
    mail: str = ""
    sender: str = ""
    message: str = ""


@transaction.atomic
def issue_gift_card(
    *, amount: int, key: str, now: datetime, expires_at: datetime | None = None, is_paid: bool = True,
    to: Recipient | None = None, order_id: UUID | None = None, reason: str = "", by: str = "",
) -> Card:  # fmt: skip
    """Issue a card; the same key again is the same card. `is_paid`: somebody paid for it, so the law on prepaid means
    counts it; what is given away is store credit."""
    if amount <= 0:
        raise ValueError("a card is worth something")
    secret = settings.VALUE_KEY
    card_id = new_id()
    code = codes.code_of(card_id, secret=secret)
    kind = Wallet.Kind.PAID_VALUE if is_paid else Wallet.Kind.STORE_CREDIT
    wallet = Wallet.objects.create(id=new_id(), node=None, kind=kind, available=0)
    whom = to or Recipient()
    made = bulk.rows(_CARD, {
        "id": card_id, "key": key, "hash": codes.hash_of(code, secret=secret), "last": codes.plain(code)[-4:],
        "wallet": wallet.id, "amount": amount, "now": now, "until": expires_at, "order": order_id, "reason": reason,
        "by": by, "name": whom.name, "mail": whom.mail, "sender": whom.sender, "message": whom.message,
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


@transaction.atomic
def resume_gift_card(*, card_id: UUID, now: datetime) -> bool:
    """Let a stopped card be used again; say whether this call did it. One that was paid back stays stopped."""
    known = GiftCard.objects.select_for_update().select_related("wallet").filter(pk=card_id).first()
    if known is None or known.stopped_at is None or _is_void(card_id):
        return False
    if known.expires_at is not None and known.expires_at <= now:
        return False
    return GiftCard.objects.filter(pk=card_id).update(stopped_at=None) > 0


@transaction.atomic
def void_gift_card(*, card_id: UUID, now: datetime) -> bool:
    """Take all value off a card whose money goes back, and stop it for good; say whether this call did it.

    Raises CardUsed when something of it was spent, is set aside, or has ended.
    """
    card = GiftCard.objects.select_for_update().get(pk=card_id)
    wallet = Wallet.objects.select_for_update().get(pk=card.wallet_id)
    if _is_void(card_id):
        return False
    if (wallet.available, wallet.held) != (card.amount, 0) or (card.expires_at and card.expires_at <= now):
        raise CardUsed(str(card_id))
    hold_in([wallet.pk], amount=card.amount, key=void_key(card_id), now=now)
    burn(key=void_key(card_id), now=now)
    GiftCard.objects.filter(pk=card_id, stopped_at=None).update(stopped_at=now)
    return True


def note_card_sent(*, card_id: UUID, now: datetime) -> bool:
    """Note that the recipient was told; say whether this call did it."""
    return GiftCard.objects.filter(pk=card_id, sent_at=None).update(sent_at=now) > 0


def send_card_again(*, card_id: UUID) -> bool:
    """Have the mail of a good card sent once more; say whether it will be."""
    good = GiftCard.objects.filter(pk=card_id, stopped_at=None).exclude(recipient_mail="")
    return good.update(sent_at=None) > 0


def void_key(card_id: UUID) -> str:
    """Give the key under which the value of a card was taken off it."""
    return f"card:{card_id}:void"


def _is_void(card_id: UUID) -> bool:
    return Hold.objects.filter(key=void_key(card_id)).exists()


_CARD = """
INSERT INTO loyalty_giftcard (id, key, code_hash, last_four, wallet_id, amount, issued_at, expires_at, order_id, reason,
  by, recipient_name, recipient_mail, sender, message)
VALUES (%(id)s, %(key)s, %(hash)s, %(last)s, %(wallet)s, %(amount)s, %(now)s, %(until)s, %(order)s, %(reason)s, %(by)s,
  %(name)s, %(mail)s, %(sender)s, %(message)s)
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
