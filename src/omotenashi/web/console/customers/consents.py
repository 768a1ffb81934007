# SPDX-License-Identifier: Apache-2.0
"""同意: every answer with its proof, the newest first, and what stops messages whatever was answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.people.consent import queries as consent
from omotenashi.people.consent.models import ConsentEntry
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.page import shown_key
from omotenashi.web.console.customers.record import Record

MOST = 200
# What a proof may hold, by our own forms and by records that are brought in.
PROOFS: dict[str, str | Promise] = {
    "form": lazy("Form"),
    "text": lazy("Wording"),
    "ip": lazy("Address on the network"),
    "source_address": lazy("Address on the network"),
    "user_agent": lazy("Browser"),
    "guardian": lazy("Given by a guardian"),
    "own_act": lazy("With the address in hand"),
}


def acts_of(record: Record, *, sight: Sight) -> dict[str, Any]:
    """Give the context of the tab: two reads."""
    holding = {state.entry_id for state in record.consents}
    acts = consent.history_of(record.node_ids)[:MOST]
    stops = consent.suppressions_of(record.node_ids)
    return {
        "acts": [_act(act, act.pk in holding, sight) for act in acts],
        "stops": [(words.CONTACT_NAMES.get(stop.channel, stop.channel), stop.reason, stop.since) for stop in stops],
    }


def _act(act: ConsentEntry, holds: bool, sight: Sight) -> dict[str, object]:
    mood, name = words.CONSENT_STATES.get(act.state, ("quiet", act.state))
    node, channel = act.contact_point.node, act.contact_point.channel
    return {
        "at": act.occurred_at,
        "contact": words.CONTACT_NAMES.get(channel, channel),
        "value": shown_key(node, sight),
        "purpose": words.PURPOSES.get(act.purpose_id, act.purpose.name),
        "state": name,
        "mood": mood,
        "holds": holds,
        "source": words.source_name(act.source),
        "proof": proof_of(act, sight=sight),
    }


def proof_of(act: ConsentEntry, *, sight: Sight) -> list[tuple[str, str]]:
    """Give the proof in words: the wording, the form, who noted it, from where; the address only to who may see it."""
    proof: Mapping[str, Any] = act.proof if isinstance(act.proof, dict) else {}
    found: list[tuple[str, str]] = [(_("Wording"), str(act.wording))] if act.wording else []
    found += [(_("Noted by"), act.actor)] if act.actor and sight.contacts else []
    hidden = set() if sight.contacts else {"ip", "source_address", "address", "user_agent"}
    found += [
        (str(PROOFS.get(key, key)), _("Yes") if value is True else str(value)[:120])
        for key, value in sorted(proof.items())
        if key not in hidden and value
    ]
    if _later(act.occurred_at, act.recorded_at):
        found.append((_("Recorded"), f"{act.recorded_at:%Y/%m/%d}"))
    return found


def _later(occurred: datetime, recorded: datetime) -> bool:
    return (recorded - occurred).days >= 1
