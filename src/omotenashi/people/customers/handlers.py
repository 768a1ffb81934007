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
from omotenashi.base.outbox.registry import DomainEvent, Stored, on
from omotenashi.people.customers.actions import addresses, erasures, matching
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


@on(CustomerRegistered, CustomersMerged, CustomersUnmerged, ProfileChanged)
def follow_profiles(events: Sequence[Stored]) -> None:
    """Keep the index as the persons are, and compare who is new, changed, merged or apart: each once in a batch."""
    persons = {person for stored in events for person in _persons_of(stored.event)}
    addresses.refresh(persons)
    _follow(persons)


def _persons_of(event: DomainEvent) -> tuple[UUID, ...]:
    match event:
        case CustomersMerged():
            return event.person_id, event.ended_person_id
        case CustomersUnmerged():
            return event.person_id, *map(UUID, event.person_ids)
        case CustomerRegistered() | ProfileChanged():
            return (event.person_id,)
    return ()


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
