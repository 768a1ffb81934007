# SPDX-License-Identifier: Apache-2.0
"""What reviews do when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.reviews import actions
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(CustomerErased)
def take_words_away(events: Sequence[Stored]) -> None:
    """Take the words of an erased person out of the shop."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            rows = actions.erase([UUID(node) for node in event.node_ids])
            erasures.note_emptied(person_id=event.person_id, rows={"reviews_review": rows} if rows else {})
