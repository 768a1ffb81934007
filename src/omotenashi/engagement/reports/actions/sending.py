# SPDX-License-Identifier: Apache-2.0
"""What is due becomes a sending, once; what became of it is written down.

The clock's job claims in one transaction and has each sending carried out outside of any: whoever dies in between leaves
a row with a time at which it is tried again.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from omotenashi.engagement.reports import rules
from omotenashi.engagement.reports.actions import timing
from omotenashi.engagement.reports.models import Schedule, Sending

# Whoever carries a sending out has so long before somebody else may try.
_LEASE = timedelta(minutes=10)


@transaction.atomic
def claim(*, now: datetime, limit: int = 100) -> list[UUID]:
    """Make sendings of the schedules that are due, and give all that are to be carried out now."""
    due = Schedule.objects.filter(next_at__lte=now, paused_at=None, ended_at=None, report__archived_at=None)
    for one in due.select_for_update(skip_locked=True, of=("self",)).order_by("next_at", "id")[:limit]:
        Sending.objects.get_or_create(schedule=one, due_at=one.next_at, defaults={"next_try_at": now})
        one.next_at = timing.following(one, after=now)
        one.save(update_fields=["next_at"])
    owed = Sending.objects.filter(next_try_at__lte=now).order_by("next_try_at", "id")
    taken = list(owed.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    Sending.objects.filter(pk__in=taken).update(next_try_at=now + _LEASE)
    return taken


@transaction.atomic
def take(sending_id: UUID, *, now: datetime) -> bool:
    """Say whether whoever asks may carry a sending out: nobody else has it in hand."""
    return Sending.objects.filter(pk=sending_id, next_try_at__lte=now).update(next_try_at=now + _LEASE) > 0


@transaction.atomic
def ask_now(schedule_id: UUID, *, now: datetime) -> Sending:
    """Have a report sent now, beside its schedule; two presses within a minute are one."""
    return Sending.objects.get_or_create(
        schedule_id=schedule_id, due_at=now.replace(second=0, microsecond=0), defaults={"next_try_at": now}
    )[0]


@transaction.atomic
def hand_over(sending_id: UUID, *, now: datetime) -> bool:
    """Say that the mail server is spoken to now; False when somebody did so before and never said how it ended.

    Such a mail may lie in its mailbox already, so it is not sent again: it is noted as unsure, and a person decides.
    """
    one = Sending.objects.select_for_update().get(pk=sending_id)
    if one.handed_at is None:
        Sending.objects.filter(pk=sending_id).update(handed_at=now)
        return True
    Sending.objects.filter(pk=sending_id, sent_at=None).update(refused="unsure", next_try_at=None)
    return False


@transaction.atomic
def note_sent(sending_id: UUID, *, rows: int, now: datetime) -> None:
    """It has gone out."""
    open_ = Sending.objects.filter(pk=sending_id, sent_at=None)
    open_.update(sent_at=now, rows=rows, next_try_at=None, failed_at=None, error="", tries=F("tries") + 1)


@transaction.atomic
def note_refused(sending_id: UUID, *, reason: str) -> None:
    """It does not go out: `right` (the person may not see it any more), `left`, or `unknown` (no such analysis)."""
    Sending.objects.filter(pk=sending_id, sent_at=None).update(refused=reason, next_try_at=None)


@transaction.atomic
def note_failed(sending_id: UUID, *, error: str, now: datetime) -> None:
    """It could not be sent; it is tried again a few times."""
    one = Sending.objects.select_for_update().get(pk=sending_id)
    one.tries, one.failed_at, one.error, one.handed_at = one.tries + 1, now, error[:2000], None
    one.next_try_at = rules.try_again_at(one.tries, now=now)
    one.save(update_fields=["tries", "failed_at", "error", "next_try_at", "handed_at"])
