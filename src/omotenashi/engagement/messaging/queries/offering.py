# SPDX-License-Identifier: Apache-2.0
"""The next thing to say to somebody who is here now: the same one on the site, at the till and in the office."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Q

from omotenashi.base.prepared import Any as Among
from omotenashi.base.prepared import Gap, Prepared
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import Message, Showing
from omotenashi.engagement.messaging.queries import saying
from omotenashi.engagement.messaging.queries.known import known
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import blocks, fields, gate, places

MOST = 5
# Nothing waits for most people, and a page asks of everybody it shows.
_SOMETHING = Prepared(
    lambda: Showing.objects.filter(
        message__node_id=Among("nodes"), done_at=None, until__gt=Gap("now")
    ).values_list("pk")[:1]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """A message that waits for its reader: what it says there, and the verdicts by which it may."""

    message: Message
    face: dict[str, Any]
    steps: tuple[gate.Step, ...]


def offered(nodes: Collection[UUID], *, now: datetime, place: str = "") -> list[Offered]:
    """Give what waits for somebody at a place, or anywhere, the most urgent first; nothing that must not be said now.

    The gate is asked once more: a consent, a pause, a reason may have changed since the message began to wait.
    """
    waiting = _waiting(nodes, now=now, place=place)
    if not waiting:
        return []
    world, house = known(waiting, now=now), policy()
    filled = saying.filled_for(waiting, now=now)
    found = []
    for message in waiting:
        ruling = gate.rule(
            world.case(message), quiet=world.quiet(message, house.quiet_from, house.quiet_until), now=now
        )
        is_stopped = house.stopped_at is not None and message.purpose.kind == "marketing"
        if is_stopped or ruling.outcome != gate.SEND or ruling.way is None or ruling.way.channel not in places.PLACES:
            continue
        try:
            face = _face(message, place or ruling.way.channel, filled[message.pk])
        except fields.Missing:
            continue
        found.append(Offered(message, face, ruling.steps))
    return found


def _waiting(nodes: Collection[UUID], *, now: datetime, place: str) -> list[Message]:
    if not _SOMETHING.rows(nodes=list(nodes), now=now):
        return []
    open_ones = Message.objects.filter(
        Q(state="sent") | Q(state="held", reason=places.TO_SHOW),
        node_id__in=list(nodes), showing__done_at=None, showing__until__gt=now,
    )  # fmt: skip
    if place:
        open_ones = open_ones.filter(showing__places__contains=[place])
    if place == "till":
        open_ones = open_ones.filter(Q(showing__later_until=None) | Q(showing__later_until__lte=now))
    found = open_ones.select_related("showing", "purpose", "template_version__template")
    return list(found.order_by("weight", "-priority", "planned_at", "id")[:MOST])


def _face(message: Message, place: str, filled: dict[str, Any]) -> dict[str, Any]:
    channel = cast("ports.Place", ports.channel(place))
    return dict(channel.face(blocks.read(message.template_version.content), fields.nested(filled)))
