# SPDX-License-Identifier: Apache-2.0
"""入金照合: what providers said of money, one line a message, to be laid beside their own statement."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.models import PaymentEvent
from omotenashi.web.console import finding
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.payments import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

MONEY = ("captured", "refunded", "refund_failed")


def listing(*, zone: ZoneInfo) -> Listing:
    """Describe the list; days begin and end in a zone."""
    finder = Finder(zone)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("messages"),
        export=reverse("console:reconciliation-export"),
        export_permission="payments.export",
        empty={
            "title": _("No provider has said anything yet"),
            "text": _("Each message about money stands here once, to be laid beside the provider's own statement."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="reconciliation",
        sort="-said",
        columns=[
            Column("said", _("Received"), kind="moment", fixed=True, sort=True),
            Column("happened", _("Happened"), kind="moment"),
            Column("provider", _("Provider")),
            Column("kind", _("What"), kind="text"),
            Column("amount", _("Amount"), kind="money"),
            Column("order", _("Order")),
            Column("ref", _("Name at the provider"), wide=True),
            Column("event", _("Message"), shown=False),
        ],
        filters=[
            Filter("kind", _("What"), choices=[(word, str(words.EVENTS[word])) for word in words.EVENTS]),
            Filter(
                "provider", _("Provider"), choices=[(word, str(name)) for word, name in words.PROVIDERS.items() if word]
            ),
            Filter("happened", _("Happened"), kind="day"),
            Filter("order", _("Order"), choices=[("none", _("Unknown"))]),
        ],
        views=[
            View("", _("Money that moved"), query="kind=captured&kind=refunded&kind=refund_failed"),
            View("stray", _("Without an order of ours"), query="order=none"),
            View("all", _("Every message"), query=""),
        ],
    )


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = {"said": "id"}

    @cached_property
    def found(self) -> QuerySet[PaymentEvent]:
        """Messages that match."""
        state, found = self.state, PaymentEvent.objects.all()
        kinds = state.values.get("kind") or (MONEY if not state.view and not state.values else ())
        if kinds:
            found = found.filter(kind__in=kinds)
        if providers := state.values.get("provider"):
            found = found.filter(provider__in=providers)
        if "none" in state.values.get("order", ()):
            found = found.filter(intent=None)
        return found.filter(**self.days("happened", "occurred_at"))


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: two reads, however many rows."""
    found = PaymentEvent.objects.select_related("intent").in_bulk(list(keys))
    orders = {one.intent.order_id for one in found.values() if one.intent}
    numbers = dict(Order.objects.filter(pk__in=orders).values_list("pk", "number"))
    return [_row(found[key], numbers) for key in keys if key in found]


def _row(one: PaymentEvent, numbers: dict[UUID, str]) -> lists.Row:
    sign = -1 if one.kind == "refunded" else 1
    amount = one.amount if one.amount is not None else None
    currency = one.currency or (one.intent.currency if one.intent else "")
    return lists.Row(
        id=str(one.pk),
        href=reverse("console:payment", args=[one.intent_id]) if one.intent_id else "",
        label=one.provider_event_id,
        cells={
            "said": one.received_at,
            "happened": one.occurred_at,
            "provider": words.said(words.PROVIDERS, one.provider),
            "kind": words.said(words.EVENTS, one.kind),
            "amount": (sign * amount, currency) if amount is not None and currency else None,
            "order": numbers.get(one.intent.order_id, "") if one.intent else "",
            "ref": (one.intent.provider_ref if one.intent else "") or one.refund_ref,
            "event": one.provider_event_id,
        },
    )
