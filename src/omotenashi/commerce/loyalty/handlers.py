# SPDX-License-Identifier: Apache-2.0
"""What loyalty does when something happened below."""

from collections.abc import Sequence

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.loyalty.actions import erasing
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(CustomerErased)
def forget_recipients(events: Sequence[Stored]) -> None:
    """Take the human out of gift cards."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            rows = erasing.erase(traces=erasures.traces_of(event.person_id))
            erasures.note_emptied(person_id=event.person_id, rows=rows)
