# SPDX-License-Identifier: Apache-2.0
"""A guest who has lost the link finds the order again: by its number and the mail address, with a link that is good once.

The page says the same whether there is such an order or not, and the mail goes to the address of the order alone.
"""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base.text import mail
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Contact
from omotenashi.people.consent.actions import challenges
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.web.storefront.checkout.paying import CODE_DAYS
from omotenashi.web.storefront.sending import mails
from omotenashi.web.storefront.visits import Visit, in_shop
from omotenashi.web.ui.pacing import asker_of

KIND = "order"


class FindForm(forms.Form):
    """What the receipt of an order says."""

    number = forms.CharField(
        label=_("Order number"), max_length=60, widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"})
    )
    mail = forms.EmailField(label=_("Mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))


@require_http_methods(["GET", "POST"])
@in_shop
def ask(visit: Visit) -> HttpResponse:
    """Ask for the link."""
    form = FindForm(visit.request.POST or None)
    if visit.request.method != "POST" or not form.is_valid():
        return visit.page("find", form=form, status=422 if visit.request.method == "POST" else 200)
    address = mail.address(form.cleaned_data["mail"]) or ""
    order_id = _order_of(form.cleaned_data["number"].strip(), address)
    try:
        challenge = challenges.ask(
            kind=KIND, address=address if order_id else "", address_hash=hash_of(Identifier("email", address)),
            language=mails.language_now(), asked_from=asker_of(visit.request), now=visit.now,
            details={"order": str(order_id)} if order_id else {},
        )  # fmt: skip
    except challenges.TooOften:
        return visit.page("too_often", status=429)
    if order_id:
        mails.found(visit.request, challenge_id=challenge.pk)
    return redirect("storefront:find-sent")


@require_GET
@in_shop
def show_sent(visit: Visit) -> HttpResponse:
    """Look into your mail."""
    return visit.page("find_sent")


@require_http_methods(["GET", "POST"])
@in_shop
def open_found(visit: Visit, token: str) -> HttpResponse:
    """Open the order of a link. A scanner that only looks at links spends none: that takes a press of the button."""
    if visit.request.method == "GET":
        standing = challenges.look(token=token[:200], kind=KIND, now=visit.now).standing
        return visit.page("found", standing=standing, status=200 if standing == "open" else 404)
    used = challenges.use(token=token[:200], kind=KIND, now=visit.now)
    named = str(used.challenge.details.get("order", "")) if used.challenge else ""
    if used.standing != "open" or not named:
        return visit.page("found", standing=used.standing, status=404)
    code = codes.issue(UUID(named), expires_at=visit.now + timedelta(days=CODE_DAYS), now=visit.now)
    return redirect("storefront:order", code=code)


def _order_of(number: str, address: str) -> UUID | None:
    if not address:
        return None
    known = Contact.objects.filter(order__number__iexact=number, role=Contact.Role.BUYER, mail__iexact=address)
    return known.values_list("order_id", flat=True).first()
