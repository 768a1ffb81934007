# SPDX-License-Identifier: Apache-2.0
"""Reads along the record: of one person, or of everybody from a place on."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.people.timeline.models import Entry


def entries_of(
    node_ids: Iterable[UUID], *, before: datetime | None = None, names: Iterable[str] = ()
) -> QuerySet[Entry]:
    """Give what a person did, by the person's nodes, the newest first; `before` and `names` narrow it."""
    found = Entry.objects.filter(node_id__in=list(node_ids)).order_by("-at", "-seq")
    if before is not None:
        found = found.filter(at__lt=before)
    wanted = list(names)
    return found.filter(name__in=wanted) if wanted else found


def entries_after(seq: int, *, limit: int) -> QuerySet[Entry]:
    """Give entries in the order of their commits, from a number on. Who has seen n has seen everything up to n."""
    return Entry.objects.filter(seq__gt=seq).order_by("seq")[:limit]
