# SPDX-License-Identifier: Apache-2.0
"""The health of sources: last event, events an hour, repeats, refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.people.timeline import queries
from omotenashi.people.timeline.models import Source, SourceHour
from omotenashi.web.console.sources import words


@dataclass(frozen=True, slots=True)
class Health:
    """How a source fares."""

    last_at: datetime | None
    hours: list[float | None]
    events: int
    repeats: int
    refused: int


def rows(*, now: datetime) -> list[dict[str, Any]]:
    """Give every source with its health, in three reads."""
    found = list(queries.sources())
    ids = [source.pk for source in found]
    hours, refused = queries.hours_of(ids, now=now), queries.refused_counts(ids)
    return [
        {
            "source": source,
            "kind": words.KINDS.get(source.kind, source.kind),
            "health": _health(hours[source.pk], getattr(source, "last_at", None), refused.get(source.pk, 0)),
        }
        for source in found
    ]


def health(source: Source, *, now: datetime) -> Health:
    """Give the health of one."""
    last = queries.last_event_of(source.pk)
    ids: list[UUID] = [source.pk]
    return _health(queries.hours_of(ids, now=now)[source.pk], last, queries.refused_counts(ids).get(source.pk, 0))


def initial(source: Source) -> dict[str, Any]:
    """Give what the form of a source begins with."""
    return {
        "name": source.name, "allowed_origins": "\n".join(source.allowed_origins), "rate_limit": source.rate_limit,
        "shared_device": source.shared_device, "bearer_only": source.bearer_only,
        "orders_authoritative": source.orders_authoritative,
    }  # fmt: skip


def _health(hours: list[SourceHour | None], last_at: datetime | None, refused: int) -> Health:
    counts: list[float | None] = [float(one.entries) if one else 0.0 for one in hours]
    return Health(
        last_at=last_at, hours=counts, events=sum(one.entries for one in hours if one),
        repeats=sum(one.repeats for one in hours if one), refused=refused,
    )  # fmt: skip
