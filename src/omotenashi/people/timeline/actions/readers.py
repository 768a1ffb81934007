# SPDX-License-Identifier: Apache-2.0
"""Readers along the timeline: each keeps a number. Setting it back is a replay."""

from datetime import datetime

from omotenashi.base import bulk
from omotenashi.people.timeline.models import Reader


def move_reader(*, name: str, seq: int, now: datetime) -> None:
    """Set a reader to a place; it reads on from there. Back is a replay."""
    bulk.run(_MOVE, [name, max(0, seq), now])


def position(name: str) -> int:
    """Give how far a reader has come, with its row locked until the end of the transaction."""
    found = Reader.objects.select_for_update().filter(name=name).values_list("seq", flat=True).first()
    if found is None:
        Reader.objects.get_or_create(name=name)
        return 0
    return found


# One question, not three: the identity reader moves after every commit.
_MOVE = """
INSERT INTO timeline_reader (name, seq, moved_at) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, moved_at = excluded.moved_at
"""
