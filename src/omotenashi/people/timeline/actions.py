# SPDX-License-Identifier: Apache-2.0
"""Write entries. One advisory lock around the writing makes `seq` ascend in the order of commits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.people.timeline.models import Source

_LOCK = 7_461_001


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
    bulk.stage(
        "stage_entry",
        {"n": "bigint", "message_id": "text", "name": "text", "node_id": "uuid", "at": "timestamptz", "props": "jsonb"},
        ((n, r.message_id, r.name, r.node_id, r.at, json.dumps(r.props)) for n, r in enumerate(records)),
    )
    bulk.rows("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    make_partition(now=now)  # under the lock, so that two writers cannot make one month at once
    return bulk.run(_WRITE, [now, source.pk])


def make_partition(*, now: datetime) -> None:
    """Make sure that the month's partition exists."""
    start = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    bulk.run(
        f"CREATE TABLE IF NOT EXISTS timeline_entry_{start:%Y_%m} PARTITION OF timeline_entry"
        f" FOR VALUES FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
    )


def internal_source() -> Source:
    """Give the source of what our own record tells."""
    values = {"kind": "internal", "name": "Omotenashi"}
    return Source.objects.get_or_create(code="internal", defaults=values)[0]


_WRITE = """
WITH fresh AS (
  INSERT INTO timeline_entrykey (message_id) SELECT DISTINCT message_id FROM stage_entry
  ON CONFLICT DO NOTHING RETURNING message_id
)
INSERT INTO timeline_entry (received_at, message_id, name, node_id, source_id, at, props)
SELECT %s, s.message_id, s.name, s.node_id, %s, s.at, s.props
FROM (SELECT DISTINCT ON (message_id) * FROM stage_entry ORDER BY message_id, n) s
JOIN fresh USING (message_id) ORDER BY s.n
"""
