# SPDX-License-Identifier: Apache-2.0
"""Many requests, one commit: threads of requests wait here while one thread writes for all of them.

An answer is given only after the commit of what the request held (segment-http.md 6). Nothing is kept in memory
that anybody was told is safe.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from omotenashi.base import clock
from omotenashi.people.timeline.actions import Prepared

MOST_REQUESTS, MOST_ITEMS, LINGER = 128, 1000, 0.015
PATIENCE = 10.0
BEHIND = 2.0
_log = logging.getLogger(__name__)


class Away(Exception):
    """The database does not answer, or not in time. The items may be sent again."""


class Behind(Exception):
    """More waits than can be written soon; `pause` is in how many seconds to come back."""

    def __init__(self, pause: float) -> None:
        super().__init__(pause)
        self.pause = pause


class _Waiting:
    """A request that waits, and what became of it."""

    __slots__ = ("done", "failed", "prepared", "since")

    def __init__(self, prepared: Prepared, since: float) -> None:
        self.prepared, self.since, self.failed = prepared, since, False
        self.done = threading.Lock()
        self.done.acquire()


class Collector:
    """One thread that writes for all requests of this process."""

    def __init__(self, ingest: Callable[..., Any], *, after: Callable[[], None] = lambda: None) -> None:
        self._ingest, self._after = ingest, after
        self._queue: SimpleQueue[_Waiting] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._oldest: float | None = None

    def submit(self, prepared: Prepared) -> None:
        """Wait until everything of a request is committed. Raises Behind, Away."""
        now, oldest = time.monotonic(), self._oldest
        if oldest is not None and now - oldest > BEHIND:
            raise Behind(now - oldest)
        self._start()
        waiting = _Waiting(prepared, now)
        self._queue.put(waiting)
        if not waiting.done.acquire(timeout=PATIENCE) or waiting.failed:
            raise Away

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="collector", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            gathered = self._gather(self._queue.get())
            self._oldest = gathered[0].since
            try:
                self._write(gathered)
            finally:
                self._oldest = None
                for waiting in gathered:
                    waiting.done.release()
            self._after()

    def _gather(self, first: _Waiting) -> list[_Waiting]:
        """Take what waits: until there are enough requests or items, or the first has waited long enough."""
        gathered, items = [first], len(first.prepared.items)
        until = first.since + LINGER
        while len(gathered) < MOST_REQUESTS and items < MOST_ITEMS:
            try:
                left = until - time.monotonic()
                found = self._queue.get(timeout=left) if left > 0 else self._queue.get_nowait()
            except Empty:
                break
            gathered.append(found)
            items += len(found.prepared.items)
        return gathered

    def _write(self, gathered: list[_Waiting]) -> None:
        together = Prepared(
            [item for waiting in gathered for item in waiting.prepared.items],
            [refusal for waiting in gathered for refusal in waiting.prepared.refusals],
        )
        try:
            self._ingest(together, now=self._now())
        except (DatabaseError, InterfaceError):
            _log.warning("the collector could not write %d requests", len(gathered), exc_info=True)
            self._fail(gathered)
        except Exception:  # noqa: BLE001  # whatever it is, somebody waits for an answer
            # A fault of ours. Alone, the request that meets it spoils no other.
            _log.exception("the collector failed on %d requests", len(gathered))
            if len(gathered) == 1:
                self._fail(gathered)
                return
            for waiting in gathered:
                self._write([waiting])

    @staticmethod
    def _fail(gathered: list[_Waiting]) -> None:
        for waiting in gathered:
            waiting.failed = True
        connection.close()

    @staticmethod
    def _now() -> datetime:
        return clock.now()
