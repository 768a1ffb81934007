# SPDX-License-Identifier: Apache-2.0
"""What the page of a request shows: steps, whose data, the one next thing to do, the journal."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.people.consent.models import Case
from omotenashi.people.consent.queries import cases
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Erasure, Profile
from omotenashi.web.console.requests import forms, words
from omotenashi.web.ui.tags.formats import moment

_STEP = {"received": 2, "verified": 3, "answered": 4, "refused": 4, "withdrawn": 4}


def context_of(case: Case, *, now: datetime) -> dict[str, Any]:
    """Give what the page needs."""
    state, clock = cases.state_of(case), cases.clock_of(case, now=now)
    person = customers.person_of(case.node_id) if case.node_id else None
    profile = customers.profile_of(person) if person else None
    return {
        "case": case,
        "kind": words.kinds()[case.kind],
        "standing": (words.STATE_TONES[state], words.states()[state]),
        "stage": state,
        "open": state in ("received", "verified"),
        "clock": ("quiet" if clock.tone == "done" else clock.tone, words.left(clock)),
        "steps": [_("Received"), _("Identity check"), _("Answer"), _("Closed")],
        "step": _STEP[state],
        "person": person,
        "profile": profile,
        "erased": Erasure.objects.filter(person_id=person).first() if person else None,
        "candidates": [] if person else candidates(case),
        "identity": forms.Identity(),
        "closing": forms.Closing(),
        "facts": _facts(case),
        "journal": _journal(case),
    }


def candidates(case: Case) -> list[Profile]:
    """Give who may be meant: by the address, else by the name."""
    for text in (case.address, case.name):
        if text.strip():
            found = list(customers.search_profiles(text).select_related("person")[:5])
            if found:
                return found
    return []


def _facts(case: Case) -> list[tuple[str, object]]:
    return [
        (_("Name"), case.name),
        (_("Written to"), case.address),
        (_("Received"), moment(case.received_at)),
        (_("By way of"), {"portal": _("Portal"), "console": _("Console")}.get(case.source, case.source)),
        (_("Answer by"), moment(case.answer_by)),
        (_("Identity check"), _check(case)),
    ]


def _check(case: Case) -> object:
    if not case.verified_at:
        return _("not yet")
    return f"{words.checks().get(case.verified_how, case.verified_how)}（{words.actor(case.verified_by)}）"


def _journal(case: Case) -> list[dict[str, object]]:
    names = words.steps()
    return [
        {
            "at": entry.at,
            "step": names.get(entry.step, entry.step),
            "actor": words.actor(entry.actor),
            "text": entry.text,
        }
        for entry in case.journal.order_by("-at", "-id")
    ]


def links_of(case: Case) -> dict[str, str]:
    """Give the addresses of the acts on a case."""
    names = ("identity", "answer", "refusal", "withdrawal", "notes", "person", "export", "erasure")
    return {name: reverse(f"console:request-{name}", args=[case.pk]) for name in names}
