# SPDX-License-Identifier: Apache-2.0
"""Begin a payment at its provider, and ask how one stands. These talk: call them outside a transaction."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from omotenashi.commerce.payments.actions import asking, standing, talking
from omotenashi.commerce.payments.models import Intent, ProviderCall
from omotenashi.commerce.payments.ports import Action
from omotenashi.commerce.payments.rules import states

# A webhook comes within seconds; who has heard nothing for so long asks.
SILENCE = timedelta(minutes=2)
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Started:
    """An intent at its provider, and what the customer's browser must do next, if anything."""

    intent: Intent
    action: Action | None


def start(*, intent_id: UUID, now: datetime, method: str = "", return_url: str = "") -> Started:
    """Ask the provider for the charge of an intent, or go on with one that was asked for.

    `method` is a token of the provider's form, never a card number. Said twice it is one charge. An intent that needs
    nothing more is given as it is. When the provider cannot be reached the job goes on, and the state stays `created`.
    """
    with transaction.atomic(durable=True):
        intent = standing.locked(intent_id)
        call = _call(intent, method=method, return_url=return_url, now=now)
    answer = None
    if call is not None:
        answer = talking.make(call, now=now)
    elif intent.provider_ref and intent.state in states.WAITING:
        answer = talking.learn_from(intent, now=now)
    return Started(Intent.objects.get(pk=intent_id), answer.action if answer else None)


def look(*, intent_id: UUID, now: datetime) -> Intent:
    """Ask the provider how an intent stands: for the page to which the customer comes back."""
    intent = Intent.objects.get(pk=intent_id)
    if intent.provider_ref and intent.state in {*states.WAITING, "authorised"}:
        talking.learn_from(intent, now=now)
        intent.refresh_from_db()
    return intent


def poll(*, now: datetime) -> int:
    """Ask about charges of which nothing was heard, and give their number."""
    quiet = Q(polled_at=None, created_at__lte=now - SILENCE) | Q(polled_at__lte=now - SILENCE)
    waiting = Q(state__in=["created", "requires_action"]) | Q(state="expired", expired_at__gte=now - timedelta(days=1))
    found = Intent.objects.filter(quiet & waiting, provider_ref__isnull=False).order_by("polled_at")[:_AT_ONCE]
    return sum(talking.learn_from(intent, now=now) is not None for intent in found)


def _call(intent: Intent, *, method: str, return_url: str, now: datetime) -> ProviderCall | None:
    if intent.state not in states.WAITING or not intent.charge or intent.replaced_at or intent.unwanted_at:
        return None
    details = {"method": method, "return_url": return_url}
    if intent.provider_ref is None:
        key = f"{intent.pk}:create"
        call = asking.ask(intent, "create", amount=intent.charge, key=key, details=details, now=now, own=True)
        intent.save(update_fields=["provider"])
        return call
    if not method:
        return None
    # A method is used once; another one is another try.
    key = f"{intent.pk}:confirm:{hashlib.sha256(method.encode()).hexdigest()[:24]}"
    return asking.ask(intent, "confirm", amount=intent.charge, key=key, details=details, now=now, own=True)
