# SPDX-License-Identifier: Apache-2.0
"""Keep an analysis under a name, share it, put it on a home page. A command that comes twice under one key keeps one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.engagement.reports import rules
from omotenashi.engagement.reports.models import Pin, Report


@transaction.atomic
def save(
    *,
    key: str,
    name: str,
    measure: str,
    values: Mapping[str, str],
    view: Mapping[str, str],
    owner: UUID,
    roles: Iterable[str] = (),
    now: datetime,
) -> tuple[Report, bool]:
    """Keep an analysis; give it and whether it is new. Raises BadReport."""
    kept = {"measure": measure, "values": dict(values), "view": dict(view), "roles": sorted(set(roles))}
    fresh = {"name": rules.named(name), "owner_id": owner, "made_at": now}
    return Report.objects.get_or_create(key=key, defaults=kept | fresh)


@transaction.atomic
def rename(report_id: UUID, *, name: str) -> None:
    """Give a report another name. Raises BadReport."""
    Report.objects.filter(pk=report_id).update(name=rules.named(name))


@transaction.atomic
def share(report_id: UUID, *, roles: Iterable[str]) -> None:
    """Let these roles see a report, and no others beside the owner."""
    Report.objects.filter(pk=report_id).update(roles=sorted(set(roles)))


@transaction.atomic
def archive(report_id: UUID, *, now: datetime) -> bool:
    """Put a report away: it stands in no list, on no home page, and is not sent. Nothing is lost."""
    return Report.objects.filter(pk=report_id, archived_at=None).update(archived_at=now) > 0


@transaction.atomic
def restore(report_id: UUID) -> bool:
    """Take a report back out, with its pins and schedules."""
    return Report.objects.filter(pk=report_id).exclude(archived_at=None).update(archived_at=None) > 0


@transaction.atomic
def pin(report_id: UUID, *, staff: UUID, now: datetime) -> bool:
    """Put a report on somebody's home page; say whether that is new. Raises BadReport when the page is full."""
    # Two pins at once are one after the other, or both would see room for one.
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended(%s, 47))", [f"pins:{staff}"])
    mine = Pin.objects.filter(staff_id=staff)
    if mine.filter(report_id=report_id).exists():
        return False
    if mine.filter(report__archived_at=None).count() >= rules.MOST_PINS:
        raise rules.BadReport("many")
    Pin.objects.create(staff_id=staff, report_id=report_id, pinned_at=now)
    return True


@transaction.atomic
def unpin(report_id: UUID, *, staff: UUID) -> bool:
    """Take a report from somebody's home page; say whether it was there."""
    return Pin.objects.filter(staff_id=staff, report_id=report_id).delete()[0] > 0
