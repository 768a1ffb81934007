# SPDX-License-Identifier: Apache-2.0
"""How the shop says no: what happened, and that nothing was lost."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LINE: Final[Mapping[str, str | Promise]] = {
    "withdrawn": _("This is no longer offered."),
    "no_price": _("This has no price at the moment."),
    "no_place": _("Choose the shop where you collect it."),
    "ask": _("We are not sure that it is there. Please ask the shop, or have it delivered."),
    "sold_out": _("Sold out here. Choose another shop or delivery."),
    "too_many": _("There are fewer than this. Please choose a smaller number."),
}
COUPON: Final[Mapping[str, str | Promise]] = {
    "unknown": _("We do not know this code. Please check it."),
    "expired": _("This coupon is over."),
    "redeemed": _("This coupon was used already."),
    "locked": _("This coupon is in use in another order."),
    "not_yours": _("This coupon belongs to another member. Sign in to use yours."),
    "exhausted": _("All of these coupons are used up."),
    "budget": _("All of these coupons are used up."),
    "per_customer": _("You have used this coupon as often as it may be."),
    "presence": _("This coupon is for use in the shop."),
}
BASKET: Final[Mapping[str, str | Promise]] = {
    "gone": _("This cart is no longer open. Your next choice opens a new one."),
    "ordered": _("This cart was ordered already. You find it under your orders."),
    "empty": _("There is nothing in the cart."),
    "quantity": _("This number cannot be put into the cart."),
}
_OTHER = _("This cannot be used here.")


def line(reason: str) -> str:
    """Say why a line cannot be bought."""
    return str(LINE.get(reason, _OTHER)) if reason else ""


def coupon(reason: str) -> str:
    """Say why a coupon does not count."""
    return str(COUPON.get(reason, _OTHER))


def basket(reason: str) -> str:
    """Say why a cart cannot be used."""
    return str(BASKET.get(reason, _OTHER))
