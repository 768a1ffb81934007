# SPDX-License-Identifier: Apache-2.0
"""What of an order is paid with a gift card and with store credit, as the final confirmation page shows it.

A code that is typed is looked at once, as often as the page of balances allows; then it travels in the form, signed with
the amount that was shown, so that ordering tries no code. The order asks for that amount or is not placed.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as value
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.commerce.payments.actions import Given
from omotenashi.web.storefront.visits import Visit

_SALT = "storefront.gift"
_GOOD_FOR = 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnValue:
    """The card and the credit that count, what is left to pay, and why a card does not count."""

    to_pay: int
    gift: int = 0
    card: GiftCard | None = None
    code: str = ""
    credit: int = 0
    credit_there: int = 0
    trouble: str = ""

    @property
    def left(self) -> int:
        """What a provider must bring."""
        return self.to_pay - self.gift - self.credit

    @property
    def token(self) -> str:
        """The card and its amount for the form; empty without a card."""
        return signing.dumps([self.code, self.gift], salt=_SALT) if self.gift else ""

    @property
    def shares(self) -> dict[str, int]:
        """What each pays."""
        return {kind: n for kind, n in (("gift_card", self.gift), ("store_credit", self.credit)) if n}


def shown(visit: Visit, *, to_pay: int) -> OwnValue:
    """Give what counts now, from what was typed or travelled in the form."""
    posted = visit.request.POST
    typed = posted.get("card", "").strip()[:40]
    card, trouble = _typed(visit, typed) if typed else _carried(visit)
    gift = min(card.wallet.available, to_pay) if card else 0
    if typed and card and not card.wallet.available:
        trouble = _("Nothing is left on this card.")
    there = value.balance(visit.node_ids, visit.now, kind="store_credit").available if visit.node_ids else 0
    credit = min(there, to_pay - gift) if posted.get("credit") else 0
    code = typed if typed and card else _read(posted.get("gift", ""))[0]
    return OwnValue(
        to_pay=to_pay, gift=max(gift, 0), card=card, code=code, credit=max(credit, 0), credit_there=there,
        trouble=trouble,
    )  # fmt: skip


def agreed(posted: Any) -> list[Given]:
    """Give what the buyer agreed to on the page: exactly this is asked of the card and the credit."""
    code, gift = _read(posted.get("gift", ""))
    said = posted.get("credit", "")
    credit = int(said) if said.isascii() and said.isdigit() and len(said) < 12 else 0
    own = [Given(kind="gift_card", amount=gift, ref=code), Given(kind="store_credit", amount=credit)]
    return [one for one in own if one.amount]


def _typed(visit: Visit, code: str) -> tuple[GiftCard | None, str]:
    if not visit.may("gift"):
        return None, _("That was often in a short time. Please wait a moment and try again.")
    return _found(visit, code)


def _carried(visit: Visit) -> tuple[GiftCard | None, str]:
    code, _amount = _read(visit.request.POST.get("gift", ""))
    return _found(visit, code) if code else (None, "")


def _found(visit: Visit, code: str) -> tuple[GiftCard | None, str]:
    try:
        return loyalty.gift_card_of(code, now=visit.now), ""
    except loyalty.CouponRefused as refused:
        if refused.reason == "unknown":
            return None, _("We do not know this code. Please check it.")
        return None, _("This card cannot be used any more. Please ask us.")


def _read(token: str) -> tuple[str, int]:
    """Give the card and the amount of a form of ours; anything else is no card."""
    try:
        code, amount = signing.loads(token[:400], salt=_SALT, max_age=_GOOD_FOR)
    except signing.BadSignature:
        return "", 0
    return str(code), int(amount)
