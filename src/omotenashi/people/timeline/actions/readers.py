# SPDX-License-Identifier: Apache-2.0
"""Readers along the timeline: each keeps a number. Setting it back is a replay."""

from datetime import datetime

from django.db import transaction

from omotenashi.people.timeline.models import Reader


@transaction.atomic
def move_reader(*, name: str, seq: int, now: datetime) -> None:
    """Set a reader to a place; it reads on from there. Back is a replay."""
    Reader.objects.update_or_create(name=name, defaults={"seq": max(0, seq), "moved_at": now})


def position(name: str) -> int:
    """Give how far a reader has come, with its row locked until the end of the transaction."""
    found = Reader.objects.select_for_update().filter(name=name).values_list("seq", flat=True).first()
    if found is None:
        Reader.objects.get_or_create(name=name)
        return 0
    return found
