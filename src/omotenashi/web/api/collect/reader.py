# SPDX-License-Identifier: Apache-2.0
"""The identity reader in this process: woken by a commit that tells of who is who.

An event of a visitor who is known already is placed when it is written; nobody is woken for it.
"""

import logging
import threading
import time

from django.db import connection

from omotenashi.base import clock
from omotenashi.people.timeline import actions as timeline

_log = logging.getLogger(__name__)
# Many commits in a row are read together.
_PAUSE = 0.04
_AT_ONCE = 500
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
                # None: another process reads, perhaps not as far as the commit that woke us.
                while (read := timeline.read_identities(now=clock.now(), limit=_AT_ONCE)) is None or read == _AT_ONCE:
                    time.sleep(_PAUSE)
            except Exception:  # noqa: BLE001  # the next commit wakes it again
                _log.exception("the identity reader failed")
                connection.close()
                time.sleep(_AFTER_FAULT)
            time.sleep(_PAUSE)
