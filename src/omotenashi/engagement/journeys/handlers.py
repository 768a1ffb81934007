# SPDX-License-Identifier: Apache-2.0
"""What journeys do when something happened elsewhere."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.engagement.audience.events import SegmentEntered
from omotenashi.engagement.journeys import actions, queries
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased

# What a message of a journey may stand on, asked again when it goes.
messaging.know("segment", queries.outside)
messaging.know("not_bought", queries.bought_since)


@on(SegmentEntered)
def take_along(events: Sequence[Stored]) -> None:
    """Take along whoever came into a segment that a journey begins with."""
    begins = [
        (version, str(graph.entry["segment"]))
        for version in queries.live_versions()
        if version.journey.state == "live" and version.number == version.journey.version
        and (graph := queries.graph_of(version)).entry.get("kind") == "segment"
    ]  # fmt: skip
    for event in (stored.event for stored in events):
        if not isinstance(event, SegmentEntered):
            continue
        arrivals = [actions.Arrival(node_id=UUID(person), at=event.at) for person in event.person_ids]
        for version, segment in begins:
            if segment == str(event.segment_id):
                actions.enrol(version, arrivals, now=clock.now())


@on(CustomerErased)
def forget(events: Sequence[Stored]) -> None:
    """End what an erased person was on."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [event.person_id, *map(UUID, event.node_ids)]
            rows = actions.erase(nodes, now=event.at)
            erasures.note_emptied(person_id=event.person_id, rows=rows)
