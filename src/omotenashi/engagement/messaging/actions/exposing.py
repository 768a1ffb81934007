# SPDX-License-Identifier: Apache-2.0
"""Write down who was kept from advertising and who was reached, so that what advertising brings can be measured."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries import World
from omotenashi.engagement.messaging.rules import gate
from omotenashi.insight import actions as insight
from omotenashi.insight import queries as experiments


def expose(batch: Sequence[Message], rulings: Mapping[UUID, gate.Ruling], world: World, *, now: datetime) -> None:
    """Note both sides of the global hold-out: who was held out, and who would have been and was written to."""
    arms: dict[UUID, str] = {}
    for message in batch:
        ruling, person = rulings[message.pk], world.persons.get(message.node_id)
        if person is None or message.purpose.kind != "marketing":
            continue
        if ruling.outcome == gate.SEND:
            arms[person] = experiments.REACHED
        elif ruling.reason == gate.HELD_OUT:
            arms[person] = experiments.HELD_OUT
    if arms and world.has_holdout:
        insight.expose(experiment=experiments.HOLDOUT, persons=arms, now=now)
