# SPDX-License-Identifier: Apache-2.0
"""An erased person leaves what lies below too: events, answers, the audit log, jobs, mails on disk and logs.

The index of 名寄せ follows every profile, and a new member is compared with everybody at once.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from omotenashi.base import clock
from omotenashi.base.erasing import files, tables
from omotenashi.base.erasing.traces import Traces
from omotenashi.base.idempotency import actions as idempotency
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.people.customers.actions import erasures, matching
from omotenashi.people.customers.events import (
    CustomerErased,
    CustomerRegistered,
    CustomersMerged,
    CustomersUnmerged,
    ProfileChanged,
)
from omotenashi.people.staff import actions as staff


@on(CustomerErased)
def empty_ground(events: Sequence[Stored]) -> None:
    """Empty what the apps below keep."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            traces = erasures.traces_of(event.person_id)
            with tables.journals_open():
                emptied = {
                    "outbox_event": outbox.scrub(traces),
                    "idempotency_request": idempotency.scrub(traces, ids=(str(event.person_id), *event.node_ids)),
                    "staff_auditentry": staff.scrub(traces),
                    "procrastinate_jobs": tables.take_from(
                        "procrastinate_jobs", key="id", columns={"args": "json"}, traces=traces
                    ),
                }
            erasures.note_emptied(person_id=event.person_id, rows=emptied | _files(traces))


@on(CustomerErased)
def forget_matches(events: Sequence[Stored]) -> None:
    """Drop the record by which an erased person was compared, and what suggestions say."""
    matching.forget([e.event.person_id for e in events if isinstance(e.event, CustomerErased)])


@on(ProfileChanged)
def follow_profiles(events: Sequence[Stored]) -> None:
    """Keep the index as the profiles are, and compare who changed."""
    _follow({e.event.person_id for e in events if isinstance(e.event, ProfileChanged)})


@on(CustomerRegistered)
def compare_newcomers(events: Sequence[Stored]) -> None:
    """Compare new members with everybody."""
    _follow({e.event.person_id for e in events if isinstance(e.event, CustomerRegistered)})


@on(CustomersMerged)
def follow_merges(events: Sequence[Stored]) -> None:
    """Whoever ended is compared no more."""
    merged = [e.event for e in events if isinstance(e.event, CustomersMerged)]
    _follow({key for event in merged for key in (event.person_id, event.ended_person_id)})


@on(CustomersUnmerged)
def follow_unmerges(events: Sequence[Stored]) -> None:
    """The parts are compared as persons of their own."""
    parted = [e.event for e in events if isinstance(e.event, CustomersUnmerged)]
    _follow({key for event in parted for key in (event.person_id, *map(UUID, event.person_ids))})


# A large import is compared by the nightly search: one by one would hold up every other event.
_AT_ONCE = 500


def _follow(persons: set[UUID]) -> None:
    now = clock.now()
    if matching.index(persons, now=now) and len(persons) <= _AT_ONCE:
        matching.compare(persons, now=now)


def _files(traces: Traces) -> dict[str, int]:
    """Cover lines of logs, drop mails that were kept on disk."""
    covered = sum(files.cover_lines(path, traces=traces) for path in _under(settings.LOGS_PATH))
    mails = [path for path in _under(settings.MAILS_PATH) if files.stands_in(path, traces=traces)]
    for mail in mails:
        mail.unlink(missing_ok=True)
    return {"logs": covered, "mails": len(mails)}


def _under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []
