# SPDX-License-Identifier: Apache-2.0
"""An event that was committed has the worker follow: once for many commits, and again for what comes later."""

import threading
import time

from omotenashi.engagement.audience import actions as audience
from omotenashi.web.api.collect import door
from omotenashi.web.api.collect.woken import Woken


def test_many_commits_ask_once_and_a_later_one_asks_again() -> None:
    asked, heard = [], threading.Semaphore(0)

    def ask() -> None:
        asked.append(time.monotonic())
        heard.release()

    caller = Woken(ask, name="test", pause=0.2, after_fault=0.0)
    for _ in range(50):
        caller.wake()
    assert heard.acquire(timeout=60)
    time.sleep(0.05)
    caller.wake()
    assert heard.acquire(timeout=60)
    # The second came while the first was waited out: it is neither lost nor asked for at once.
    assert (len(asked), asked[1] - asked[0] >= 0.2) == (2, True)


def test_a_fault_is_survived() -> None:
    tries, heard = [], threading.Semaphore(0)

    def ask() -> None:
        tries.append(1)
        heard.release()
        if len(tries) == 1:
            raise RuntimeError("the database is away")

    caller = Woken(ask, name="test", pause=0.0, after_fault=0.0)
    caller.wake()
    assert heard.acquire(timeout=60)
    caller.wake()
    assert (heard.acquire(timeout=60), len(tries)) == (True, 2)


def test_the_collector_asks_for_segments() -> None:
    assert door._caller.act == audience.ask
