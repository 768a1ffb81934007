# SPDX-License-Identifier: Apache-2.0
"""Where an address leads nowhere another way may be left: the next channel of the message, each of them once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.actions import allowances
from omotenashi.engagement.messaging.actions.waking import wake
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.ports import Outcome
from omotenashi.engagement.messaging.rules import ways
from omotenashi.engagement.messaging.rules.places import PLACES
from omotenashi.people.customers.models import ContactPoint, NodePerson

# Without a life of its own a message is sought another way for as long as a scenario means one.
_LIFE = timedelta(hours=72)


def further(outcomes: Sequence[tuple[Message, Outcome]]) -> dict[UUID, dict[str, str]]:
    """Give by message the verdict over the way it took, where its address was refused and its reader has another way."""
    asked = {
        message.pk: (message, outcome, left)
        for message, outcome in outcomes
        if ways.leads_nowhere(outcome.state, outcome.error, outcome.suppress) and (left := _left(message))
    }
    if not asked:
        return {}
    has = _channels_of([message for message, _outcome, _ways in asked.values()])
    return {
        key: ways.verdict(message.channel, outcome.error)
        for key, (message, outcome, left) in asked.items()
        if any(channel in PLACES or channel in has.get(message.node_id, ()) for channel in left)
    }


def take_next(message: Message, *, error: str, now: datetime) -> bool:
    """Give a message that came back later to the next of its channels, once and within its life; say whether it goes on.

    It passes the gate anew, as one does that was refused while it was handed over; its place in the caps is given back.
    """
    until = message.expires_at or message.planned_at + _LIFE
    returned = Outcome(message.pk, ports.REFUSED, error=error, suppress="hard_bounce")
    verdict = further([(message, returned)]).get(message.pk) if now < until else None
    if verdict is None:
        return False
    same = Message.objects.filter(pk=message.pk, channel=message.channel, state__in=("sent", "unknown"))
    moved = same.update(
        state="held", reason="", due_at=now, sent_at=None, settled_at=None, batch=None, provider_id="",
        tried=[*message.tried, verdict],
    )  # fmt: skip
    if moved:
        allowances.give_back([message.pk])
        wake()
    return bool(moved)


def _left(message: Message) -> list[str]:
    wanted = message.wanted or message.template_version.template.channels
    return [one for one in ways.left(wanted, message.tried, message.channel) if one in ports.connected()]


def _channels_of(messages: Sequence[Message]) -> Mapping[UUID, set[str]]:
    """Give by node the channels at which its person has an address."""
    persons = dict(
        NodePerson.objects.filter(node__in={one.node_id for one in messages}).values_list("node_id", "person_id")
    )
    points = ContactPoint.objects.filter(node__nodeperson__person__in=persons.values(), node__value__isnull=False)
    found: dict[UUID, set[str]] = {}
    for person, channel in points.values_list("node__nodeperson__person_id", "channel").distinct():
        found.setdefault(person, set()).add(channel)
    return {node: found.get(person, set()) for node, person in persons.items()}
