# SPDX-License-Identifier: Apache-2.0
"""Pages and API by granian: WSGI, one process, a few blocking threads."""

import os
from typing import Any

from omotenashi.config.servers import guard

TARGET = "omotenashi.config.wsgi:application"
# Requests of /v1/ wait for a common commit, so a batch can only hold as many as there are threads.
THREADS = 64


def serve(*, host: str, port: int, threads: int = THREADS) -> None:
    """Serve until SIGINT or SIGTERM, or until the parent is gone."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    guard.watch_pipe()
    Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
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
    return load_target(target)
