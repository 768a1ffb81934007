# SPDX-License-Identifier: Apache-2.0
"""Somebody is judged while everybody is computed: the newer stays. Without the lock of the segment the older undoes it."""

import queue
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from omotenashi.base import bulk
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.actions import computing
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.audience.queries import Condition, Group, Rule
from omotenashi.engagement.audience.tests import world
from omotenashi.people.customers.models import Profile

pytestmark = pytest.mark.django_db(transaction=True)
NOW = world.NOW
RULE = Rule(Group("all", (Condition("prefecture", {"prefecture": "京都府"}),)))


@pytest.fixture
def ids(settings: Any, tmp_path: Path) -> dict[int, UUID]:
    settings.LAKE_PATH = tmp_path / "lake"
    return world.people(2)


def raced(ids: dict[int, UUID]) -> list[int]:
    """Read everybody's facts for a computation; before it writes, somebody moves to Kyoto and is judged."""
    one = world.segment(RULE)
    audience.recompute(one.pk, now=NOW)
    told: queue.Queue[int] = queue.Queue()
    judge = threading.Thread(target=_move, args=[one.pk, ids[1], told])
    read = queries.put_together

    def slowly(*given: Any) -> queries.Sifted:
        found = read(*given)
        judge.start()
        _until_it_waits_or_is_done(told.get(timeout=60), judge)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "put_together", slowly)
        later = NOW + timedelta(minutes=5)
        with transaction.atomic():
            computing.apply_rule(one.pk, RULE, queries.know(RULE, now=later), version=0, now=later)
    judge.join(timeout=60)
    return world.members(one, ids)


def _move(segment_id: UUID, person: UUID, told: "queue.Queue[int]") -> None:
    try:
        told.put(bulk.rows("SELECT pg_backend_pid()")[0][0])
        Profile.objects.filter(person_id=person).update(prefecture="京都府")
        audience.judge({segment_id: [person]}, now=NOW)
    finally:
        connection.close()


def _until_it_waits_or_is_done(pid: int, judge: threading.Thread) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and judge.is_alive():
        if bulk.rows("SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", [pid]):
            return
        time.sleep(0.005)


def test_whoever_is_judged_meanwhile_stays_judged(ids: dict[int, UUID]) -> None:
    assert raced(ids) == [1]
    assert queries.broken() == []


def test_without_the_lock_the_computation_undoes_it(ids: dict[int, UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: who moved was let in while the computation held the answer of before."""
    unlocked: Any = Segment.objects.get
    monkeypatch.setattr(computing, "_locked", lambda segment_id: unlocked(pk=segment_id))
    assert raced(ids) == []
