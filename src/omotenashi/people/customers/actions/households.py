# SPDX-License-Identifier: Apache-2.0
"""Form a household, add and let go members, dissolve it. A group of people, never one person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.people.customers.actions import sharing
from omotenashi.people.customers.models import Household, HouseholdMember

__all__ = ["Joining", "add_member", "dissolve", "form", "leave"]

_REASON = "household"


@dataclass(frozen=True, slots=True)
class Joining:
    """Who joins, by a node, in which role, and what it rests on."""

    node_id: UUID
    role: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def form(
    members: Sequence[Joining], *, kind: str, formed_by: str, by: str, now: datetime, shared: Collection[UUID] = ()
) -> Household:
    """Form a household. `shared` are keys that several members use, a landline, a family mail: they join nobody."""
    household = Household.objects.create(
        kind=Household.Kind(kind), formed_by=Household.FormedBy(formed_by), formed_at=now
    )
    for member in members:
        add_member(household.pk, member, now=now)
    sharing.share(shared, by=by, reason=_REASON, now=now)
    return household


@transaction.atomic
def add_member(household_id: UUID, member: Joining, *, now: datetime) -> HouseholdMember:
    """Add somebody; who is in it already stays as they are."""
    # Held until the end, so that nobody joins a household that is being dissolved.
    Household.objects.select_for_update().get(pk=household_id, dissolved_at=None)
    found, _new = HouseholdMember.objects.get_or_create(
        household_id=household_id,
        node_id=member.node_id,
        until=None,
        defaults={"role": member.role, "since": now, "evidence": member.evidence},
    )
    return found


@transaction.atomic
def leave(household_id: UUID, node_id: UUID, *, now: datetime) -> bool:
    """Let somebody go. Say whether they were in it."""
    mine = HouseholdMember.objects.filter(household_id=household_id, node_id=node_id, until=None)
    return mine.update(until=now) > 0


@transaction.atomic
def dissolve(household_id: UUID, *, now: datetime) -> None:
    """Dissolve a household. Keys that were shared stay so until somebody says otherwise."""
    Household.objects.select_for_update().filter(pk=household_id, dissolved_at=None).update(dissolved_at=now)
    HouseholdMember.objects.filter(household_id=household_id, until=None).update(until=now)
