# SPDX-License-Identifier: Apache-2.0
"""Pass messages through the gate: read all that is known of many at once, decide each, write the verdicts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions import allowances, bidding, exposing, gathering, metering, placing, pools
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries import hours as answers
from omotenashi.engagement.messaging.rules import gate, hours
from omotenashi.engagement.messaging.rules.quiet import Quiet

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
FROM {rulings} WHERE m.id = s.id AND m.state IN ('intended', 'held') RETURNING m.id
"""


@transaction.atomic
def judge(*, now: datetime, limit: int = BATCH) -> int:
    """Judge what is due, the most urgent first, with all that waits for the same people; say how many were looked at."""
    batch = gathering.gathered(now=now, limit=limit)
    if not batch:
        return 0
    world = queries.known(batch, now=now)
    policy = queries.policy()
    chosen = _chooser(batch, world, now=now)

    def rerule(message: Message, full: Mapping[str, datetime]) -> gate.Ruling:
        if policy.stopped_at and message.purpose.kind == "marketing":
            return _stopped(now)
        quiet = world.quiet(message, policy.quiet_from, policy.quiet_until)
        case = replace(world.case(message), hour=chosen(message, quiet))
        return gate.rule(case, quiet=quiet, now=now, full=full)

    rulings = {message.pk: rerule(message, {}) for message in batch}
    rulings |= metering.within(batch, rulings, rerule, now=now)
    rulings |= pools.held(batch, rulings, now=now)
    rulings |= bidding.counted(batch, rulings, world.persons, now=now, zone=world.zone)
    _write(rulings, {message.pk: message.tried for message in batch}, now=now)
    placing.place(batch, rulings, now=now)
    exposing.expose(batch, rulings, world, now=now)
    return len(batch)


def _stopped(now: datetime) -> gate.Ruling:
    return gate.Ruling(gate.HOLD, "stopped", (gate.Step("stop", gate.HOLD, "stopped"),), None, now + _STOPPED)


def _chooser(
    batch: Sequence[Message], world: queries.World, *, now: datetime
) -> Callable[[Message, Quiet], hours.Choice | None]:
    """Give what chooses the hour of a message; read is only what is asked for."""
    persons = world.persons
    asked = {gathering.person_of(one, persons) for one in batch if one.best_hour}
    own = answers.own_hours(asked, zones=world.clocks.zones, now=now) if asked else {}
    house = answers.house_hours(now=now) if asked else {}

    def choose(message: Message, quiet: Quiet) -> hours.Choice | None:
        if not message.best_hour:
            return None
        if message.state == "held" and message.reason == gate.HOUR:
            return hours.Choice(None, hours.WAITED)
        mine = own.get(gathering.person_of(message, persons), {})
        return hours.best(mine, house, now=now, until=message.expires_at, quiet=quiet)

    return choose


def _write(
    rulings: dict[UUID, gate.Ruling], tried: Mapping[UUID, Sequence[Mapping[str, str]]], *, now: datetime
) -> None:
    rows = [
        (
            key, _STATES[ruling.outcome], ruling.reason, Jsonb([*tried[key], *(step.kept() for step in ruling.steps)]),
            ruling.way.contact_point if ruling.way else None, ruling.way.channel if ruling.way else "",
            {gate.SEND: now, gate.HOLD: ruling.until}.get(ruling.outcome),
        )
        for key, ruling in rulings.items()
    ]  # fmt: skip
    source, values = bulk.given("messaging_rulings", _COLUMNS, rows)
    # The moment stands before the rows in the statement.
    written = {key for (key,) in bulk.rows(_WRITE.format(rulings=source), [now, *values])}
    # What somebody took back meanwhile is not counted either.
    allowances.give_back([key for key in rulings if key not in written])
