# SPDX-License-Identifier: Apache-2.0
"""What the law wants to be said of a card: the six items of the final confirmation page (特定商取引法), and the terms of
use that stand where it is sold (資金決済法 13条): issuer, limit, period, desk, where it is taken, balance, no cash-out.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from omotenashi.commerce.loyalty.queries import CardPolicy, good_until
from omotenashi.places.locations import queries as places
from omotenashi.web.ui.tags.formats import day, money


def legal_items(amount: int, *, policy: CardPolicy, days: int, now: datetime) -> dict[str, str]:
    """Give one text per item, in the language of the moment; the order keeps them as they were shown."""
    until = day(good_until(now, months=policy.months, zone=places.zone()))
    return {
        "quantity": _("Gift card × 1"),
        "price": _("Total %(amount)s, outside consumption tax. No shipping. To pay %(amount)s.") % {"amount": money(amount)},
        "payment": _("By card, charged when you place the order."),
        "delivery": _("By mail to the recipient as soon as it is paid, usually within a few minutes."),
        "period": _("You can order at any time. A card that is issued today is good until %(day)s.") % {"day": until},
        "withdrawal": _("Within %(days)d days you can give back a card of which nothing was used. After that, and in cash, never.")
        % {"days": days},
    }  # fmt: skip


def terms_of_use(policy: CardPolicy, *, now: datetime) -> list[tuple[str, str]]:
    """Give the terms of use, name by name."""
    kit, house = places.kit(), places.retailer()
    legal = dict(kit.legal) if kit else {}
    desk = " · ".join(legal[name] for name in ("phone", "mail", "hours") if legal.get(name))
    until = day(good_until(now, months=policy.months, zone=places.zone()))
    return [
        (_("Issued by"), legal.get("seller") or house.name),
        (_("Limit of one card"), money(policy.most)),
        (_("Good for"), _("%(months)d months from its issue: until %(day)s when it is issued today. What is left then ends.")
         % {"months": policy.months, "day": until}),
        (_("Where it is taken"), _("In all our shops and in this online shop, for any goods. Not for other gift cards.")),
        (_("Balance"), _("Shown under “Balance of a gift card”, with the whole code only, and at each till.")),
        (_("Please note"), _("It is not paid out in cash and not issued anew when it is lost. Whoever has the code can use it: please keep it like money.")),
        (_("Questions and complaints"), desk or _("At any of our shops.")),
    ]  # fmt: skip
