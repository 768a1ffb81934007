# SPDX-License-Identifier: Apache-2.0
"""What the audience does when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from omotenashi.base.outbox.registry import Stored, on
from omotenashi.engagement.audience import actions
from omotenashi.insight.events import ScoresRefreshed
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased, CustomersMerged, CustomersUnmerged


@on(ScoresRefreshed)
def ask_anew(events: Sequence[Stored]) -> None:  # noqa: ARG001  # that it happened is enough
    """Let the worker compute every segment: the lake is asked outside of this transaction."""
    try:
        with transaction.atomic():
            app.configure_task("audience.recompute_due", queueing_lock="audience.recompute_due").defer()
    except AlreadyEnqueued:
        return


@on(CustomersMerged, CustomersUnmerged)
def follow_persons(events: Sequence[Stored]) -> None:
    """Carry memberships over and back, in the order of the merges."""
    for event in (stored.event for stored in events):
        match event:
            case CustomersMerged():
                actions.follow_merges([(event.ended_person_id, event.person_id)], now=event.at)
            case CustomersUnmerged():
                actions.follow_splits([event.person_id, *map(UUID, event.person_ids)])


@on(CustomerErased)
def forget_members(events: Sequence[Stored]) -> None:
    """Forget in which segments an erased person was."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            rows = actions.erase([event.person_id, *map(UUID, event.node_ids)])
            erasures.note_emptied(person_id=event.person_id, rows={"audience_membership": rows} if rows else {})
