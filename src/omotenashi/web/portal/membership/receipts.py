# SPDX-License-Identifier: Apache-2.0
"""お買い物: what the member bought, in every channel, and the door for receipts from before the card was shown."""

from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.forms import CharField, DateField, DateInput, Form, TextInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.base.text import amounts
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import claims
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import BadCode, Card, Receipt
from omotenashi.places.locations import queries as places
from omotenashi.web.portal.membership.members import for_members

NEWEST = 30
_LARGEST = 10**12
_SAID = {
    "joined": ("good", gettext_lazy("The receipt is on your card now.")),
    "yours": ("info", gettext_lazy("This receipt is on your card already.")),
    "unknown": ("bad", gettext_lazy("No receipt with this number, day and total. Please look at the three once more.")),
    "several": ("warn", gettext_lazy("More than one receipt fits. Please show it to the staff of the shop.")),
    "taken": ("warn", gettext_lazy("This receipt is on another card. Please show it to the staff of the shop.")),
    "refused": ("warn", gettext_lazy("This receipt cannot be added here. Please show it to the staff of the shop.")),
    "wait": ("bad", gettext_lazy("Five tries did not fit. Please try again in an hour.")),
}


class ReceiptForm(Form):
    """Number, day and total, as they stand on the receipt."""

    number = CharField(max_length=100, widget=TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}))
    day = DateField(widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    total = CharField(max_length=20, widget=TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))

    def clean_total(self) -> int:
        """Read 1,980円 as people write it."""
        read = amounts.number(self.cleaned_data["total"])
        exponent = 0 if places.retailer().currency == "JPY" else 2
        minor = amounts.minor_units(read, exponent=exponent) if read is not None else None
        if minor is None or not 0 <= minor < _LARGEST:
            raise ValidationError(_("Please write the total as a number."))
        return minor

    def clean_day(self) -> date:
        """Refuse days that no receipt can have."""
        day: date = self.cleaned_data["day"]
        if not date(1990, 1, 1) <= day <= date(2100, 1, 1):
            raise ValidationError(_("Please look at the day once more."))
        return day


@require_http_methods(["GET", "POST"])
@for_members
def show_receipts(request: HttpRequest, card: Card) -> HttpResponse:
    """The member's purchases, and the form for a receipt."""
    form = ReceiptForm(request.POST) if request.method == "POST" else ReceiptForm(initial=_scanned(request))
    if request.method == "POST" and form.is_valid():
        done = claims.claim(member=card.node_id, **form.cleaned_data, zone=places.zone(), now=clock.now())
        return HttpResponseRedirect(f"{reverse('portal:receipts')}?{urlencode({'said': done.outcome})}")
    nodes = [node.pk for node in customers.nodes_of(card.person_id)]
    context = {
        "form": form,
        "said": _SAID.get(request.GET.get("said", "")),
        "orders": orders.orders_of(nodes).filter(cancelled_at=None)[:NEWEST],
        "opened": form.is_bound or bool(form.initial) or request.GET.get("said") in {"unknown", "several"},
    }
    return render(request, "portal/membership/receipts.html", context)


def _scanned(request: HttpRequest) -> dict[str, object]:
    code = request.GET.get("code", "")
    try:
        link = cards.read_link(code, now=clock.now()) if code else None
    except BadCode:
        return {}
    if not isinstance(link, Receipt):
        return {}
    return {"number": link.number, "day": link.day, "total": link.total}
