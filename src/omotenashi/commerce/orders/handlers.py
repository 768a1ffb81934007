# SPDX-License-Identifier: Apache-2.0
"""What orders do when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.orders.actions import erasing
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(CustomerErased)
def forget_names(events: Sequence[Stored]) -> None:
    """Take the human out of the orders."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [UUID(node) for node in event.node_ids]
            rows = erasing.erase(nodes, traces=erasures.traces_of(event.person_id), at=event.at)
            erasures.note_emptied(person_id=event.person_id, rows=rows)
