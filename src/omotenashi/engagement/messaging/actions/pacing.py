# SPDX-License-Identifier: Apache-2.0
"""Keep to the paces: so many messages within a while to a domain, or in all while a new sender warms up.

News of orders are counted and never wait. The rows are locked by whoever takes messages, so that two do not take the same room.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import Message, Pace
from omotenashi.engagement.messaging.rules import gate

PACE = "pace"


@transaction.atomic
def set_pace(*, channel: str, most: int | None, seconds: int, now: datetime, domain: str = "") -> None:
    """Set how many messages a channel takes within so many seconds; None lifts it. What was counted stays counted."""
    if most is None:
        Pace.objects.filter(channel=channel, domain=domain).delete()
        return
    values = {"most": most, "seconds": seconds}
    Pace.objects.update_or_create(
        channel=channel, domain=domain, defaults=values, create_defaults={**values, "began_at": now}
    )


def held_back(batch: Sequence[Message], *, now: datetime) -> dict[UUID, datetime]:
    """Count those that go now; give those that wait, and until when. Inside the transaction that takes them."""
    channels = {message.channel for message in batch}
    paces = {(one.channel, one.domain): one for one in _locked(channels)}
    if not paces:
        return {}
    waits: dict[UUID, datetime] = {}
    for one in paces.values():
        if now >= one.began_at + timedelta(seconds=one.seconds):
            one.began_at, one.used = now, 0
    for message in batch:
        keys = {(message.channel, ""), (message.channel, domain_of(message))}
        mine = [paces[key] for key in sorted(keys) if key in paces]
        full = [one.began_at + timedelta(seconds=one.seconds) for one in mine if one.used >= one.most]
        if full and message.purpose.kind != "transactional":
            waits[message.pk] = max(full)
            continue
        for one in mine:
            one.used += 1
    Pace.objects.bulk_update(paces.values(), ["began_at", "used"])
    _write(waits)
    return waits


def domain_of(message: Message) -> str:
    """Give the domain of a reader, where the channel has such."""
    point = message.contact_point
    return (
        (point.node.value or "").rpartition("@")[2].lower() if point is not None and message.channel == "email" else ""
    )


def _locked(channels: set[str]) -> list[Pace]:
    return list(Pace.objects.select_for_update().filter(channel__in=channels).order_by("channel", "domain"))


def _write(waits: dict[UUID, datetime]) -> None:
    if not waits:
        return
    step = Jsonb([gate.Step(gate.PACE, gate.HOLD, PACE).kept()])
    source, values = bulk.given("messaging_paced", {"id": "uuid", "due_at": "timestamptz"}, list(waits.items()))
    bulk.run(_WAIT.format(waits=source), [step, *values])


# The verdict is said once, however often it has to wait.
_WAIT = """
UPDATE messaging_message m SET due_at = s.due_at, reason = 'pace',
  decision = CASE WHEN m.reason = 'pace' THEN m.decision ELSE m.decision || %s::jsonb END
FROM {waits} WHERE m.id = s.id
"""
