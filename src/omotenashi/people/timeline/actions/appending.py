# SPDX-License-Identifier: Apache-2.0
"""Entries of our own: what the record tells about a customer, on a node that is known already."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.people.timeline.actions import counting, writing
from omotenashi.people.timeline.models import Source
from omotenashi.people.timeline.rules import cleaning, clocks, trust_class


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryRecord:
    """One entry to be written. `message_id` makes it count once."""

    message_id: str
    name: str
    node_id: UUID
    at: datetime
    props: dict[str, object]


@transaction.atomic
def append(records: Sequence[EntryRecord], *, source: Source, now: datetime) -> int:
    """Write entries once each, in one transaction; give the number that were new."""
    received, trust = clocks.ticks(now), trust_class(source.kind)
    rows: dict[str, bytes] = {}
    for record in records:
        key = hashlib.sha256(trust + record.message_id.encode()).hexdigest()[:32]
        if key not in rows:  # the first of two wins
            rows[key] = _row(record, source, received)
    writing.write(rows, now=now)
    if source.kind != "internal" and rows:
        counting.count_appended(len(rows), source_id=source.pk, now=now)
    return len(rows)


def _row(record: EntryRecord, source: Source, received: int) -> bytes:
    at = clocks.ticks(record.at)
    return writing.row(
        received=received, node=record.node_id.bytes, source=source.pk.bytes, at=min(at, received), tells=False,
        original=at, sent=None, message_id=record.message_id, kind="event", name=record.name,
        others=writing.array(()), props=cleaning.written(record.props), context=b"{}",
    )  # fmt: skip
