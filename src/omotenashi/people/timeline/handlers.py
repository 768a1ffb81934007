# SPDX-License-Identifier: Apache-2.0
"""Every customer event becomes an entry."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, name_of, on
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased, CustomerEvent
from omotenashi.people.timeline import actions, rules
from omotenashi.people.timeline.actions import erasing


@on(CustomerEvent)
def write_entries(events: Sequence[Stored]) -> None:
    """Write a batch of events into the timeline; a retry counts once."""
    records = [
        actions.EntryRecord(
            message_id=stored.event_id,
            name=name_of(type(stored.event)),
            node_id=stored.event.node_id,
            at=stored.event.at,
            props=rules.props_of(stored.event),
        )
        for stored in events
        if isinstance(stored.event, CustomerEvent)
    ]
    actions.append(records, source=actions.internal_source(), now=clock.now())


@on(CustomerErased)
def strip_entries(events: Sequence[Stored]) -> None:
    """Take the human out of the entries of erased nodes."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [UUID(node) for node in event.node_ids]
            rows = erasing.erase(nodes, traces=erasures.traces_of(event.person_id))
            erasures.note_emptied(person_id=event.person_id, rows=rows)
