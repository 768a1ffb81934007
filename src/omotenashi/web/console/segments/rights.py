# SPDX-License-Identifier: Apache-2.0
"""Who may change a segment: the office all of them, a shop's people those of their shop and their own."""

from typing import Any

from django.http import HttpRequest

from omotenashi.engagement.audience.models import Segment
from omotenashi.people.staff import actions
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.figures.blocks import masked
from omotenashi.web.console.places import own_place


def may_change(person: Any, segment: Segment) -> bool:
    """Say whether somebody may rename, freeze or archive a segment."""
    if not staff.may(person, "segments.edit"):
        return False
    is_of_a_shop = staff.Role(person.role) in (staff.Role.MANAGER, staff.Role.CLERK)
    mine = segment.made_by_id == getattr(person, "pk", None)
    return not is_of_a_shop or mine or (segment.location_id is not None and segment.location_id == own_place(person))


def demand(request: HttpRequest, segment: Segment) -> bool:
    """Say it, and write it down: who did or was refused what."""
    details = {"method": request.method}
    return actions.audit(
        request.user,
        "segments.edit",
        subject=request.path,
        details=details,
        is_theirs=may_change(request.user, segment),
    )


def hides(person: Any, count: int) -> bool:
    """Say whether so few are in it that somebody may not see who."""
    return masked(count, masks=not staff.may(person, "customers.export"))
