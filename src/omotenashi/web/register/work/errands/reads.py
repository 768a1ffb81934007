# SPDX-License-Identifier: Apache-2.0
"""The tasks of a shop as its page shows them: what, for whom, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Errand
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Profile
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import zone
from omotenashi.web.ui import cares

MOST = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """One task: whose, of which scenario, and whether its day is over or has come."""

    id: UUID
    title: str
    journey: str
    name: str
    person: UUID | None
    due: date
    state: str
    heed: str


def shown(shop: Location, *, now: datetime) -> list[Shown]:
    """Give the tasks of a shop, the most urgent first: four reads."""
    tasks = list(queries.open_errands(location_id=shop.pk)[:MOST])
    persons = customers.persons_of({task.node_id for task in tasks})
    profiles = Profile.objects.in_bulk(set(persons.values()))
    today, heeded = now.astimezone(zone()).date(), cares.lines_of(set(persons.values()))
    return [
        _shown(task, person, profiles, today, heeded.get(person, "") if person else "")
        for task in tasks for person in (persons.get(task.node_id),)
    ]  # fmt: skip


def waiting(shop: Location) -> int:
    """Count the tasks of a shop."""
    return queries.open_errands(location_id=shop.pk).count()


def _shown(task: Errand, person: UUID | None, profiles: dict[UUID, Profile], today: date, heed: str) -> Shown:
    profile = profiles.get(person) if person else None
    names: Sequence[str] = (profile.name, profile.kana, profile.member_no) if profile else ()
    state = "bad" if task.due_date < today else "warn" if task.due_date == today else "quiet"
    return Shown(
        id=task.pk, title=task.title, journey=task.enrolment.journey.name, name=next(filter(None, names), ""),
        person=person, due=task.due_date, state=state, heed=heed,
    )  # fmt: skip
