# SPDX-License-Identifier: Apache-2.0
"""Entries of our own: what the record tells about a customer, on a node that is known already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_bytes
from omotenashi.people.timeline.actions import counting, writing
from omotenashi.people.timeline.actions.preparing import Origin, origin_of
from omotenashi.people.timeline.models import Source
from omotenashi.people.timeline.rules import Item, cleaning, clocks


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
    received, origin = clocks.ticks(now), origin_of(source)
    rows: dict[bytes, bytes] = {}
    for record, entry_id in zip(records, new_bytes(len(records)), strict=True):
        item = _item(record, origin, received)
        if item.key not in rows:  # the first of two wins
            rows[item.key] = writing.row(item, writing.placed(record.node_id, ()), entry_id, tells=False)
    writing.write(rows, since=now, now=now)
    if source.kind != "internal" and rows:
        counting.count_appended(len(rows), source_id=source.pk, now=now)
    return len(rows)


def _item(record: EntryRecord, origin: Origin, received: int) -> Item:
    at = clocks.ticks(record.at)
    return Item(
        key=origin.trust + record.message_id.encode(),
        type="event", name=record.name, keys=(), received=received, at=min(at, received), original=at, sent=None,
        props=cleaning.written(record.props), context=b"{}", raw=b"", origin=origin,
    )  # fmt: skip
