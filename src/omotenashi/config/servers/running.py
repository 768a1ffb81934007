# SPDX-License-Identifier: Apache-2.0
"""Who serves a home right now: a small file under a lock that its owner loses with its life."""

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from omotenashi.config.home import Home
from omotenashi.config.postgres import locks

NAME = "serving.lock"
PATIENCE = 60.0
STEP = 0.1


class AlreadyServed(Exception):
    """Another process serves this home; the text is its address."""


@contextmanager
def announced(*, home: Home, address: str) -> Iterator[None]:
    """Say for a block that this process serves the home at an address; raises AlreadyServed."""
    descriptor = locks.opened(home.path / NAME)
    try:
        if not locks.taken(descriptor):
            raise AlreadyServed(find(home=home))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"address": address, "pid": os.getpid()}).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def find(*, home: Home) -> str:
    """Return the address the home is served at, or nothing."""
    said = _read(home)
    return str(said.get("address", ""))


def end(*, home: Home) -> bool:
    """Ask the process that serves the home to stop, wait for it, and say whether there was one."""
    pid = _read(home).get("pid")
    if not isinstance(pid, int):
        return False
    os.kill(pid, signal.SIGTERM)
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and _read(home):
        time.sleep(STEP)
    return True


def wait_until_it_answers(*, host: str, port: int) -> None:
    """Wait until the server at a port answers a request, at most a minute; nothing is said about the answer."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        line = http.client.HTTPConnection(near, port, timeout=10)
        try:
            line.request("GET", "/login/", headers={"Host": f"localhost:{port}"})
            line.getresponse().read()
        except OSError:
            time.sleep(STEP)
        else:
            return
        finally:
            line.close()


def _read(home: Home) -> dict[str, object]:
    """Return what the owner of the lock wrote; nothing when nobody holds it."""
    try:
        descriptor = locks.opened(home.path / NAME)
    except OSError:
        return {}
    try:
        if locks.taken(descriptor):
            return {}
        said = json.loads(os.pread(descriptor, 4096, 0) or b"{}")
    except ValueError:
        return {}
    finally:
        os.close(descriptor)
    return said if isinstance(said, dict) else {}
