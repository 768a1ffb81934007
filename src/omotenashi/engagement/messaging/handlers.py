# SPDX-License-Identifier: Apache-2.0
"""What messaging does when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.engagement.messaging import actions
from omotenashi.engagement.messaging.events import LineBlocked, LineFollowed
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased, CustomersMerged, CustomersUnmerged, LineLinked


@on(CustomersMerged)
def count_together(events: Sequence[Stored]) -> None:
    """Count what both got for the one that stays."""
    merges = [stored.event for stored in events]
    actions.follow_merges([(one.ended_person_id, one.person_id) for one in merges if isinstance(one, CustomersMerged)])


@on(CustomerErased)
def forget(events: Sequence[Stored]) -> None:
    """Empty what was said to an erased person."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [event.person_id, *map(UUID, event.node_ids)]
            erasures.note_emptied(person_id=event.person_id, rows=actions.erase(nodes, nodes))


@on(LineLinked, LineFollowed, LineBlocked, CustomersMerged, CustomersUnmerged, CustomerErased)
def tend_menus(events: Sequence[Stored]) -> None:
    """Whoever became a member sees the members' menu; whoever is none any more does not."""
    del events
    actions.ask_for_menus()
