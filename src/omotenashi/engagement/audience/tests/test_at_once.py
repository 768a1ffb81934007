# SPDX-License-Identifier: Apache-2.0
"""Two that compute a segment at once leave the members of the newer answer; without the lock they leave a mixture."""

import queue
import threading
import time
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from omotenashi.base import bulk
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.actions import computing
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.audience.tests import world
from omotenashi.engagement.audience.tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = (1, date(2026, 1, 1)), (2, date(2026, 1, 2))
OLD_SEQS, NEW_SEQS = [1, 2], [2, 3]


def raced() -> tuple[list[int], int]:
    """Let an older answer arrive while a newer one is being written; give members and size."""
    ids, one = world.people(3), world.segment()
    with transaction.atomic():
        computing.apply(one.pk, NEW_SEQS, stamp=NEW, now=NOW)
        told: queue.Queue[int] = queue.Queue()
        late = threading.Thread(target=_late, args=[one.pk, told])
        late.start()
        _until_it_waits(told.get(timeout=60))
    late.join(timeout=60)
    one.refresh_from_db()
    return world.members(one, ids), one.size


def _late(segment_id: UUID, told: "queue.Queue[int]") -> None:
    try:
        told.put(bulk.rows("SELECT pg_backend_pid()")[0][0])
        computing.apply(segment_id, OLD_SEQS, stamp=OLD, now=NOW)
    finally:
        connection.close()


def _until_it_waits(pid: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if bulk.rows("SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", [pid]):
            return
        time.sleep(0.005)
    raise AssertionError("it never waited")


def test_the_newer_answer_stays() -> None:
    assert raced() == ([2, 3], 2)
    assert queries.broken() == []


def test_without_the_lock_both_are_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the older answer looks at the segment before the newer one is there, and writes after it."""
    unlocked: Any = Segment.objects.get
    monkeypatch.setattr(computing, "_locked", lambda segment_id: unlocked(pk=segment_id))
    assert raced()[0] == [1, 2, 3]
