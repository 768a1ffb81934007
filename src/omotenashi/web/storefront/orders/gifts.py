# SPDX-License-Identifier: Apache-2.0
"""What a buyer does with a gift card that is paid: have its mail sent again, or give it back unused. The code is the
recipient's: the buyer's page never shows it."""

from datetime import timedelta

from django.utils.translation import gettext as _

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.queries import terms
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.commerce.orders.actions import taking_back
from omotenashi.web.storefront.orders.shown import Status
from omotenashi.web.storefront.sending import mails
from omotenashi.web.storefront.visits import Visit


def tell(visit: Visit, card: GiftCard) -> None:
    """Have the mail go out, if it has not yet."""
    if card.sent_at is None and card.stopped_at is None:
        mails.gift(visit.request, card_id=card.pk)


def send_again(visit: Visit, found: Status) -> None:
    """Send the mail once more, a few times only."""
    if found.gift is not None and visit.may("gift-mail") and loyalty.send_card_again(card_id=found.gift.pk):
        mails.gift(visit.request, card_id=found.gift.pk)


def give_back(visit: Visit, found: Status) -> str:
    """Void the card and pay it back; give why not, where it is not possible."""
    if found.gift is not None and visit.now > found.gift.issued_at + timedelta(days=terms(visit.now).return_days):
        return _("The time in which a card can be given back is over.")
    try:
        checkout.take_back_gift(found.order.pk, reason="customer", key="customer", now=visit.now, actor="customer")
    except checkout.CardUsed:
        return _("Something of this card was used already, so it cannot be given back.")
    except taking_back.NotPossible:
        return _("This cannot be returned here. Please ask us.")
    return ""
