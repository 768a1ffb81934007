# SPDX-License-Identifier: Apache-2.0
"""Many requests, one commit: threads of requests wait here while two threads write for all of them.

The first gathers what waits and finds the places; the second writes. So the database writes one batch while the next is
made ready.

An answer is given only after the commit of what the request held (segment-http.md 6). Nothing is kept in memory
that anybody was told is safe.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from omotenashi.base import clock
from omotenashi.people.timeline.actions import Prepared

MOST_REQUESTS, MOST_ITEMS, LINGER = 128, 1500, 0.015
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


class _Batch(NamedTuple):
    """Requests that are written together, and what is written; nothing where they could not be made ready together."""

    gathered: list[_Waiting]
    ready: Any


class Collector:
    """Two threads that write for all requests of this process."""

    def __init__(
        self, write: Callable[..., Any], *, place: Callable[..., Any] = lambda prepared, now: prepared,  # noqa: ARG005
        after: Callable[[Any], None] = lambda _done: None,
    ) -> None:  # fmt: skip
        self._place, self._write, self._after = place, write, after
        self._queue: SimpleQueue[_Waiting] = SimpleQueue()
        self._ready: SimpleQueue[_Batch] = SimpleQueue()
        # Free while nothing that is ready waits to be written: what comes meanwhile joins the next batch.
        self._slot = threading.Semaphore()
        self._starting = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        # Since when the batches wait that are on their way, the oldest first.
        self._under_way: deque[float] = deque()

    def submit(self, prepared: Prepared) -> None:
        """Wait until everything of a request is committed. Raises Behind, Away."""
        now = time.monotonic()
        with suppress(IndexError):
            waits = now - self._under_way[0]
            if waits > BEHIND:
                raise Behind(waits)
        self._start()
        waiting = _Waiting(prepared, now)
        self._queue.put(waiting)
        if not waiting.done.acquire(timeout=PATIENCE) or waiting.failed:
            raise Away

    def _start(self) -> None:
        for name, target in (("collector-place", self._place_all), ("collector-write", self._write_all)):
            if name not in self._threads or not self._threads[name].is_alive():
                with self._starting:
                    if name not in self._threads or not self._threads[name].is_alive():
                        self._threads[name] = threading.Thread(target=target, name=name, daemon=True)
                        self._threads[name].start()

    def _place_all(self) -> None:
        while True:
            first = self._queue.get()
            self._slot.acquire()
            gathered = self._gather(first)
            self._under_way.append(first.since)
            ready = None
            try:
                ready = self._place(_together(gathered), now=clock.now())
            except (OperationalError, InterfaceError):
                _log.warning("the collector could not place %d requests", len(gathered), exc_info=True)
                self._fail(gathered)
            except Exception:  # noqa: BLE001  # the one request that it is of meets it again
                _log.exception("the collector failed on %d requests", len(gathered))
            self._ready.put(_Batch(gathered, ready))

    def _write_all(self) -> None:
        while True:
            batch = self._ready.get()
            self._slot.release()
            done: list[Any] = []
            try:
                done = self._written(batch)
            finally:
                self._under_way.popleft()
                for waiting in batch.gathered:
                    waiting.done.release()
            for one in done:
                self._after(one)

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

    def _written(self, batch: _Batch) -> list[Any]:
        """Write a batch; give what came of it. Alone, the request that meets a fault of ours spoils no other."""
        if batch.gathered[0].failed:
            return []
        try:
            if batch.ready is not None:
                return [self._write(batch.ready, now=clock.now())]
        except (DatabaseError, InterfaceError):
            _log.warning("the collector could not write %d requests", len(batch.gathered), exc_info=True)
            self._fail(batch.gathered)
            return []
        except Exception:  # noqa: BLE001  # whatever it is, somebody waits for an answer
            _log.exception("the collector failed on %d requests", len(batch.gathered))
        return [one for waiting in batch.gathered for one in self._alone(waiting)]

    def _alone(self, waiting: _Waiting) -> list[Any]:
        try:
            now = clock.now()
            return [self._write(self._place(_together([waiting]), now=now), now=now)]
        except Exception:  # noqa: BLE001  # as above
            _log.exception("the collector failed on a request")
            self._fail([waiting])
        return []

    @staticmethod
    def _fail(gathered: list[_Waiting]) -> None:
        for waiting in gathered:
            waiting.failed = True
        connection.close()


def _together(gathered: list[_Waiting]) -> Prepared:
    return Prepared(
        [item for waiting in gathered for item in waiting.prepared.items],
        [refusal for waiting in gathered for refusal in waiting.prepared.refusals],
    )
