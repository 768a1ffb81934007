# SPDX-License-Identifier: Apache-2.0
"""File locks that the kernel takes back when their holder dies, kill -9 included.

A lock belongs to the open file, not to the process: a child that inherits the descriptor holds it too, until
the last of them is gone.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STEP = 0.02


class Busy(Exception):
    """Somebody else holds the lock and did not let go in time."""


def opened(path: Path) -> int:
    """Open (and create) a lock file that nobody but its owner can read."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def taken(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock if it is free at once; say whether it was."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def take(descriptor: int, *, shared: bool = False, seconds: float) -> None:
    """Wait for the lock; raises Busy when the seconds are over."""
    end = time.monotonic() + seconds
    while not taken(descriptor, shared=shared):
        if time.monotonic() >= end:
            raise Busy
        time.sleep(STEP)


def wait(descriptor: int) -> None:
    """Wait without an end until the lock can be taken alone, and take it."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def release(descriptor: int) -> None:
    """Give the lock back and keep the file open."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def holding(path: Path, *, seconds: float) -> Iterator[int]:
    """Hold the lock alone for a block; raises Busy when somebody else keeps it for longer than the seconds."""
    descriptor = opened(path)
    try:
        take(descriptor, seconds=seconds)
        yield descriptor
    finally:
        os.close(descriptor)
