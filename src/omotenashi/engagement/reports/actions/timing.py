# SPDX-License-Identifier: Apache-2.0
"""When and to whom a report goes by mail."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.reports import rules
from omotenashi.engagement.reports.models import Schedule
from omotenashi.places.locations import queries as places


@transaction.atomic
def schedule(
    report_id: UUID,
    *,
    staff: UUID,
    rhythm: str,
    weekday: int = 0,
    day: int = 1,
    hour: int = 8,
    file: str = "csv",
    language: str = "ja",
    origin: str = "",
    by: UUID | None = None,
    now: datetime,
) -> Schedule:
    """Have a report sent to somebody. Said again for the same person it changes when and how. Raises BadReport."""
    rules.check(rhythm=rhythm, weekday=weekday, day=day, hour=hour, file=file)
    when = {"weekday": weekday, "day": day, "hour": hour}
    due = rules.next_at(rhythm, **when, after=now, zone=places.zone())
    said = {**when, "rhythm": rhythm, "file": file, "language": language, "origin": origin, "next_at": due}
    found, _is_new = Schedule.objects.update_or_create(
        report_id=report_id,
        staff_id=staff,
        ended_at=None,
        defaults=said | {"paused_at": None},
        create_defaults=said | {"made_by_id": by, "made_at": now},
    )
    return found


@transaction.atomic
def pause(schedule_id: UUID, *, now: datetime) -> bool:
    """Send nothing until it is resumed."""
    return Schedule.objects.filter(pk=schedule_id, paused_at=None, ended_at=None).update(paused_at=now) > 0


@transaction.atomic
def resume(schedule_id: UUID, *, now: datetime) -> bool:
    """Send again from the next time on; what fell into the pause is not made up for."""
    found = Schedule.objects.select_for_update().filter(pk=schedule_id, ended_at=None).exclude(paused_at=None).first()
    if found is None:
        return False
    found.paused_at, found.next_at = None, following(found, after=now)
    found.save(update_fields=["paused_at", "next_at"])
    return True


@transaction.atomic
def stop(schedule_id: UUID, *, now: datetime) -> bool:
    """End a schedule; its log stays."""
    return Schedule.objects.filter(pk=schedule_id, ended_at=None).update(ended_at=now) > 0


def following(one: Schedule, *, after: datetime) -> datetime:
    """Give when a schedule is due next."""
    return rules.next_at(
        one.rhythm, weekday=one.weekday, day=one.day, hour=one.hour, after=after, zone=places.zone()
    )  # fmt: skip
