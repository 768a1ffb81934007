# SPDX-License-Identifier: Apache-2.0
"""Runs pages and jobs as two child processes and stops what it started, however it is asked to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from omotenashi.config.servers import guard

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 15.0
STEP = 0.2
# A process that ends so often before it has lived for so long will not get better by itself.
MOST_RESTARTS = 5
LONG_ENOUGH = 60.0


class Stopped(Exception):
    """Somebody asked us to stop."""


class GaveUp(Exception):
    """A child process keeps ending; the text is its command."""


@dataclass(slots=True)
class Child:
    """One process, since when it runs and how often it may still be started again."""

    command: Sequence[str]
    process: subprocess.Popen[bytes]
    since: float = field(default_factory=time.monotonic)
    left: int = field(default=MOST_RESTARTS)


def run(*, commands: Sequence[Sequence[str]], keep: Sequence[int], when_started: Callable[[], None]) -> None:
    """Run `omotenashi` commands side by side until a signal comes; raises GaveUp where one keeps ending.

    `keep` are descriptors the children inherit (the lease on the database). `when_started` runs once, after the start.
    """
    watched, held = os.pipe()
    before = {word: signal.signal(word, _stop) for word in SIGNALS}
    children: list[Child] = []
    try:
        children += [Child(command=command, process=_spawn(command, keep, watched)) for command in commands]
        when_started()
        while True:
            time.sleep(STEP)
            for child in children:
                _revive(child, keep, watched)
    except Stopped:
        return
    finally:
        for word in SIGNALS:
            signal.signal(word, signal.SIG_IGN)
        _end(children)
        os.close(watched)
        os.close(held)
        for word, handler in before.items():
            signal.signal(word, handler)


def _spawn(command: Sequence[str], keep: Sequence[int], watched: int) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end the children in order.
    return subprocess.Popen(  # noqa: S603 - our own commands under our own interpreter
        [sys.executable, "-m", "omotenashi.config.cli", *command],
        stdin=subprocess.DEVNULL,
        pass_fds=(*keep, watched),
        env={**os.environ, guard.PIPE: str(watched)},
        start_new_session=True,
    )


def _revive(child: Child, keep: Sequence[int], watched: int) -> None:
    if child.process.poll() is None:
        return
    child.left = MOST_RESTARTS if time.monotonic() - child.since >= LONG_ENOUGH else child.left - 1
    if child.left < 0:
        raise GaveUp(" ".join(child.command))
    time.sleep(1.0)
    child.process, child.since = _spawn(child.command, keep, watched), time.monotonic()


def _end(children: Sequence[Child]) -> None:
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    end = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.process.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _stop(_signum: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped
