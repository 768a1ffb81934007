# SPDX-License-Identifier: Apache-2.0
"""The six items of the final confirmation page (特定商取引法 12条の6): quantity, price with shipping, payment, delivery,
period of the offer, withdrawal. The order keeps them as they were shown.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from omotenashi.base.money import exponent
from omotenashi.commerce.checkout.rules.problems import is_sent
from omotenashi.commerce.checkout.rules.quotes import Quote
from omotenashi.commerce.checkout.rules.terms import Terms


def items(quote: Quote, *, terms: Terms, currency: str, own: Mapping[str, int] | None = None) -> dict[str, str]:
    """Give one text per item, in the language of the moment. `own` is what gift card and store credit pay."""
    left = quote.to_pay - sum((own or {}).values())
    shown = {
        "total": _shown(quote.total, currency),
        "shipping": _shown(quote.shipping, currency),
        "points": quote.points,
        "to_pay": _shown(left, currency),
    }
    return {
        "quantity": ", ".join(f"{each.line.name} × {each.line.quantity}" for each in quote.lines),
        "price": _(
            "Total %(total)s with tax, of which shipping %(shipping)s. Points used %(points)s. To pay %(to_pay)s."
        )
        % shown,
        "payment": _payment(own or {}, left, currency),
        "delivery": _delivery(quote, terms),
        "period": _("While stock lasts; the goods are kept for you for %(minutes)d minutes while you pay.")
        % {"minutes": terms.hold_minutes},
        "withdrawal": _("You can cancel until picking begins. Unused goods can be returned within %(days)d days.")
        % {"days": terms.return_days},
    }


def _payment(own: Mapping[str, int], left: int, currency: str) -> str:
    said = {"gift_card": _("%(amount)s with the gift card."), "store_credit": _("%(amount)s with store credit.")}
    parts = [said[kind] % {"amount": _shown(amount, currency)} for kind, amount in own.items()]
    if not left:
        return " ".join(parts) or _("Paid with points.")
    return " ".join([*parts, _("By card, charged when you place the order.")])


def _shown(amount: int, currency: str) -> str:
    digits = exponent(currency)
    whole = f"{amount / 10**digits:,.{digits}f}"
    return f"¥{whole}" if currency == "JPY" else f"{whole} {currency}"


def _delivery(quote: Quote, terms: Terms) -> str:
    fetched = {each.line.mode for each in quote.lines if each.line.location_id}
    said = []
    if any(is_sent(each.line) for each in quote.lines):
        said.append(_("Parcels leave within %(days)d days.") % {"days": terms.ship_days})
    if fetched & {"pickup", "order_in"}:
        said.append(_("Collect at the shop within %(days)d days of our notice.") % {"days": terms.pickup_days})
    return " ".join(said) or _("Handed over at once.")
