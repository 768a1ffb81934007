# SPDX-License-Identifier: Apache-2.0
"""同意台帳: every act with its proof. Nothing here can be changed; what is new is a new line."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from omotenashi.people.consent.models import ConsentEntry
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.registrations import Identifier, normalise
from omotenashi.web.console import finding
from omotenashi.web.console.consents import words
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

KEYS = ("email", "phone", "line_user_id")


def listing(*, days: ZoneInfo, full: bool) -> Listing:
    """Describe the ledger. `full`: this reader may see addresses."""
    matching = partial(_matching, days=days)
    return Listing(
        spec=_spec(),
        parts=lambda state: [Part(matching(state), "occurred_at", down=state.descending, key_down=state.descending)],
        matching=matching,
        rows=partial(_rows, full=full),
        noun=_("acts"),
        export=reverse("console:consents-export"),
        export_permission="consents.export",
        empty={
            "title": _("Nobody has agreed to anything yet"),
            "text": _(
                "Each yes and each no is kept here with its words, its source and its moment, for at least three years."
            ),
        },
    )


def hashes_of(text: str) -> list[bytes]:
    """Give the keyed hashes that an address may have, by what it may be."""
    found = (normalise(Identifier(kind, text)) for kind in KEYS)
    return [hash_of(identifier) for identifier in found if identifier is not None]


def _spec() -> lists.ListSpec:
    return lists.ListSpec(
        name="consents",
        search=_("Mail address, phone number or LINE id, in full"),
        sort="-at",
        columns=[
            Column("at", _("When"), kind="moment", fixed=True, sort=True),
            Column("address", _("Written to"), wide=True),
            Column("channel", _("Way")),
            Column("purpose", _("Purpose")),
            Column("state", _("Said"), kind="badge"),
            Column("wording", _("Words shown")),
            Column("source", _("Came from")),
            Column("actor", _("Who"), shown=False),
            Column("proof", _("Proof"), shown=False),
        ],
        filters=[
            Filter("purpose", _("Purpose"), choices=list(words.purposes().items())),
            Filter("state", _("Said"), choices=list(words.states().items())),
            Filter("channel", _("Way"), choices=list(words.channels().items())),
            Filter("source", _("Came from"), kind="text"),
            Filter("at", _("When"), kind="day"),
        ],
        views=[
            View("", _("All")),
            View("given", _("Given"), query="state=granted&purpose=marketing"),
            View("withdrawn", _("Withdrawn"), query="state=withdrawn"),
        ],
    )


def _matching(state: lists.ListState, *, days: ZoneInfo) -> QuerySet[Any]:
    found = ConsentEntry.objects.all()
    for key, column in (("purpose", "purpose__in"), ("state", "state__in"), ("channel", "contact_point__channel__in")):
        if chosen := state.values.get(key):
            found = found.filter(**{column: chosen})
    if source := state.value("source"):
        found = found.filter(source__icontains=source)
    found = found.filter(**finding.days(state, "at", "occurred_at", zone=days))
    # The address is looked for by its hash, so an erased one can still be answered for.
    return found.filter(contact_point__address_hash__in=hashes_of(state.q)) if state.q else found


def _rows(keys: Sequence[UUID], *, full: bool) -> list[lists.Row]:
    found = ConsentEntry.objects.select_related("contact_point__node", "wording").in_bulk(list(keys))
    return [_row(found[key], full=full) for key in keys if key in found]


def _row(entry: ConsentEntry, *, full: bool) -> lists.Row:
    point, japanese = entry.contact_point, (get_language() or "").startswith("ja")
    value = point.node.value
    shown = _("(erased)") if value is None else value if full else f"{value[:2]}***"
    wording = entry.wording
    return lists.Row(
        id=str(entry.pk),
        label=shown,
        href=reverse("console:customer", args=[point.node_id]),
        cells={
            "at": entry.occurred_at,
            "address": shown,
            "channel": words.channels().get(point.channel, point.channel),
            "purpose": words.purposes().get(entry.purpose_id, entry.purpose_id),
            "state": (words.STATE_TONES[entry.state], words.states()[entry.state]),
            "wording": f"v{wording.version} {wording.text_ja if japanese else wording.text_en}"[:24] if wording else "",
            "source": words.source(entry.source),
            "actor": entry.actor,
            "proof": "、".join(f"{name} {value}" for name, value in entry.proof.items()),
        },
    )
