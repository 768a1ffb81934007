# SPDX-License-Identifier: Apache-2.0
"""What orders do when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.orders import queries
from omotenashi.commerce.orders.actions import erasing, value
from omotenashi.commerce.payments.events import Refunded
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.actions.zones import know_homes
from omotenashi.people.customers.events import CustomerErased

# Whoever asks where somebody is at home hears it from the orders.
know_homes(queries.shops_of)


@on(CustomerErased)
def forget_names(events: Sequence[Stored]) -> None:
    """Take the human out of the orders."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [UUID(node) for node in event.node_ids]
            rows = erasing.erase(nodes, traces=erasures.traces_of(event.person_id), at=event.at)
            erasures.note_emptied(person_id=event.person_id, rows=rows)


@on(Refunded)
def give_value_back(events: Sequence[Stored]) -> None:
    """Fill the wallets of what was paid back by itself: a payment that came too late, or could not be honoured."""
    for event in (stored.event for stored in events):
        if isinstance(event, Refunded) and event.kind in value.OWN:
            value.give_back(event.order_id, now=clock.now())
