# SPDX-License-Identifier: Apache-2.0
"""What the audience does when something happened below."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base import clock
from omotenashi.base.jobs import ask_once
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.engagement.audience import actions
from omotenashi.engagement.audience.events import SegmentEntered, SegmentLeft
from omotenashi.insight.events import ScoresRefreshed, TasteRefused
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import (
    CustomerErased,
    CustomersMerged,
    CustomersUnmerged,
    ProfileChanged,
    TagsChanged,
)
from omotenashi.places.locations.events import ReachMeasured


@on(ScoresRefreshed)
def ask_anew(events: Sequence[Stored]) -> None:  # noqa: ARG001  # that it happened is enough
    """Let the worker compute every segment: the lake is asked outside of this transaction."""
    ask_once("audience.recompute_due")


@on(CustomersMerged, CustomersUnmerged)
def follow_persons(events: Sequence[Stored]) -> None:
    """Carry memberships over and back, in the order of the merges; what is known of them together or apart is then judged."""
    touched: set[UUID] = set()
    for event in (stored.event for stored in events):
        match event:
            case CustomersMerged():
                actions.follow_merges([(event.ended_person_id, event.person_id)], now=event.at)
                touched.add(event.person_id)
            case CustomersUnmerged():
                apart = [event.person_id, *map(UUID, event.person_ids)]
                actions.follow_splits(apart)
                touched.update(apart)
    actions.judge_everywhere(touched, now=clock.now())


@on(ProfileChanged)
def judge_profiles(events: Sequence[Stored]) -> None:
    """Judge anew of whom something else is known, or to whom a trace was joined."""
    changed = {stored.event.person_id for stored in events if isinstance(stored.event, ProfileChanged)}
    actions.judge_everywhere(changed, now=clock.now())


@on(TagsChanged)
def judge_tagged(events: Sequence[Stored]) -> None:
    """Judge anew on whom a tag was put, or off whom it was taken."""
    told = (stored.event for stored in events if isinstance(stored.event, TagsChanged))
    changed = {UUID(person) for event in told for person in event.person_ids}
    actions.judge_everywhere(changed, now=clock.now(), causes=["tags"])


@on(TasteRefused)
def judge_tastes(events: Sequence[Stored]) -> None:
    """Judge anew who took a taste away: it counts for no segment any more."""
    changed = {stored.event.person_id for stored in events if isinstance(stored.event, TasteRefused)}
    actions.judge_everywhere(changed, now=clock.now(), causes=["tastes"])


@on(ReachMeasured)
def compute_distances(events: Sequence[Stored]) -> None:
    """Compute the segments anew that ask how far a shop is: of whom that changed, nobody says."""
    told = [stored.event for stored in events if isinstance(stored.event, ReachMeasured)]
    shops = {shop for event in told for shop in event.shops} if all(event.shops for event in told) else set()
    actions.request_by_distance(shops, now=clock.now())


@on(SegmentEntered, SegmentLeft)
def judge_dependants(events: Sequence[Stored]) -> None:
    """Judge whoever moved for the segments that stand on that one."""
    for event in (stored.event for stored in events):
        if isinstance(event, SegmentEntered | SegmentLeft):
            actions.judge_dependants(event.segment_id, list(map(UUID, event.person_ids)), now=clock.now())


@on(CustomerErased)
def forget_members(events: Sequence[Stored]) -> None:
    """Forget in which segments an erased person was."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            rows = actions.erase([event.person_id, *map(UUID, event.node_ids)])
            erasures.note_emptied(person_id=event.person_id, rows={"audience_membership": rows} if rows else {})
