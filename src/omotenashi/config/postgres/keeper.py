# SPDX-License-Identifier: Apache-2.0
"""The keeper of one home's server: `python -m omotenashi.config.postgres.keeper HOME IDLE [throwaway]`.

A small process of its own. It stops the server when nobody has held a lease for IDLE seconds, also when every user
was killed, and when the home was removed; it starts the server again when that was killed while people use it.
"""

import os
import signal
import sys
import time
from pathlib import Path

from omotenashi.config.home import Home
from omotenashi.config.postgres import launcher, locks, server
from omotenashi.config.postgres import layout as places
from omotenashi.config.postgres.layout import Layout

STEP = 0.25
MOST_RESTARTS = 10


def keep(*, home: Home, idle: float, durable: bool) -> None:
    """Watch until the server has stopped for good."""
    layout = Layout(home=home)
    with locks.holding(layout.keeper_lock, seconds=1.0) as mine:
        os.truncate(mine, 0)
        os.pwrite(mine, str(os.getpid()).encode(), 0)
        users = locks.opened(layout.users_lock)
        running = locks.opened(layout.running_lock)
        left = MOST_RESTARTS
        known = server.pid(layout=layout)
        last_use = time.monotonic()
        while True:
            time.sleep(STEP)
            if not layout.data.is_dir():
                _end_homeless(running=running, known=known)
                return
            if not server.lives(layout=layout):
                if left == 0 or not _start_again(layout=layout, durable=durable):
                    return
                left -= 1
            known = server.pid(layout=layout) or known
            if _used(users):
                last_use = time.monotonic()
            elif time.monotonic() - last_use >= idle and _stop(layout=layout, users=users):
                return


def _end_homeless(*, running: int, known: int | None) -> None:
    """The home was removed under its server, which would notice by itself only after a minute."""
    if known is not None and not locks.taken(running):
        os.kill(known, signal.SIGQUIT)


def _used(users: int) -> bool:
    if not locks.taken(users):
        return True
    locks.release(users)
    return False


def _start_again(*, layout: Layout, durable: bool) -> bool:
    """Bring a killed server back; one that was stopped took its pid file away and stays stopped."""
    with locks.holding(layout.start_lock, seconds=launcher.LOCK_SECONDS):
        if server.lives(layout=layout):
            return True
        if not layout.pid_file.exists():
            return False
        _layout, owner = places.prepare(home=layout.home)
        launcher.ensure(layout=layout, owner=owner, durable=durable)
    return True


def _stop(*, layout: Layout, users: int) -> bool:
    """Stop the server unless somebody came in the meantime."""
    with locks.holding(layout.start_lock, seconds=launcher.LOCK_SECONDS):
        if _used(users):
            return False
        server.end(layout=layout, seconds=launcher.STOP_SECONDS)
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    keep(home=Home(path=Path(sys.argv[1])), idle=float(sys.argv[2]), durable="throwaway" not in sys.argv[3:])
