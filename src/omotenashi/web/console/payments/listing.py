# SPDX-License-Identifier: Apache-2.0
"""決済: every try to be paid, with what waits for somebody to look."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import queries as payments
from omotenashi.commerce.payments.models import Intent
from omotenashi.web.console import finding
from omotenashi.web.console import wording as names
from omotenashi.web.console.finding import numbers
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import narrowed
from omotenashi.web.console.payments import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

# Ids carry the moment of their making: this order needs no index of its own.
SORTS = {"begun": "id"}


def listing(*, zone: ZoneInfo) -> Listing:
    """Describe the list; days begin and end in a zone."""
    finder = Finder(zone)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("payments"),
        export=reverse("console:payments-export"),
        export_permission="payments.export",
        empty={
            "title": _("No payments yet"),
            "text": _("Every order that is placed here has its payment, with each word of the provider about it."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="payments",
        search=_("Order number, or the provider's name of the charge"),
        sort="-begun",
        columns=[
            Column("order", _("Order"), fixed=True),
            Column("begun", _("Begun"), kind="moment", sort=True),
            Column("amount", _("Amount"), kind="money"),
            Column("tenders", _("Paid with"), wide=True),
            Column("captured", _("Taken"), kind="money"),
            Column("refunded", _("Paid back"), kind="money"),
            Column("provider", _("Provider"), shown=False),
            Column("ref", _("Name at the provider"), shown=False),
            Column("state", _("State"), kind="badge"),
        ],
        filters=[
            Filter("state", _("State"), choices=[(word, str(name)) for word, (_c, name) in names.INTENTS.items()]),
            Filter("kind", _("Paid with"), choices=[(word, str(name)) for word, name in names.KINDS.items()]),
            Filter(
                "waits", _("Waits"), choices=[("answer", _("For an answer")), ("person", _("For somebody to look"))]
            ),
            Filter("begun", _("Begun"), kind="day"),
            Filter("amount", _("Amount"), kind="number"),
        ],
        views=[
            View("", _("All")),
            View("open", _("Not paid yet"), query="state=created&state=requires_action&state=authorised"),
            View("unknown", _("No answer yet"), query="waits=answer"),
            View("trouble", _("To be looked at"), query="waits=person"),
            View("back", _("Paid back"), query="state=part_refunded&state=refunded"),
        ],
    )


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = SORTS

    @cached_property
    def found(self) -> QuerySet[Intent]:
        """Payments that match."""
        state, found = self.state, Intent.objects.all()
        if states := state.values.get("state"):
            found = found.filter(state__in=states)
        if kinds := state.values.get("kind"):
            found = found.filter(pk__in=Intent.objects.filter(tenders__kind__in=kinds).values("pk"))
        for word, condition in (("answer", payments.unanswered(clock.now())), ("person", payments.troubled())):
            if word in state.values.get("waits", ()):
                found = found.filter(condition)
        found = found.filter(**self.days("begun", "created_at"), **numbers(state, "amount", "amount"))
        return narrowed(found.filter(_said(state.q))) if state.q else found


def _said(text: str) -> Q:
    orders = Order.objects.filter(number__startswith=text.upper()).values_list("pk", flat=True)[:500]
    return Q(order_id__in=list(orders)) | Q(provider_ref=text)


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    found = Intent.objects.prefetch_related("tenders").in_bulk(list(keys))
    numbers = dict(Order.objects.filter(pk__in={one.order_id for one in found.values()}).values_list("pk", "number"))
    return [_row(found[key], numbers.get(found[key].order_id, "")) for key in keys if key in found]


def state_of(one: Intent) -> tuple[str, str]:
    """Give colour and name of a payment's state."""
    if one.replaced_at:
        return "quiet", _("Another try took its place")
    colour, name = names.INTENTS.get(one.state, ("quiet", one.state))
    return colour, str(name)


def _row(one: Intent, number: str) -> lists.Row:
    kinds = dict.fromkeys(names.said(names.KINDS, tender.kind) for tender in one.tenders.all())
    return lists.Row(
        id=str(one.pk),
        href=reverse("console:payment", args=[one.pk]),
        label=number or str(one.pk),
        cells={
            "order": number or "—",
            "begun": one.created_at,
            "amount": (one.amount, one.currency),
            "tenders": " + ".join(kinds),
            "captured": (one.captured_amount, one.currency) if one.captured_amount else None,
            "refunded": (one.refunded_amount, one.currency) if one.refunded_amount else None,
            "provider": words.said(words.PROVIDERS, one.provider),
            "ref": one.provider_ref or "",
            "state": state_of(one),
        },
    )
