# SPDX-License-Identifier: Apache-2.0
"""What 顧客カルテ reads after its first answer: notes, the next visit, the household, what sources disagree about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import HouseholdMember, Node, Note, Profile, VisitPlan
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.customers import lineage, peace, words
from omotenashi.web.console.customers.foreseen import card_of
from omotenashi.web.console.customers.liked import liked_of
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.offered import offers_of
from omotenashi.web.console.customers.using import in_use
from omotenashi.web.ui import cares

MOST_NOTES = 50


@dataclass(frozen=True)
class Member:
    """Somebody of the household."""

    person_id: UUID
    name: str
    role: str
    since: object
    is_self: bool


def more_of(person_id: UUID, nodes: Sequence[Node], *, reader: Staff, today: date) -> dict[str, Any]:
    """Give the context of the fragment: eleven reads at most."""
    ids = [node.id for node in nodes]
    return {
        "person_id": person_id,
        **cares.shown(ids),
        **peace.shown(ids, now=clock.now()),
        "may_care": may(reader, "customers.care"),
        "notes": notes_of(ids, reader=reader),
        "visits": list(
            VisitPlan.objects.filter(node_id__in=ids, cancelled_at=None, on_date__gte=today)
            .select_related("location", "planned_by")
            .order_by("on_date", "id")[:5]
        ),
        "shops": Location.objects.filter(closed_at=None).order_by("code")[:200],
        "conflicts": [(field, words.FIELD_NAMES[field]) for field in lineage.conflicts(person_id)],
        "households": households_of(person_id),
        "may_note": may(reader, "customers.note"),
        "may_edit": may(reader, "customers.edit"),
        "reader": reader,
        "today": today,
        "offers": offers_of(person_id, now=clock.now()),
        "liked": liked_of(person_id, ids, now=clock.now()),
        "using": in_use(ids),
        "forecast": card_of(person_id, currency=retailer().currency),
        "roles": [(role.value, name) for role, name in Staff.ROLE_NAMES.items()],
    }


def notes_of(node_ids: Sequence[UUID], *, reader: Staff) -> list[Note]:
    """Give the notes this person may read: pinned ones first, then the newest. One's own are always there."""
    seen = Q(roles=[]) | Q(roles__contains=[reader.role]) | Q(author=reader)
    found = Note.objects.filter(seen, node_id__in=node_ids, deleted_at=None).select_related("author")
    return sorted(found.order_by("-written_at", "-id")[:MOST_NOTES], key=lambda note: note.pinned_at is None)


def households_of(person_id: UUID) -> list[tuple[HouseholdMember, list[Member]]]:
    """Give the households in which a person lives now, each with all its members: three reads."""
    mine = {one.household_id: one for one in customers.households_of(person_id)}
    if not mine:
        return []
    everybody = list(HouseholdMember.objects.filter(household_id__in=mine, until=None).order_by("since", "id"))
    persons = customers.persons_of(one.node_id for one in everybody)
    profiles = Profile.objects.in_bulk(set(persons.values()))
    found = []
    for key, own_row in mine.items():
        rows = [one for one in everybody if one.household_id == key and one.node_id in persons]
        members = {persons[row.node_id]: _member(row, profiles.get(persons[row.node_id]), person_id) for row in rows}
        found.append((own_row, [one for one in members.values() if one is not None]))
    return found


def _member(row: HouseholdMember, profile: Profile | None, person_id: UUID) -> Member | None:
    if profile is None:
        return None
    return Member(profile.pk, label(profile), row.role, row.since, profile.pk == person_id)
