# SPDX-License-Identifier: Apache-2.0
"""Whose proposals somebody sees: the office those of every place, a shop's people those of their own."""

from uuid import UUID

from django.db.models import QuerySet

from omotenashi.insight import queries as insight
from omotenashi.insight.models import DemandForecast
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.places import own_place

_OF_A_SHOP = ("manager", "clerk")


# Who belongs to a shop and was given none yet sees what happened in no place.
NOWHERE = Location(pk=UUID(int=0), code="-", name="—")


def is_bound(person: Staff) -> bool:
    """Say whether somebody sees one shop only."""
    return person.role in _OF_A_SHOP


def own_location(person: Staff) -> Location:
    """Give the shop of who is bound to one."""
    place = own_place(person)
    return (Location.objects.filter(pk=place).first() if place else None) or NOWHERE


def visible(person: Staff) -> QuerySet[DemandForecast]:
    """Give the proposals that somebody may see. Who belongs to a shop and was given none yet sees none."""
    if person.role in _OF_A_SHOP and own_place(person) is None:
        return DemandForecast.objects.none()
    return insight.proposals(location_id=own_place(person))


def sees(person: Staff, location_id: UUID) -> bool:
    """Say whether somebody may see a place."""
    return person.role not in _OF_A_SHOP or own_place(person) == location_id
