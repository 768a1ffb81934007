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
from omotenashi.engagement.messaging.actions import allowances, devices, quotas, returning, ways
from omotenashi.engagement.messaging.events import MessageSent
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.ports import Outcome
from omotenashi.engagement.messaging.rules import gate
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.models import ContactPoint

_WAIT = timedelta(minutes=5)
_COLUMNS = {
    "id": "uuid", "state": "text", "reason": "text", "tried": "jsonb", "error": "text", "provider_id": "text", "cost": "integer",
    "due_at": "timestamptz", "sent_at": "timestamptz", "filled": "jsonb",
    "keeps": "boolean", "verdict": "jsonb",
}  # fmt: skip
_WRITE = """
UPDATE messaging_message m SET state = s.state, reason = s.reason, error = s.error, provider_id = s.provider_id,
  cost = s.cost, due_at = s.due_at, sent_at = s.sent_at, lease_until = NULL, filled = s.filled,
  batch = CASE WHEN s.keeps THEN m.batch END,
  tried = m.tried || s.tried,
  decision = m.decision || s.verdict,
  settled_at = CASE WHEN s.due_at IS NULL THEN %s::timestamptz END
FROM {outcomes} WHERE m.id = s.id AND m.state = 'sending' RETURNING m.id
"""


@transaction.atomic
def settle(
    messages: Sequence[Message], outcomes: Sequence[Outcome], *, filled: Mapping[UUID, Mapping[str, Any]], now: datetime
) -> int:
    """Settle what was claimed; say how many went out. What somebody else gave up meanwhile stays as it is."""
    mine = {message.pk: message for message in messages}
    further = ways.further([(mine[one.message_id], one) for one in outcomes])
    rows = [
        _row(mine[one.message_id], one, filled.get(one.message_id, {}), further.get(one.message_id), now=now)
        for one in outcomes
    ]
    source, values = bulk.given("messaging_outcomes", _COLUMNS, rows)
    written = {key for (key,) in bulk.rows(_WRITE.format(outcomes=source), [now, *values])}
    allowances.give_back([row[0] for row in rows if row[0] in written and row[1] in ("failed", "dropped", "held")])
    sent = [one for one in outcomes if one.message_id in written and one.state == ports.SENT]
    publish(*(_event(mine[one.message_id], now=now) for one in sent))
    for one in outcomes:
        point = mine[one.message_id].contact_point
        if one.suppress and point is not None:
            by = "mail server" if point.channel == "email" else point.channel
            consent.suppress(contact_point=point, reason=one.suppress, now=now, scope="all", by=by)
    for point in ContactPoint.objects.filter(pk__in={key for one in outcomes for key in one.gone}).order_by("pk"):
        consent.suppress(contact_point=point, reason="unknown_user", now=now, scope="all", by=point.channel)
    gone = [mine[one.message_id].contact_point_id for one in outcomes if one.suppress]
    gone += [key for one in outcomes for key in one.gone]
    devices.end([key for key in gone if key], reason="gone", now=now)
    returning.answered(mine, outcomes, now=now)
    for channel in sorted({mine[one.message_id].channel for one in outcomes if one.state == ports.FULL}):
        quotas.use_up(channel, now=now)
    return len(sent)


def _row(
    message: Message, outcome: Outcome, filled: Mapping[str, Any], tried: Mapping[str, str] | None, *, now: datetime
) -> tuple[Any, ...]:
    # Under its key it arrives once, however often it is handed over; a batch keeps its key for that.
    is_repeatable = outcome.state == ports.UNKNOWN and ports.channel(message.channel).is_repeatable
    state, reason, due = _fate(message, outcome, again=is_repeatable, now=now)
    if tried:
        # The gate looks at it anew, without the way that leads nowhere.
        state, reason, due = "held", "", now
    sent_at = now if state in ("sent", "unknown") else None
    return (
        message.pk, state, reason, Jsonb([tried] if tried else []), outcome.error[:500], outcome.provider_id, outcome.cost, due, sent_at, Jsonb(filled),
        is_repeatable or state == "sent", Jsonb(_verdict(state, reason)),
    )  # fmt: skip


def _verdict(state: str, reason: str) -> list[dict[str, str]]:
    """Give the verdict of a message whose words could not be filled for its reader: each drop says which step it was."""
    return [gate.Step(gate.CONTENT, gate.DROP, reason).kept()] if (state, reason) == ("dropped", "content") else []


def _fate(message: Message, outcome: Outcome, *, again: bool, now: datetime) -> tuple[str, str, datetime | None]:
    """Give the state, the reason, and when somebody looks at it next."""
    is_over = message.tries >= ports.MOST_TRIES
    if outcome.state == ports.SENT:
        return "sent", "", None
    if outcome.state == ports.HALTED:
        return "held", "stopped", now
    if outcome.state == ports.FULL:
        # The gate looks at it anew: for another way, or for the month in which there is room.
        return "held", "", now
    if outcome.state == ports.REFUSED:
        return ("dropped", "content", None) if outcome.error.startswith("content:") else ("failed", "refused", None)
    if outcome.state == ports.UNKNOWN and (is_over or not again):
        return "unknown", "unknown", None
    return ("failed", "deferred", None) if is_over else ("queued", "", now + _WAIT * 2**message.tries)


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
