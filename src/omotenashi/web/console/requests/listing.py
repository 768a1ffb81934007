# SPDX-License-Identifier: Apache-2.0
"""The list of requests: what waits, how urgently, and what came before."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.people.consent.models import Case
from omotenashi.people.consent.queries import cases
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.requests import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View


def listing(*, now: datetime) -> Listing:
    """Describe the list as of a moment."""
    return Listing(
        spec=_spec(),
        parts=_parts,
        matching=_matching,
        rows=partial(_rows, now=now),
        noun=_("requests"),
        empty={
            "title": _("Nobody has asked about their data"),
            "text": _(
                "What customers file in the portal, and what you take down here, waits in this list with its deadline."
            ),
            "action": _("Take down a request"),
            "href": reverse("console:request-new"),
        },
    )


def _spec() -> lists.ListSpec:
    return lists.ListSpec(
        name="requests",
        search=_("Number, name, mail address"),
        sort="due",
        columns=[
            Column("number", _("Number"), fixed=True),
            Column("kind", _("Request")),
            Column("name", _("Name"), wide=True),
            Column("state", _("State"), kind="badge"),
            Column("clock", _("Deadline"), kind="badge"),
            Column("due", _("Answer by"), kind="day", sort=True),
            Column("received", _("Received"), kind="moment", sort=True),
        ],
        filters=[
            Filter("kind", _("Request"), choices=list(words.kinds().items())),
            Filter("state", _("State"), choices=list(words.states().items())),
        ],
        views=[
            View("", _("Open"), query="state=received&state=verified"),
            View("closed", _("Closed"), query="state=answered&state=refused&state=withdrawn&sort=-received"),
        ],
    )


def _parts(state: lists.ListState) -> list[Part]:
    field = "received_at" if state.sort_key == "received" else "answer_by"
    return [Part(_matching(state), field, down=state.descending, key_down=state.descending)]


def _matching(state: lists.ListState) -> QuerySet[Any]:
    found = Case.objects.all()
    if kinds := state.values.get("kind"):
        found = found.filter(kind__in=kinds)
    wanted = state.values.get("state") or (() if state.view else ("received", "verified"))
    if wanted:
        either = Q()
        for one in wanted:
            if one in words.states():
                either |= cases.in_state(one)
        found = found.filter(either)
    if said := state.q:
        digits = "".join(char for char in said if char.isdigit())
        number = Q(number=int(digits)) if digits and len(digits) < 10 else Q()
        found = found.filter(Q(name__icontains=said) | Q(address__icontains=said) | number)
    return found


def _rows(keys: Sequence[UUID], *, now: datetime) -> list[lists.Row]:
    found = Case.objects.in_bulk(list(keys))
    return [_row(found[key], now=now) for key in keys if key in found]


def _row(case: Case, *, now: datetime) -> lists.Row:
    state, clock = cases.state_of(case), cases.clock_of(case, now=now)
    return lists.Row(
        id=str(case.pk),
        href=reverse("console:request", args=[case.pk]),
        label=case.reference,
        cells={
            "number": case.reference,
            "kind": words.kinds()[case.kind],
            "name": case.name or case.address or "—",
            "state": (words.STATE_TONES[state], words.states()[state]),
            "clock": ("quiet" if clock.tone == "done" else clock.tone, words.left(clock)),
            "due": case.answer_by,
            "received": case.received_at,
        },
    )
