# SPDX-License-Identifier: Apache-2.0
"""Where an address leads nowhere another way may be left: the next channel of the message, each of them once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.ports import Outcome
from omotenashi.engagement.messaging.rules import ways
from omotenashi.engagement.messaging.rules.places import PLACES
from omotenashi.people.customers.models import ContactPoint, NodePerson


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
