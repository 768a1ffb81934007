# SPDX-License-Identifier: Apache-2.0
"""Promise no more than a channel's month holds: who finds no room takes the next way, or waits for the next month."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries import quotas
from omotenashi.engagement.messaging.rules import gate
from omotenashi.places.locations.queries import zone

type Rerule = Callable[[Message, Mapping[str, datetime]], gate.Ruling]


def within(
    batch: Sequence[Message], rulings: Mapping[UUID, gate.Ruling], rerule: Rerule, *, now: datetime
) -> dict[UUID, gate.Ruling]:
    """Judge anew, without the channels that are full, what a quota has no room for; the first ones first.

    The meter's row is locked, so that two who judge at once do not promise the same room.
    """
    asked = sorted(
        {way.channel for one in rulings.values() if one.outcome == gate.SEND and (way := one.way) is not None}
    )
    rooms = _rooms(asked)
    if not rooms:
        return {}
    full, changed = dict.fromkeys(rooms, next_month(now)), {}
    for message in batch:
        is_advertising, ruling = message.purpose.kind == "marketing", rulings[message.pk]
        if ruling.outcome != gate.SEND or ruling.way is None or ruling.way.channel not in rooms:
            continue
        room = rooms[ruling.way.channel]
        if room[is_advertising] > 0:
            # What goes takes room from both: from what is left, and from what advertising may have of it.
            room[True], room[False] = room[True] - 1, room[False] - 1
        else:
            changed[message.pk] = rerule(message, {ruling.way.channel: full[ruling.way.channel]})
    return changed


def next_month(now: datetime) -> datetime:
    """Give when the next month begins where the house is."""
    local = now.astimezone(zone())
    first = (local.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.astimezone(now.tzinfo)


def _rooms(channels: Sequence[str]) -> dict[str, dict[bool, int]]:
    rooms = {}
    for channel in channels:
        meter = quotas.meter(channel, locked=True)
        if meter is not None and meter.left is not None:
            rooms[channel] = {kind: meter.room(is_advertising=kind) or 0 for kind in (True, False)}
    return rooms
