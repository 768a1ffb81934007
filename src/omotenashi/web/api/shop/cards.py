# SPDX-License-Identifier: Apache-2.0
"""How fast gift cards may be tried by API: a code has 60 bits, so whoever guesses gets nowhere at this pace."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from omotenashi.commerce.checkout.actions import Sale
from omotenashi.web.api.problems import Refused
from omotenashi.web.ui.pacing import Pace, asker_of

# The tills of a whole house may come through one address.
PACE = Pace(rate=5, burst=60)


def demand_pace(request: HttpRequest, sale: Sale) -> None:
    """Go on unless cards are tried too fast from where this comes. What a till sold offline is a fact and goes on."""
    if sale.offline or all(tender.kind != "gift_card" for tender in sale.tenders):
        return
    if wait := PACE.wait(f"gift-card:{asker_of(request)}"):
        message = gettext_lazy("Too many gift cards at once. Try again in a moment.")
        raise Refused(429, "too_often", message, headers={"Retry-After": str(int(wait) + 1)})
