# SPDX-License-Identifier: Apache-2.0
"""世帯: put two customers into one household, let one go; a group, never a merge."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.people.customers.actions import households
from omotenashi.people.customers.models import HouseholdMember
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.ui import toasts


def join(one: UUID, other: UUID, *, by: Staff, reason: str, now: datetime) -> UUID:
    """Put two nodes into one household: into that of the first, else of the second, else a new one."""
    evidence = {"by": f"staff:{by.pk}", "reason": reason}
    members = [households.Joining(node_id=node, role="", evidence=evidence) for node in (one, other)]
    live = HouseholdMember.objects.filter(until=None, household__dissolved_at=None)
    for node in (one, other):
        person = live.filter(node__nodeperson__person__nodes__node_id=node).order_by("since").first()
        if person is not None:
            households.add_member(person.household_id, members[1] if node == one else members[0], now=now)
            return person.household_id
    return households.form(members, kind="family", formed_by="staff", by=f"staff:{by.pk}", now=now).pk


@require_POST
@needs("customers.edit")
def create_leaving(request: HttpRequest, person_id: UUID, member_id: UUID) -> HttpResponse:
    """Let somebody go, or take them back in."""
    member = get_object_or_404(HouseholdMember, pk=member_id, node__nodeperson__person_id=person_id)
    now, back = clock.now(), redirect("console:customer", person_id=person_id)
    if member.until is None:
        households.leave(member.household_id, member.node_id, now=now)
        text = _("No longer of this household.")
    elif member.household.dissolved_at is None:
        joining = households.Joining(node_id=member.node_id, role=member.role, evidence=member.evidence)
        member = households.add_member(member.household_id, joining, now=now)
        text = _("Of this household again.")
    else:
        return back
    details = {"household": str(member.household_id), "left": member.until is None}
    staff.audit(who(request), "customers.edit", subject=f"customer:{person_id}", details=details)
    toasts.add(request, text, undo=reverse("console:customer-household-leaving", args=[person_id, member.pk]))
    return back
