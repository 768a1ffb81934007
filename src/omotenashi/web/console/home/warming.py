# SPDX-License-Identifier: Apache-2.0
"""Ask the questions of the home page before anybody waits for them: at the start, and for each new lake.

The first answer of a process costs seconds (questions are compiled), the next of the same lake nothing. Only the
web server starts the watch; commands and tests do not.
"""

import logging
import threading
from dataclasses import dataclass
from time import sleep

from django.db import close_old_connections, connection

from omotenashi.base import clock
from omotenashi.insight import queries as insight
from omotenashi.people.staff.queries import Role
from omotenashi.web.console.home import contents
from omotenashi.web.console.reports import tiles

PAUSE_SECONDS = 15
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Somebody:
    """Who asks: the role that sees everything."""

    role: str = Role.HEADQUARTERS


def watch() -> threading.Thread:
    """Start a daemon thread that keeps the answers of the home page warm."""
    thread = threading.Thread(target=_forever, name="home-warming", daemon=True)
    thread.start()
    return thread


def warm() -> int:
    """Ask everything once; give the version of the lake that was asked."""
    version = insight.lake_version()
    if version and insight.span()[0] is not None:
        contents.numbers_of(_Somebody(), now=clock.now())
        tiles.warm(now=clock.now())
    return version


def _forever() -> None:
    asked: tuple[int, object] = (0, None)
    while True:
        now = (insight.lake_version(), clock.day_of(clock.now()))
        if now != asked:
            asked = now
            try:
                close_old_connections()
                warm()
            except Exception:  # noqa: BLE001 - a page asks again by itself; a watch that dies helps nobody
                _log.warning("the home page could not be warmed", exc_info=True)
            finally:
                connection.close()
        sleep(PAUSE_SECONDS)
