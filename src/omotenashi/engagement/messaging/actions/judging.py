# SPDX-License-Identifier: Apache-2.0
"""Pass messages through the gate: read all that is known of many at once, decide each, write the verdicts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk, clock
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions import allowances, exposing, metering
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.rules import gate
from omotenashi.engagement.messaging.rules.quiet import Quiet
from omotenashi.places.locations.queries import zone

BATCH = 500
_STOPPED = timedelta(minutes=1)
_STATES = {gate.SEND: "queued", gate.HOLD: "held", gate.DROP: "dropped"}
_COLUMNS = {
    "id": "uuid", "state": "text", "reason": "text", "decision": "jsonb", "contact_point_id": "uuid", "channel": "text",
    "due_at": "timestamptz",
}  # fmt: skip
_WRITE = """
UPDATE messaging_message m SET state = s.state, reason = s.reason, decision = s.decision,
  contact_point_id = s.contact_point_id, channel = s.channel, due_at = s.due_at,
  settled_at = CASE WHEN s.due_at IS NULL THEN %s::timestamptz END
FROM {rulings} WHERE m.id = s.id
"""


@transaction.atomic
def judge(*, now: datetime, limit: int = BATCH) -> int:
    """Judge what is due, the most urgent first; say how many were looked at."""
    due = Message.objects.filter(state__in=["intended", "held"], due_at__lte=now)
    batch = list(
        due.select_for_update(skip_locked=True, of=("self",)).prefetch_related("purpose", "template_version__template")
        .defer("decision", "filled").order_by("weight", "-priority", "planned_at", "id")[:limit]
    )  # fmt: skip
    if not batch:
        return 0
    world = queries.known(batch, now=now)
    policy = queries.policy()
    here = zone()

    def rerule(message: Message, full: Mapping[str, datetime]) -> gate.Ruling:
        if policy.stopped_at and message.purpose.kind == "marketing":
            return _stopped(now)
        quiet = Quiet(policy.quiet_from, policy.quiet_until, here, str(message.pk))
        return gate.rule(world.case(message), quiet=quiet, now=now, full=full)

    rulings = {message.pk: rerule(message, {}) for message in batch}
    rulings |= metering.within(batch, rulings, rerule, now=now)
    rulings |= _counted(batch, rulings, world.persons, day=clock.day_of(now, zone=here))
    _write(rulings, now=now)
    exposing.expose(batch, rulings, world, now=now)
    return len(batch)


def _stopped(now: datetime) -> gate.Ruling:
    return gate.Ruling(gate.HOLD, "stopped", (gate.Step("stop", gate.HOLD, "stopped"),), None, now + _STOPPED)


def _counted(
    batch: Sequence[Message], rulings: dict[UUID, gate.Ruling], persons: dict[UUID, UUID], *, day: date
) -> dict[UUID, gate.Ruling]:
    """Reserve the allowance of what may go and is counted; what finds no room is dropped."""
    asking = [
        message
        for message in batch
        if rulings[message.pk].outcome == gate.SEND
        and gate.ALLOWANCE in gate.ASKED.get(message.purpose.kind, gate.ASKED["marketing"])
    ]
    wanted = [
        (message.pk, persons.get(message.node_id, message.node_id), ruling.way.channel)
        for message in asking
        if (ruling := rulings[message.pk]).way is not None
    ]
    room = allowances.reserve(wanted, day=day)
    return {message.pk: _with_allowance(rulings[message.pk], has_room=message.pk in room) for message in asking}


def _with_allowance(ruling: gate.Ruling, *, has_room: bool) -> gate.Ruling:
    if has_room:
        return gate.Ruling(gate.SEND, "", (*ruling.steps, gate.Step(gate.ALLOWANCE, "pass")), ruling.way)
    return gate.Ruling(gate.DROP, "capped", (*ruling.steps, gate.Step(gate.ALLOWANCE, gate.DROP, "capped")), ruling.way)


def _write(rulings: dict[UUID, gate.Ruling], *, now: datetime) -> None:
    rows = [
        (
            key, _STATES[ruling.outcome], ruling.reason, Jsonb([step.kept() for step in ruling.steps]),
            ruling.way.contact_point if ruling.way else None, ruling.way.channel if ruling.way else "",
            {gate.SEND: now, gate.HOLD: ruling.until}.get(ruling.outcome),
        )
        for key, ruling in rulings.items()
    ]  # fmt: skip
    source, values = bulk.given("messaging_rulings", _COLUMNS, rows)
    # The moment stands before the rows in the statement.
    bulk.run(_WRITE.format(rulings=source), [now, *values])
