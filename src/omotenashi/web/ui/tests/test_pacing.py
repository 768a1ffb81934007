# SPDX-License-Identifier: Apache-2.0
"""Buckets: as much as was said and no more, in one process or in several."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from omotenashi.web.ui import pacing

ASK = (
    "from omotenashi.web.ui.pacing import Pace; print(sum(not Pace(rate=0.001, burst=6).wait('one') for _ in range(6)))"
)


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    pacing.Pace(rate=1, burst=1).forget()
    yield
    pacing.Pace(rate=1, burst=1).forget()


def test_a_bucket_gives_its_burst_then_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    pace = pacing.Pace(rate=2, burst=3)
    assert [pace.wait("one") for _n in range(4)] == [0, 0, 0, 0.5]
    assert pace.wait("another") == 0
    clock[0] += 0.5
    assert [pace.wait("one"), pace.wait("one")] == [0, 0.5]
    clock[0] += 60
    assert [pace.wait("one") for _n in range(4)] == [0, 0, 0, 0.5]


def test_whoever_was_quiet_for_the_longest_makes_room() -> None:
    buckets = pacing._Buckets("")  # four askers that share their places
    for n in range(5):
        assert buckets.take(bytes([n + 1]) * 8 + bytes(8), rate=0.001, burst=1, now=100.0 + n) == 0
    waits = [buckets.take(bytes([n]) * 8 + bytes(8), rate=0.001, burst=1, now=105.0) > 0 for n in (2, 3, 4, 5)]
    assert waits == [True] * 4
    assert buckets.take(bytes([1]) * 8 + bytes(8), rate=0.001, burst=1, now=105.0) == 0


@pytest.mark.parametrize("together", [True, False])
def test_processes_that_share_their_buckets_do_not_give_more_than_one(together: bool) -> None:
    def asked() -> int:
        return sum(
            int(subprocess.run([sys.executable, "-c", ASK], capture_output=True, check=True).stdout) for _n in "ab"
        )

    if not together:  # the control: each process alone
        assert asked() == 12
        return
    with pacing.shared():
        assert asked() == 6
