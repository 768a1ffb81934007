# SPDX-License-Identifier: Apache-2.0
"""How much each source sends, hour by hour, counted in the transaction that writes."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.people.timeline.rules import Item, Refusal


def count(items: Sequence[Item], refusals: Sequence[Refusal], *, repeats: int, now: datetime) -> None:
    """Add to the hour of each source. Repeats are told apart by source only where one source sent alone."""
    sent = Counter(item.origin.source_id for item in items)
    refused = Counter(refusal.source_id for refusal in refusals)
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for source in sorted(sent.keys() | refused.keys()):
        again = min(repeats, sent[source])
        repeats -= again
        bulk.run(_ADD, [UUID(bytes=source), hour, sent[source] - again, again, refused[source], now])


def count_appended(written: int, *, source_id: UUID, now: datetime) -> None:
    """Add entries of our own that a source of the outside stands for."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    bulk.run(_ADD, [source_id, hour, written, 0, 0, now])


_ADD = """
INSERT INTO timeline_sourcehour AS h (source_id, hour, entries, repeats, refused, last_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (source_id, hour) DO UPDATE SET entries = h.entries + excluded.entries,
  repeats = h.repeats + excluded.repeats, refused = h.refused + excluded.refused,
  last_at = greatest(h.last_at, excluded.last_at)
"""
