# SPDX-License-Identifier: Apache-2.0
"""What the catalogue does when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.catalogue.actions import wishes
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(CustomerErased)
def end_waiting(events: Sequence[Stored]) -> None:
    """Nobody is told any more; what was liked stays without a name."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            ended = wishes.end([UUID(node) for node in event.node_ids], now=event.at)
            erasures.note_emptied(person_id=event.person_id, rows={"catalogue_restockrequest": ended})
