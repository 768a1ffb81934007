# SPDX-License-Identifier: Apache-2.0
"""Has the worker follow what was just committed, without waiting for its beat: asked once a second at most, outside of the
thread that writes.

The worker, once asked, goes on looking for longer than that, so nothing is asked for each commit, and an idle house asks
for nothing.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection

_log = logging.getLogger(__name__)
PAUSE = 1.0
_AFTER_FAULT = 5.0


class Caller:
    """One thread that asks when it is woken. `ask` is what it asks by."""

    def __init__(self, ask: Callable[[], object], *, pause: float = PAUSE, after_fault: float = _AFTER_FAULT) -> None:
        self._ask, self._pause, self._after_fault = ask, pause, after_fault
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Say that there is something to follow: the setting of a flag. Only the collector's thread calls this."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="segments", daemon=True)
            self._thread.start()
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            try:
                self._ask()
            except Exception:  # noqa: BLE001  # the worker's own beat follows all the same
                _log.exception("the worker could not be asked to follow")
                connection.close()
                time.sleep(self._after_fault)
            time.sleep(self._pause)
