# SPDX-License-Identifier: Apache-2.0
"""What this connector does when something happened below."""

from collections.abc import Sequence

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.connectors.csv.actions.erasures import erase
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(CustomerErased)
def empty_imports(events: Sequence[Stored]) -> None:
    """Take an erased person out of what was brought."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            rows = erase(erasures.traces_of(event.person_id))
            erasures.note_emptied(person_id=event.person_id, rows=rows)
