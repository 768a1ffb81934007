# SPDX-License-Identifier: Apache-2.0
"""Two processes serve one address: what both are told counts once, one that is killed comes back, both end together."""

import base64
import http.client
import json
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry
from tests.sdk.conftest import free_port, serving

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
_AUTH = base64.b64encode(b"wk_server:").decode()


def _workers(pid: int) -> list[int]:
    """Give the processes that a server started."""
    return sorted(int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def _sent(port: int, n: int) -> int:
    """Send what is the same for each n in a group of ten; give the status, 0 where nobody answered."""
    items = [{"type": "track", "event": "E", "userId": "u", "messageId": f"{n // 10}-{k}"} for k in range(5)]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("POST", "/v1/batch", json.dumps({"batch": items}), {"Authorization": f"Basic {_AUTH}"})
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def _within(seconds: float, there: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not there():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_two_processes_count_each_event_once_and_one_that_is_killed_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("web", "server"):
        timeline.create_source(kind=kind, name=kind, write_key=f"wk_{kind}", now=datetime.now(UTC))
    monkeypatch.setenv("OMOTENASHI_WORKERS", "2")
    port = free_port()
    with serving(port) as server:
        assert _within(60, lambda: len(_workers(server.pid)) == 2)
        first = _workers(server.pid)
        with ThreadPoolExecutor(8) as senders:
            told = list(senders.map(lambda n: _sent(port, n), range(100)))
        assert (set(told), Entry.objects.count()) == ({200}, 50)
        os.kill(first[0], signal.SIGKILL)
        assert _within(60, lambda: len(_workers(server.pid)) == 2 and first[0] not in _workers(server.pid))
        second = _workers(server.pid)
        assert _within(60, lambda: [_sent(port, 1000 + n) for n in range(10)] == [200] * 10)
        assert Entry.objects.count() == 55
    connection.close()
    assert _within(20, lambda: not any(Path(f"/proc/{one}").exists() for one in {*first, *second}))
