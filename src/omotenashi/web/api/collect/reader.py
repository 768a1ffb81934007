# SPDX-License-Identifier: Apache-2.0
"""The identity reader in this process: woken after each commit, so that an event finds its person at once."""

import logging
import threading
import time

from django.db import connection

from omotenashi.base import clock
from omotenashi.people.timeline import actions as timeline

_log = logging.getLogger(__name__)
_PAUSE = 0.02
_AFTER_FAULT = 2.0


class Reader:
    """One thread that reads on when it is woken."""

    def __init__(self) -> None:
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Say that there is something to read. Only the collector's thread calls this."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="identity", daemon=True)
            self._thread.start()
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            try:
                while timeline.read_identities(now=clock.now()):
                    time.sleep(_PAUSE)
            except Exception:  # noqa: BLE001  # the next commit wakes it again
                _log.exception("the identity reader failed")
                connection.close()
                time.sleep(_AFTER_FAULT)
            # Many commits in a row are read together.
            time.sleep(_PAUSE)
