# SPDX-License-Identifier: Apache-2.0
"""What consent does when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.people.consent.actions.erasures import erase
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(CustomerErased)
def leave_in_peace(events: Sequence[Stored]) -> None:
    """Suppress the addresses of an erased person and empty what tells of the human."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [UUID(node) for node in event.node_ids]
            rows = erase(nodes, traces=erasures.traces_of(event.person_id), at=event.at)
            erasures.note_emptied(person_id=event.person_id, rows=rows)
