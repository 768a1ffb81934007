# SPDX-License-Identifier: Apache-2.0
"""Somebody types a mail address: read it, and have a message sent there. What we know about it is never told."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from omotenashi.people.consent import queries as consent
from omotenashi.people.consent.actions import Proof, challenges
from omotenashi.people.consent.models import Challenge
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.registrations import Identifier, normalise
from omotenashi.people.customers.models import ContactPoint

LANGUAGES = ("ja", "en")


class AddressForm(forms.Form):
    """One mail address."""

    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_email(self) -> str:
        """Give the address in its one form."""
        found = identifier(self.cleaned_data["email"])
        if found is None:
            raise ValidationError(_("This is not a mail address. Please check it."))
        return found.value


def identifier(address: str) -> Identifier | None:
    """Give an address in its one form."""
    return normalise(Identifier("email", address))


def point_of(address: str) -> ContactPoint | None:
    """Give the contact point of an address that we know."""
    return consent.known_point(channel="email", address_hash=hash_of(Identifier("email", address)))


def send(
    request: HttpRequest, *, kind: str, address: str, now: datetime, known: bool, details: dict[str, Any] | None = None
) -> Challenge:
    """Have a message sent. To an address that nobody knows nothing goes, and the page says the same. Raises TooOften."""
    with transaction.atomic():
        challenge = challenges.ask(
            kind=kind,
            address=address if known else "",
            address_hash=hash_of(Identifier("email", address)),
            language=next((one for one in LANGUAGES if (get_language() or "").startswith(one)), LANGUAGES[0]),
            asked_from=sender(request),
            now=now,
            details={**(details or {}), "origin": f"{request.scheme}://{request.get_host()}"},
        )
        if known:
            app.configure_task("portal.send").defer(challenge_id=str(challenge.pk))
    return challenge


def sender(request: HttpRequest) -> str:
    """Give where a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def proof(request: HttpRequest, *, form: str) -> Proof:
    """Give the proof of an act that was done with a link sent to the address."""
    agent = str(request.META.get("HTTP_USER_AGENT", ""))[:300]
    return Proof(form=form, ip=sender(request), user_agent=agent, own_act=True)
