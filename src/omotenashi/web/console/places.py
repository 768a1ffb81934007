# SPDX-License-Identifier: Apache-2.0
"""For which places somebody acts: a shop's people for their own, the office for all."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from omotenashi.people.staff import actions
from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import Role
from omotenashi.places.locations.models import Location

_OF_A_SHOP = (Role.MANAGER, Role.CLERK)


def own_place(person: Any) -> UUID | None:
    """Give the shop that somebody belongs to; None for the office, and for those who were given no shop yet."""
    return person.location_id if getattr(person, "role", "") in _OF_A_SHOP else None


def may_at(person: Any, permission: str, *places: UUID | None) -> bool:
    """Say whether somebody may do something at one of these places. Of a shop's people only at their own."""
    if not staff.may(person, permission):
        return False
    return person.role not in _OF_A_SHOP or (person.location_id is not None and person.location_id in places)


def demand_at(request: HttpRequest, permission: str, *places: UUID | None) -> bool:
    """Say it, and write a refusal down: the view answers with `errors.forbidden`."""
    person = request.user
    assert isinstance(person, Staff)  # noqa: S101  # inside a guarded view
    if may_at(person, permission, *places):
        return True
    actions.audit(person, permission, subject=request.path, details={"method": request.method}, is_theirs=False)
    return False


def serving() -> list[Location]:
    """Give the places that hand goods over or send them, for a choice."""
    return list(Location.objects.filter(closed_at=None).exclude(kind="virtual").order_by("code"))
