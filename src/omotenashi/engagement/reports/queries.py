# SPDX-License-Identifier: Apache-2.0
"""Reports as they are read: which somebody sees, has pinned, gets, and the log of what was sent."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.engagement.reports.models import Pin, Report, Schedule, Sending
from omotenashi.engagement.reports.rules import FILES, LONGEST_NAME, MOST_PINS, RHYTHMS
from omotenashi.people.staff import queries as staff

__all__ = [
    "FILES",
    "LONGEST_NAME",
    "MOST_PINS",
    "RHYTHMS",
    "may_get",
    "may_see",
    "pinned_by",
    "pinned_everywhere",
    "pins_among",
    "schedules_of",
    "seen_by",
    "sendings_of",
]


def seen_by(person: Any) -> QuerySet[Report]:
    """Give the reports somebody sees: their own, and those shared with their role."""
    mine = Q(owner_id=person.pk) | Q(roles__contains=[person.role])
    return Report.objects.filter(mine).select_related("owner")


def may_see(person: Any, report: Report) -> bool:
    """Say whether somebody sees a report."""
    mine = report.owner_id == person.pk or person.role in report.roles
    return mine and staff.may(person, "measures.view")


def may_get(person: Any, report: Report) -> bool:
    """Say whether somebody may have a report as a file: asked when it is sent, not when that was arranged."""
    return bool(person.is_active) and may_see(person, report) and staff.may(person, "measures.export")


def pinned_by(person: Any) -> list[Report]:
    """Give the reports on somebody's home page that they still see, in the order of pinning."""
    pins = Pin.objects.filter(staff_id=person.pk, report__archived_at=None).select_related("report")
    return [one.report for one in pins.order_by("pinned_at", "id") if may_see(person, one.report)]


def pinned_everywhere() -> list[Report]:
    """Give every report that is on some home page."""
    return list(Report.objects.filter(archived_at=None, pk__in=Pin.objects.values("report_id")).select_related("owner"))


def pins_among(person: Any, report_ids: Iterable[UUID]) -> set[UUID]:
    """Say which of some reports are on somebody's home page."""
    return set(
        Pin.objects.filter(staff_id=person.pk, report_id__in=list(report_ids)).values_list("report_id", flat=True)
    )


def schedules_of(report_ids: Iterable[UUID]) -> QuerySet[Schedule]:
    """Give the schedules of reports that have not ended, with whom they go to."""
    return (
        Schedule.objects.filter(report_id__in=list(report_ids), ended_at=None)
        .select_related("staff")
        .order_by("made_at")
    )


def sendings_of(report_id: UUID) -> QuerySet[Sending]:
    """Give what became of each sending of a report, the newest first."""
    return (
        Sending.objects.filter(schedule__report_id=report_id)
        .select_related("schedule__staff")
        .order_by("-due_at", "-id")
    )
