# SPDX-License-Identifier: Apache-2.0
"""What journeys do when something happened elsewhere."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, name_of, on
from omotenashi.commerce.catalogue.actions import wishes
from omotenashi.commerce.catalogue.events import BackInStock
from omotenashi.engagement.audience.events import SegmentEntered, SegmentLeft
from omotenashi.engagement.journeys import actions, queries
from omotenashi.engagement.journeys.events import EventRecorded
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased, CustomersMerged, CustomersUnmerged

# What a message of a journey may stand on, asked again when it goes.
messaging.know("segment", queries.outside)
messaging.know("not_bought", queries.bought_since)
messaging.know("in_stock", queries.sold_out)
messaging.know("price", queries.dearer)


@on(SegmentEntered, SegmentLeft)
def take_along(events: Sequence[Stored]) -> None:
    """Take along whoever came into a segment that a journey begins with, let go who left it, lead on who waited for it: in their order."""
    begins = [
        (version, str(graph.entry["segment"]))
        for version in queries.admitting()
        if (graph := queries.graph_of(version)).entry.get("kind") == "segment"
    ]  # fmt: skip
    for event in (stored.event for stored in events):
        if isinstance(event, SegmentLeft):
            persons = [UUID(person) for person in event.person_ids]
            actions.depart(segment_id=event.segment_id, persons=persons, at=event.at, now=clock.now())
        if not isinstance(event, SegmentEntered):
            continue
        actions.meet(segment_id=event.segment_id, persons=[UUID(one) for one in event.person_ids], now=clock.now())
        arrivals = [actions.Arrival(node_id=UUID(person), at=event.at) for person in event.person_ids]
        for version, segment in begins:
            if segment == str(event.segment_id):
                actions.enrol(version, arrivals, now=clock.now())


@on(BackInStock)
def note_told(events: Sequence[Stored]) -> None:
    """Whoever asked to be told is taken along by a journey that begins with it: they are told once."""
    live = {str(queries.graph_of(version).entry.get("event")) for version in queries.admitting()}
    if name_of(BackInStock) not in live:
        return
    for event in (stored.event for stored in events):
        if isinstance(event, BackInStock) and event.why == "asked":
            wishes.answered(node_id=event.node_id, sku=event.sku, now=event.at)


@on(EventRecorded)
def write_down(events: Sequence[Stored]) -> None:
    """What scenarios noted stands on the line of time; a retry counts once."""
    recorded = [stored.event for stored in events if isinstance(stored.event, EventRecorded)]
    actions.write_down(recorded, now=clock.now())


@on(CustomersMerged)
def walk_as_one(events: Sequence[Stored]) -> None:
    """Nobody walks one way twice."""
    merges = [stored.event for stored in events if isinstance(stored.event, CustomersMerged)]
    if merges:
        actions.join({event.person_id for event in merges}, now=max(event.at for event in merges))


@on(CustomersUnmerged)
def walk_apart(events: Sequence[Stored]) -> None:
    """Each goes on where they stood."""
    apart = [stored.event for stored in events if isinstance(stored.event, CustomersUnmerged)]
    if apart:
        persons = {UUID(key) for event in apart for key in event.person_ids}
        actions.part(persons, now=max(event.at for event in apart))


@on(CustomerErased)
def forget(events: Sequence[Stored]) -> None:
    """End what an erased person was on."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [event.person_id, *map(UUID, event.node_ids)]
            rows = actions.erase(nodes, now=event.at)
            erasures.note_emptied(person_id=event.person_id, rows=rows)
