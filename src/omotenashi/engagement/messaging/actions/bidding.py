# SPDX-License-Identifier: Apache-2.0
"""Let messages ask for the room that is left to a person, the better ones first; say why the others did not get it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.base import clock
from omotenashi.engagement.messaging.actions import allowances
from omotenashi.engagement.messaging.actions.gathering import person_of
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.rules import auction, gate
from omotenashi.engagement.messaging.rules.auction import Bid


def counted(
    batch: Sequence[Message],
    rulings: Mapping[UUID, gate.Ruling],
    persons: dict[UUID, UUID],
    *,
    now: datetime,
    zone: Callable[[Message], ZoneInfo],
) -> dict[UUID, gate.Ruling]:
    """Reserve the allowance of what may go and is counted; what finds no room waits for the next window or ends.

    A day, a week, a month are those of the reader: they begin at the midnight of their zone.
    """
    asking = {one.pk: one for one in batch if rulings[one.pk].outcome == gate.SEND and _is_counted(one)}
    bids = auction.ranked(
        Bid(
            one.pk,
            person_of(one, persons),
            way.channel,
            one.weight,
            one.priority,
            one.margin,
            one.planned_at,
            clock.day_of(now, zone=zone(one)),
        )
        for one in asking.values()
        if (way := rulings[one.pk].way) is not None
    )
    refused = allowances.reserve(bids)
    won: dict[object, Message] = {}
    for bid in bids:
        if bid.message not in refused:
            won.setdefault(bid.person, asking[bid.message])  # type: ignore[index]  # the key of a message
    return {
        key: _lost(rulings[key], one, won.get(person_of(one, persons)), again=_begins(refused[key], zone(one), now))
        if key in refused
        else _won(rulings[key])
        for key, one in asking.items()
    }


def _is_counted(message: Message) -> bool:
    return gate.ALLOWANCE in gate.ASKED.get(message.purpose.kind, gate.ASKED["marketing"])


def _begins(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(now.tzinfo)


def _won(ruling: gate.Ruling) -> gate.Ruling:
    return gate.Ruling(gate.SEND, "", (*ruling.steps, gate.Step(gate.ALLOWANCE, "pass")), ruling.way)


def _lost(ruling: gate.Ruling, message: Message, winner: Message | None, *, again: datetime) -> gate.Ruling:
    """Wait for the window in which there may be room, if it comes in time; the name of what overtook it is kept."""
    reason = gate.OUTRANKED if winner is not None else gate.CAPPED
    evidence = winner.template_version.template.name if winner is not None else ""
    waits = message.expires_at is not None and again < message.expires_at
    outcome = gate.HOLD if waits else gate.DROP
    steps = (*ruling.steps, gate.Step(gate.ALLOWANCE, outcome, reason, evidence))
    return gate.Ruling(outcome, reason, steps, ruling.way, again if waits else None)
