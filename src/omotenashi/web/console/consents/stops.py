# SPDX-License-Identifier: Apache-2.0
"""配信停止リスト: addresses that must not be written to. Only hashes are kept; a known address is shown beside its hash."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.people.consent.models import Suppression
from omotenashi.people.customers.models import ContactPoint
from omotenashi.web.console.consents import words
from omotenashi.web.console.consents.ledger import hashes_of
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View


def listing(*, full: bool) -> Listing:
    """Describe the list. `full`: this reader may see addresses."""
    return Listing(
        spec=_spec(),
        parts=lambda state: [Part(_matching(state), "since", down=state.descending, key_down=state.descending)],
        matching=_matching,
        rows=partial(_rows, full=full),
        noun=_("suppressions"),
        export=reverse("console:suppressions-export"),
        export_permission="consents.export",
        empty={
            "title": _("No address is stopped"),
            "text": _(
                "Whoever unsubscribes, cannot be reached or complains stands here, and nothing is sent, whatever an import says."
            ),
        },
    )


def _spec() -> lists.ListSpec:
    return lists.ListSpec(
        name="suppressions",
        search=_("Mail address, phone number or LINE id, in full"),
        sort="-since",
        columns=[
            Column("since", _("Stopped since"), kind="moment", fixed=True, sort=True),
            Column("address", _("Written to"), wide=True),
            Column("channel", _("Way")),
            Column("reason", _("Reason")),
            Column("scope", _("Stopped")),
            Column("state", _("State"), kind="badge"),
            Column("lifted", _("Lifted because"), shown=False),
        ],
        filters=[
            Filter("reason", _("Reason"), choices=list(words.reasons().items())),
            Filter("channel", _("Way"), choices=list(words.channels().items())),
        ],
        views=[View("", _("Live")), View("lifted", _("Lifted"), query="sort=-since")],
    )


def _matching(state: lists.ListState) -> QuerySet[Any]:
    found = Suppression.objects.filter(lifted_at__isnull=state.view != "lifted")
    if reasons := state.values.get("reason"):
        found = found.filter(reason__in=reasons)
    if channels := state.values.get("channel"):
        found = found.filter(channel__in=channels)
    return found.filter(address_hash__in=hashes_of(state.q)) if state.q else found


def _rows(keys: Sequence[UUID], *, full: bool) -> list[lists.Row]:
    found = Suppression.objects.in_bulk(list(keys))
    known = addresses([bytes(stop.address_hash) for stop in found.values()])
    return [_row(found[key], known, full=full) for key in keys if key in found]


def addresses(hashes: Sequence[bytes]) -> dict[bytes, str]:
    """Give the addresses that we still know behind some hashes."""
    points = ContactPoint.objects.filter(address_hash__in=hashes, node__value__isnull=False)
    found = points.values_list("address_hash", "node__value")
    return {bytes(value_hash): value for value_hash, value in found if value is not None}


def shown(stop: Suppression, known: dict[bytes, str], *, full: bool) -> str:
    """Write the address as far as it is known and may be seen; else the beginning of the hash."""
    value = known.get(bytes(stop.address_hash))
    if value is None:
        return f"#{bytes(stop.address_hash).hex()[:12]}"
    return value if full else f"{value[:2]}***"


def _row(stop: Suppression, known: dict[bytes, str], *, full: bool) -> lists.Row:
    live = stop.lifted_at is None
    return lists.Row(
        id=str(stop.pk),
        label=shown(stop, known, full=full),
        href=reverse("console:suppression-lift", args=[stop.pk]) if live else "",
        cells={
            "since": stop.since,
            "address": shown(stop, known, full=full),
            "channel": words.channels().get(stop.channel, stop.channel),
            "reason": words.reasons().get(stop.reason, stop.reason),
            "scope": words.scopes().get(stop.scope, stop.scope),
            "state": ("bad", _("Stopped")) if live else ("quiet", _("Lifted")),
            "lifted": stop.lift_reason,
        },
    )
