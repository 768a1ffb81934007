# SPDX-License-Identifier: Apache-2.0
"""What usage does when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.usage import actions
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(CustomerErased)
def forget_usage(events: Sequence[Stored]) -> None:
    """Forget how far an erased person got with anything."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            rows = actions.erase([UUID(node) for node in event.node_ids])
            erasures.note_emptied(person_id=event.person_id, rows={"usage_progress": rows})
