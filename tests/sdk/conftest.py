# SPDX-License-Identifier: Apache-2.0
"""A server that real SDKs send to, and the packages of npm where they can be had."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from omotenashi.people.timeline import actions as timeline

HERE = Path(__file__).parent
_SERVE = "from omotenashi.config.servers import web; web.serve(host='127.0.0.1', port={port})"


@pytest.fixture(scope="session")
def node() -> str:
    """A node whose folder holds the SDKs; skipped where neither can be had."""
    found = shutil.which("node")
    npm = shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("node and npm are not installed")
    if not (HERE / "node_modules" / "@segment" / "analytics-next").is_dir():
        line = [npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
        done = subprocess.run(line, cwd=HERE, capture_output=True, check=False, timeout=300)  # our own
        if done.returncode:
            pytest.skip("the SDKs could not be fetched from npm: no network?")
    return found


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve this test's database from a process of its own, as granian does it."""
    values = connection.settings_dict
    place = f"postgresql://{quote(str(values['USER']))}:{quote(str(values['PASSWORD']))}@/{values['NAME']}"
    address = f"{place}?host={quote(str(values['HOST']), safe='')}&port={values['PORT'] or 5432}"
    environ = {**os.environ, "DATABASE_URL": address, "OMOTENASHI_SECRET": settings.SECRET_KEY}
    server = subprocess.Popen([sys.executable, "-c", _SERVE.format(port=port)], env=environ)  # our own
    try:
        wait_for(port)
        yield server
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _try in range(900):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/projects/wk_web/settings", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:  # its rows are committed
    """A port where a server with a source of each kind listens."""
    now = datetime.now(UTC)
    for kind in ("web", "server"):
        timeline.create_source(kind=kind, name=kind, write_key=f"wk_{kind}", now=now)
    found = free_port()
    with serving(found):
        yield found
