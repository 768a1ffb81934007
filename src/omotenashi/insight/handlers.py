# SPDX-License-Identifier: Apache-2.0
"""What insight does when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.insight import actions
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased, CustomersMerged, CustomersUnmerged


@on(CustomersMerged, CustomersUnmerged)
def part_arms(events: Sequence[Stored]) -> None:
    """Take out of the estimate who turned out to be one person in two arms, and put back who is two again."""
    touched: set[UUID] = set()
    for event in (stored.event for stored in events):
        match event:
            case CustomersMerged():
                touched.add(event.person_id)
            case CustomersUnmerged():
                touched |= {event.person_id, *map(UUID, event.person_ids)}
    actions.mind_persons(touched)


@on(CustomerErased)
def forget_tastes(events: Sequence[Stored]) -> None:
    """Forget towards what an erased person leaned, and what they did not want to be told."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            rows = actions.forget_tastes(person_id=event.person_id, node_ids=[UUID(node) for node in event.node_ids])
            erasures.note_emptied(person_id=event.person_id, rows=rows)
