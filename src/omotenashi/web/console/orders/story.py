# SPDX-License-Identifier: Apache-2.0
"""What happened to an order, as a timeline: its own log, what the provider said, and what was paid back."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.commerce.orders.models import Document, LogEntry, Order
from omotenashi.commerce.payments.models import PaymentEvent
from omotenashi.people.staff.models import Staff
from omotenashi.web.console import wording as words

_BAD = ("cancelled", "lines_cancelled")
SAID: dict[str, str | Promise] = {
    "authorised": gettext_lazy("The provider reserved the amount"),
    "captured": gettext_lazy("The provider took the amount"),
    "failed": gettext_lazy("The provider refused"),
    "voided": gettext_lazy("The provider gave the amount free"),
    "refunded": gettext_lazy("The provider paid back"),
    "requires_action": gettext_lazy("The provider asks the customer to confirm"),
}


def story_of(
    order: Order, *, events: Iterable[PaymentEvent], documents: Mapping[str, Document]
) -> list[dict[str, Any]]:
    """Give the facts of an order, the newest first: two reads."""
    log = list(LogEntry.objects.filter(order_id=order.pk).order_by("id"))
    staff = _staff(entry.actor for entry in log)
    facts = [_logged(entry, order, staff, documents) for entry in log]
    facts += [_said(event, order) for event in events]
    return sorted(facts, key=lambda fact: fact["at"])[::-1]


def _logged(
    entry: LogEntry, order: Order, staff: Mapping[str, str], documents: Mapping[str, Document]
) -> dict[str, Any]:
    data: Mapping[str, Any] = entry.data
    who = staff.get(entry.actor) or words.said(words.ACTORS, entry.actor)
    parts = data.get("parts") or ()
    told = [
        _("%(pieces)s pieces") % {"pieces": sum(part["quantity"] for part in parts)} if parts else "",
        str(data.get("reason") or data.get("note") or ""),
        _("by %(who)s") % {"who": who} if who else "",
    ]
    fact: dict[str, Any] = {
        "at": entry.at,
        "title": words.said(words.EVENTS, entry.kind),
        "detail": " · ".join(part for part in told if part),
        "state": "bad" if entry.kind in _BAD else "",
    }
    if parts:
        back = sum(part["shares"]["amount"] for part in parts) + data.get("shipping", 0)
        fact |= {"amount": -back, "currency": order.currency}
    if (issued := documents.get(str(data.get("document", "")))) is not None:
        fact["title"] = f"{fact['title']}: {issued}"
    return fact


def _said(event: PaymentEvent, order: Order) -> dict[str, Any]:
    fact = {"at": event.occurred_at, "title": words.said(SAID, event.kind), "detail": event.provider}
    if event.amount is None:
        return fact
    return fact | {"amount": event.amount, "currency": event.currency or order.currency}


def _staff(actors: Iterable[str]) -> dict[str, str]:
    keys: dict[UUID, str] = {}
    for actor in actors:
        kind, _colon, key = actor.partition(":")
        if kind == "staff":
            keys[UUID(key)] = actor
    names = Staff.objects.filter(pk__in=keys).values_list("pk", "name") if keys else ()
    return {keys[key]: name for key, name in names}
