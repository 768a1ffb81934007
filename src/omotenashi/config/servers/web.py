# SPDX-License-Identifier: Apache-2.0
"""Pages and API by granian: WSGI, a process for each core, threads that mostly wait.

What a process remembers is right among several: it is asked of the database, shared (`web.ui.pacing`), or old by
seconds that are written where it is kept (ADR 0019).
"""

import gc
import os
from typing import Any

from omotenashi.config import env
from omotenashi.config.servers import guard

TARGET = "omotenashi.config.wsgi:application"
# Requests of /v1/ wait for a common commit, so a batch can only hold as many as there are threads.
THREADS = 64
# Each takes some 300 MB, and connections of a server that has 80.
MOST_WORKERS = 4


def workers() -> int:
    """Give how many processes serve: OMOTENASHI_WORKERS, or one a core; one where each would begin a Spark of its own."""
    most = 1 if env.text("OMOTENASHI_LAKE").startswith("local") else MOST_WORKERS
    return max(1, env.number("OMOTENASHI_WORKERS", min(most, os.cpu_count() or 1)))


def serve(*, host: str, port: int, threads: int = THREADS) -> None:
    """Serve until SIGINT or SIGTERM, or until the parent is gone."""
    from omotenashi.web.ui import pacing

    guard.watch_pipe()
    with pacing.shared():
        _serve(host=host, port=port, threads=threads)


def _serve(*, host: str, port: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers(),
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        backlog=1024,
        log_level=LogLevels.warning,
        log_access=bool(os.environ.get("OMOTENASHI_ACCESS_LOG")),
    ).serve(target_loader=_load)


def _load(target: str) -> Any:
    """Runs in granian's worker process."""
    from granian._internal import load_target

    guard.watch_parent()
    application = load_target(target)
    # What is loaded by now stays: the collector need not walk it again with every thousand objects.
    gc.collect()
    gc.freeze()
    return application
