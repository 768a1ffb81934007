# SPDX-License-Identifier: Apache-2.0
"""The page of the simulator (シミュレーター): what a customer would see at a card company, with every outcome to choose.

With the key of a real provider set there is nothing here.
"""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries

# Outcome, what it is, what happens then. The first is what the large button does.
CHOICES: Final = (
    ("success", _("Pay"), _("The money is captured and the shop hears of it at once.")),
    ("challenge", _("Ask for 3-D Secure"), _("The bank asks whether it is really you.")),
    ("declined", _("Card declined"), _("Nothing is paid. Another card may be tried.")),
    ("late", _("Paid, told late"), _("The message reaches the shop after 90 seconds.")),
    ("never", _("Paid, never told"), _("No message comes: the shop has to ask.")),
    ("double", _("Paid, told three times"), _("The same message comes three times.")),
    ("out_of_order", _("Paid, told in the wrong order"), _("The last message comes first.")),
    ("wrong_amount", _("Paid too little"), _("One yen is missing; the shop gives the money back.")),
    ("refund_fails", _("Paid, refunds will fail"), _("Whatever goes back later is refused.")),
)
CHALLENGE: Final = (
    ("success", _("Yes, it is me"), _("The bank lets the payment pass.")),
    ("declined", _("No, I do not know of it"), _("The bank refuses.")),
)
_WAITING: Final = frozenset({"waiting", "challenge", "declined"})


@never_cache
@require_http_methods(["GET", "POST"])
def choose_outcome(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a charge and let somebody choose what becomes of it; then go back to the shop."""
    charge = queries.simulated_charge(ref)
    if charge is None:
        raise Http404
    choices = CHALLENGE if charge.status == "challenge" else CHOICES
    wish = request.POST.get("outcome", "")
    if request.method == "POST" and charge.status in _WAITING and wish in {choice[0] for choice in choices}:
        back = payments.choose(ref, outcome=wish, now=clock.now())
        return HttpResponseRedirect(request.path if wish == "challenge" or not back else back)
    context = {"charge": charge, "choices": choices, "is_open": charge.status in _WAITING}
    return render(request, "api/simulator.html", context)
