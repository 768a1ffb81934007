# SPDX-License-Identifier: Apache-2.0
"""No orphans: a process that serves ends when the process that started it is gone, kill -9 included."""

import os
import signal
import threading
import time

PIPE = "OMOTENASHI_PARENT"
PATIENCE = 15.0
STEP = 1.0


def watch_pipe() -> None:
    """Ask this process to end when the parent's end of the pipe in OMOTENASHI_PARENT closes; without it, nothing."""
    named = os.environ.pop(PIPE, "")
    if named:
        os.set_inheritable(int(named), False)
        threading.Thread(target=_until_closed, args=(int(named),), name="guard", daemon=True).start()


def watch_parent() -> None:
    """Ask this process to end when it gets another parent than the one it has now."""
    threading.Thread(target=_until_orphaned, args=(os.getppid(),), name="guard", daemon=True).start()


def _until_closed(descriptor: int) -> None:
    while os.read(descriptor, 1):
        continue
    _leave()


def _until_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(STEP)
    _leave()


def _leave() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
