# SPDX-License-Identifier: Apache-2.0
"""Write down what became of messages that were handed over: one transaction for all of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.actions import allowances
from omotenashi.engagement.messaging.events import MessageSent
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.ports import Outcome
from omotenashi.people.consent import actions as consent

_MOST_TRIES = 5
_WAIT = timedelta(minutes=5)
_COLUMNS = {
    "id": "uuid", "state": "text", "reason": "text", "error": "text", "provider_id": "text", "cost": "integer",
    "due_at": "timestamptz", "sent_at": "timestamptz", "filled": "jsonb",
}  # fmt: skip
_WRITE = """
UPDATE messaging_message m SET state = s.state, reason = s.reason, error = s.error, provider_id = s.provider_id,
  cost = s.cost, due_at = s.due_at, sent_at = s.sent_at, lease_until = NULL, filled = s.filled,
  settled_at = CASE WHEN s.due_at IS NULL THEN %s::timestamptz END
FROM {outcomes} WHERE m.id = s.id AND m.state = 'sending' RETURNING m.id
"""


@transaction.atomic
def settle(
    messages: Sequence[Message], outcomes: Sequence[Outcome], *, filled: Mapping[UUID, Mapping[str, Any]], now: datetime
) -> int:
    """Settle what was claimed; say how many went out. What somebody else gave up meanwhile stays as it is."""
    mine = {message.pk: message for message in messages}
    rows = [_row(mine[one.message_id], one, filled.get(one.message_id, {}), now=now) for one in outcomes]
    source, values = bulk.given("messaging_outcomes", _COLUMNS, rows)
    written = {key for (key,) in bulk.rows(_WRITE.format(outcomes=source), [now, *values])}
    allowances.give_back([row[0] for row in rows if row[0] in written and row[1] in ("failed", "dropped")])
    sent = [one for one in outcomes if one.message_id in written and one.state == ports.SENT]
    publish(*(_event(mine[one.message_id], now=now) for one in sent))
    for one in outcomes:
        point = mine[one.message_id].contact_point
        if one.suppress and point is not None:
            consent.suppress(contact_point=point, reason=one.suppress, now=now, scope="all", by="mail server")
    return len(sent)


def _row(message: Message, outcome: Outcome, filled: Mapping[str, Any], *, now: datetime) -> tuple[Any, ...]:
    state, reason, due = "sent", "", None
    sent_at = now if outcome.state == ports.SENT else None
    if outcome.state == ports.UNKNOWN:
        state, reason, sent_at = "unknown", "unknown", now
    elif outcome.state == ports.REFUSED:
        state, reason = ("dropped", "content") if outcome.error.startswith("content:") else ("failed", "refused")
    elif outcome.state == ports.DEFERRED:
        is_over = message.tries >= _MOST_TRIES
        state, reason = ("failed", "deferred") if is_over else ("queued", "")
        due = None if is_over else now + _WAIT * 2**message.tries
    return (
        message.pk, state, reason, outcome.error[:500], outcome.provider_id, outcome.cost, due, sent_at, Jsonb(filled),
    )  # fmt: skip


def _event(message: Message, *, now: datetime) -> MessageSent:
    return MessageSent(
        node_id=message.node_id,
        at=now,
        message_id=message.pk,
        channel=message.channel,
        purpose=message.purpose_id,
        template=message.template_version.template.name,
        campaign=message.campaign,
    )
