# SPDX-License-Identifier: Apache-2.0
"""The server is killed with -9 while events are sent: whatever was acknowledged is there, and everything once."""

import base64
import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry
from tests.sdk.conftest import free_port, serving

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
_AUTH = base64.b64encode(b"wk_server:").decode()
ROUNDS, SENDERS = 2, 4


def _worker_of(pid: int) -> list[int]:
    """Give the processes that a process started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class _Sender(threading.Thread):
    """Sends batches one after the other; one that was not acknowledged is sent again, as SDKs do."""

    def __init__(self, number: int, ports: list[int], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.ports, self.stop = number, ports, stop
        self.acknowledged: list[str] = []

    def run(self) -> None:
        """Send until told to stop."""
        for n in range(100_000):
            ids = [f"{self.number}-{n}-{k}" for k in range(5)]
            while not self._sent(ids):
                if self.stop.is_set():
                    return
                time.sleep(0.05)
            self.acknowledged += ids
            if self.stop.is_set():
                return

    def _sent(self, ids: list[str]) -> bool:
        items = [{"type": "track", "event": "E", "userId": f"u{self.number}", "messageId": one} for one in ids]
        line = http.client.HTTPConnection("127.0.0.1", self.ports[-1], timeout=5)
        try:
            line.request("POST", "/v1/batch", json.dumps({"batch": items}), {"Authorization": f"Basic {_AUTH}"})
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def test_every_acknowledged_event_is_there_exactly_once() -> None:
    now = datetime.now(UTC)
    for kind in ("web", "server"):
        timeline.create_source(kind=kind, name=kind, write_key=f"wk_{kind}", now=now)
    ports, stop = [free_port()], threading.Event()
    senders = [_Sender(number, ports, stop) for number in range(SENDERS)]
    for turn in range(ROUNDS + 1):
        if turn:
            ports.append(free_port())
        with serving(ports[-1]) as server:
            if not turn:
                for sender in senders:
                    sender.start()
            time.sleep(1.5)
            if turn < ROUNDS:
                for pid in (server.pid, *_worker_of(server.pid)):
                    os.kill(pid, signal.SIGKILL)
            else:
                stop.set()
                for sender in senders:
                    sender.join(20)
    connection.close()
    counts = Counter(Entry.objects.filter(source__kind="server").values_list("message_id", flat=True))
    told = [one for sender in senders for one in sender.acknowledged]
    assert len(told) > 20
    assert (set(told) - set(counts), max(counts.values())) == (set(), 1)
