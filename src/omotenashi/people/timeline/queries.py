# SPDX-License-Identifier: Apache-2.0
"""Reads along the record: of one person, or of everybody from a place on; and about those who send."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from omotenashi.base import bulk
from omotenashi.people.staff.models import Staff
from omotenashi.people.timeline.models import Entry, Rejected, Source, SourceHour
from omotenashi.places.locations.models import Location

_RUN = 1000


def entries_of(
    node_ids: Iterable[UUID], *, before: datetime | None = None, names: Iterable[str] = ()
) -> QuerySet[Entry]:
    """Give what a person did, by the person's nodes, the newest first; `before` and `names` narrow it."""
    found = Entry.objects.filter(node_id__in=list(node_ids)).order_by("-at", "-seq")
    if before is not None:
        found = found.filter(at__lt=before)
    wanted = list(names)
    return found.filter(name__in=wanted) if wanted else found


def entries_after(seq: int, *, limit: int) -> list[Entry]:
    """Give entries in the order of their commits, from a number on. Who has seen n has seen everything up to n."""
    [(last,)] = bulk.rows(
        "SELECT coalesce(max(last_value), 0) FROM pg_sequences WHERE sequencename = 'timeline_entry_seq_seq'"
    )
    found: list[Entry] = []
    # Entries lie in the order of their numbers, so a run of numbers is read and sorted, not all that follow.
    while seq < last and len(found) < limit:
        run = Entry.objects.filter(seq__gt=seq, seq__lte=seq + max(limit, _RUN)).order_by("seq")
        found += run[: limit - len(found)]
        seq += max(limit, _RUN)
    return found


def live_sources() -> QuerySet[Source]:
    """Give the sources that may send."""
    return Source.objects.filter(revoked_at=None).exclude(write_key=None)


def sources() -> QuerySet[Source]:
    """Give all sources of the outside, live ones first, with `last_at`: when something last came."""
    found = Source.objects.exclude(kind="internal").annotate(last_at=Max("sourcehour__last_at"))
    return found.order_by("revoked_at", "created_at", "id")


def last_event_of(source_id: UUID) -> datetime | None:
    """Give when something last came from a source."""
    found: datetime | None = SourceHour.objects.filter(source_id=source_id).aggregate(last=Max("last_at"))["last"]
    return found


def hours_of(source_ids: Iterable[UUID], *, now: datetime, hours: int = 24) -> dict[UUID, list[SourceHour | None]]:
    """Give the last hours of sources, the oldest first; None where nothing came."""
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours - 1)
    found: dict[UUID, list[SourceHour | None]] = {source_id: [None] * hours for source_id in source_ids}
    for one in SourceHour.objects.filter(source_id__in=list(found), hour__gte=first):
        place = int((one.hour - first).total_seconds()) // 3600
        if place < hours:
            found[one.source_id][place] = one
    return found


def refused_of(source_id: UUID) -> QuerySet[Rejected]:
    """Give what was refused of a source and not replayed, the newest first."""
    return Rejected.objects.filter(source_id=source_id, replayed_at=None).order_by("-received_at", "id")


def refused_counts(source_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Count what waits refused, by source."""
    waiting = Count("rejected", filter=Q(rejected__replayed_at=None))
    return dict(Source.objects.filter(pk__in=list(source_ids)).annotate(n=waiting).values_list("pk", "n"))


def known_places() -> frozenset[str]:
    """Give the codes of all places, to tell an unknown `store_id`."""
    return frozenset(Location.objects.values_list("code", flat=True))


def known_staff() -> frozenset[str]:
    """Give the ids of all staff, to tell an unknown `staff_id`."""
    return frozenset(str(key) for key in Staff.objects.values_list("pk", flat=True))
