# SPDX-License-Identifier: Apache-2.0
"""ご案内を控える on 顧客カルテ: why somebody is left in peace, since when and until when."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import queries

# The words of the gate, whose reason stands on every message that is kept back.
REASONS: Mapping[str, str | Promise] = {
    "complaint": lazy("A complaint is open"),
    "conversation": lazy("A conversation is open"),
    "bereavement": lazy("A death in the family"),
    "wish": lazy("Asked for a rest"),
}


def shown(node_ids: Collection[UUID], *, now: datetime) -> dict[str, Any]:
    """Give what the card shows: the pauses that hold, and what a new one can be for."""
    held = [(one, REASONS.get(one.reason, one.reason)) for one in queries.pauses_of(node_ids, now=now)]
    return {"pauses": held, "pause_reasons": list(REASONS.items()), "pause_key": new_id()}
