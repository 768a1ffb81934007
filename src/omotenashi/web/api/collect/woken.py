# SPDX-License-Identifier: Apache-2.0
"""A thread of this process that does one thing whenever a commit wakes it: the thread that writes only sets a flag."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection

_log = logging.getLogger(__name__)


class Woken:
    """One thread that acts when it is woken, waits `pause` seconds, and survives a fault after `after_fault` of them."""

    def __init__(self, act: Callable[[], object], *, name: str, pause: float, after_fault: float) -> None:
        self.act = act
        self._name, self._pause, self._after_fault = name, pause, after_fault
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Say that there is something to do. Only the collector's thread calls this."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            try:
                self.act()
            except Exception:  # noqa: BLE001  # the next commit wakes it again
                _log.exception("%s failed", self._name)
                connection.close()
                time.sleep(self._after_fault)
            time.sleep(self._pause)
