# SPDX-License-Identifier: Apache-2.0
"""All that the gate asks about many messages: a few reads for any number of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.ports import TRUTHS, connected
from omotenashi.engagement.messaging.queries import places, topics
from omotenashi.engagement.messaging.queries.pauses import paused
from omotenashi.engagement.messaging.rules import gate
from omotenashi.engagement.messaging.rules.quiet import Quiet
from omotenashi.engagement.messaging.rules.ways import left
from omotenashi.insight import queries as insight
from omotenashi.people.consent.queries.verdicts import verdicts
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import ContactPoint, NodePerson


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """What is known of the readers of some messages at one moment."""

    persons: dict[UUID, UUID]
    ways: dict[tuple[UUID, str], list[gate.Way]]
    paused: dict[UUID, str]
    avoided: dict[UUID, str]
    held_out: set[UUID]
    has_holdout: bool
    untrue: dict[UUID, str]
    clocks: customers.Clocks

    def case(self, message: Message) -> gate.Case:
        """Give what the gate decides by."""
        person = self.persons.get(message.node_id, message.node_id)
        found = self.ways.get((person, message.purpose_id), [])
        # A way that led nowhere is not gone twice.
        wanted = left(message.wanted or message.template_version.template.channels, message.tried, "")
        return gate.Case(
            kind=message.purpose.kind,
            ways=[way for channel in wanted for way in found if way.channel == channel],
            paused=self.paused.get(person, ""),
            avoided=self.avoided.get(message.pk, ""),
            untrue=self.untrue.get(message.pk, ""),
            held_out=gate.HELD_OUT if person in self.held_out else "",
            expires_at=message.expires_at,
        )

    def zone(self, message: Message) -> ZoneInfo:
        """Give the zone of its reader."""
        return self.clocks.of(message.node_id)

    def quiet(self, message: Message, begins: time, finishes: time) -> Quiet:
        """Give the hours of quiet as its reader lives them."""
        zone = self.zone(message)
        return Quiet(begins, finishes, zone, str(message.pk), "" if zone.key == self.clocks.house.key else zone.key)


def known(batch: Sequence[Message], *, now: datetime) -> World:
    """Read what the gate needs for a batch."""
    persons = customers.persons_of({message.node_id for message in batch})
    everyone = set(persons.values())
    points = _points(everyone)
    advertised = {persons[one.node_id] for one in batch if one.purpose.kind == "marketing" and one.node_id in persons}
    return World(
        persons=persons,
        ways=_ways(
            points,
            {message.purpose_id for message in batch},
            places.ways(everyone, places.wanted(batch), now=now),
            now=now,
        ),
        paused=paused(everyone, now=now),
        avoided=topics.unwelcome(batch, persons),
        held_out=insight.held_out(persons=advertised, now=now),
        has_holdout=insight.holdout_is_on(now=now),
        untrue=_untrue(batch, persons, now=now),
        clocks=customers.clocks_of(persons),
    )


def _points(persons: set[UUID]) -> list[tuple[UUID, ContactPoint]]:
    """Give the contact points of persons that can be used: not erased, of a channel that is connected."""
    belongs = dict(NodePerson.objects.filter(person__in=persons).values_list("node_id", "person_id"))
    found = ContactPoint.objects.filter(node__in=belongs, channel__in=connected(), node__value__isnull=False)
    # Of several addresses a proved one first, then the one that was last seen.
    newest = found.select_related("node").order_by("verified_at", "node__last_seen_at", "id").reverse()
    return [(belongs[point.node_id], point) for point in newest]


def _ways(
    points: Sequence[tuple[UUID, ContactPoint]], purposes: set[str], ours: places.Ways, *, now: datetime
) -> dict[tuple[UUID, str], list[gate.Way]]:
    ways: dict[tuple[UUID, str], list[gate.Way]] = defaultdict(list, ours)
    for purpose in purposes:
        said = verdicts([point for _, point in points], purpose=purpose, now=now)
        for person, point in points:
            verdict = said[point.pk]
            evidence = str(verdict.suppression or verdict.entry or "")
            ways[person, purpose].append(gate.Way(point.pk, point.channel, verdict.allowed, verdict.reason, evidence))
    return ways


def _untrue(batch: Sequence[Message], persons: dict[UUID, UUID], *, now: datetime) -> dict[UUID, str]:
    """Ask for each thing that must still hold once, of everybody it matters for."""
    asked: dict[tuple[str, str], tuple[Any, list[Message]]] = {}
    for message in batch:
        for name, argument in message.still.items():
            if name == topics.TOPICS:
                continue
            asked.setdefault((name, str(argument)), (argument, []))[1].append(message)
    found: dict[UUID, str] = {}
    for (name, _), (argument, messages) in asked.items():
        mine = {message.pk: persons.get(message.node_id, message.node_id) for message in messages}
        gone = TRUTHS[name](list(mine.values()), argument, now) if name in TRUTHS else set(mine.values())
        found |= {key: f"untrue_{name}" for key, person in mine.items() if person in gone}
    return found
