# SPDX-License-Identifier: Apache-2.0
"""The wish that somebody gets a message: in sets, and once under its key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions import splitting
from omotenashi.engagement.messaging.actions.waking import wake
from omotenashi.people.consent.models import Purpose

SERVICE, TRIGGERED, BROADCAST = 0, 1, 2
_COLUMNS = {
    "id": "uuid", "idem_key": "text", "node_id": "uuid", "template_version_id": "uuid", "purpose_id": "text",
    "campaign": "text", "weight": "smallint", "priority": "smallint", "context": "jsonb", "still": "jsonb",
    "planned_at": "timestamptz", "due_at": "timestamptz", "expires_at": "timestamptz",
    "wanted": "text[]", "margin": "integer", "best_hour": "boolean",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """That a person gets a message. `key` makes it once; `still` names what must hold when it goes.

    `weight`: what an order needs goes first (0), then what somebody's own act set off (1), then broadcasts (2).
    `channels` are tried in their order instead of those of the template. `margin` is what it is expected to bring, in minor
    units; unsaid, what was foretold or came of its campaign. With `best_hour` it waits for the hour at which its reader is likeliest to answer, within its life.
    """

    key: str
    node_id: UUID
    version_id: UUID
    purpose: str
    campaign: str = ""
    weight: int = TRIGGERED
    priority: int = 0
    context: Mapping[str, Any] = field(default_factory=dict)
    still: Mapping[str, Any] = field(default_factory=dict)
    channels: Sequence[str] = ()
    margin: int | None = None
    best_hour: bool = False
    at: datetime
    expires_at: datetime | None = None


@transaction.atomic
def intend(wishes: Sequence[Wish]) -> int:
    """Write wishes down, inside the caller's transaction; say how many were new."""
    wishes = splitting.drawn(wishes)
    opens = _opening(wishes)
    worth = queries.worth_of({wish.campaign for wish in wishes if wish.margin is None and wish.campaign})
    rows = [
        (
            new_id(), wish.key, wish.node_id, wish.version_id, wish.purpose, wish.campaign, wish.weight, wish.priority,
            Jsonb(wish.context, dumps=_text), Jsonb(wish.still, dumps=_text), wish.at, opens(wish), wish.expires_at,
            list(wish.channels), worth.get(wish.campaign, 0) if wish.margin is None else wish.margin, wish.best_hour,
        )
        for wish in wishes
    ]  # fmt: skip
    source, values = bulk.given("messaging_wishes", _COLUMNS, rows)
    names = ", ".join(_COLUMNS)
    made = bulk.run(
        f"INSERT INTO messaging_message ({names}, channel, filled, decision, state, reason, tries, provider_id, cost, error)"
        f" SELECT {names}, '', '{{}}'::jsonb, '[]'::jsonb, 'intended', '', 0, '', 0, '' FROM {source}"
        " ON CONFLICT (idem_key) DO NOTHING",
        values,
    )
    if made:
        wake()
    return made


def _opening(wishes: Sequence[Wish]) -> Callable[[Wish], datetime]:
    """Give what says when a wish is judged: advertising waits a tick for what may overtake it."""
    ticks = queries.ticks()
    kinds = dict(Purpose.objects.filter(code__in={wish.purpose for wish in wishes}).values_list("code", "kind"))

    def opens(wish: Wish) -> datetime:
        is_waiting = kinds.get(wish.purpose) == "marketing" and wish.weight > SERVICE
        return ticks.opens(wish.at, weight=wish.weight) if is_waiting else wish.at

    return opens


def _text(value: Any) -> bytes:
    return msgspec.json.encode(value)
