# SPDX-License-Identifier: Apache-2.0
"""The SDKs for Python and Node, all six calls: what is stored is what was said, and no call fails."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from segment.analytics.client import Client  # type: ignore[import-untyped]  # it brings no types

from omotenashi.people.timeline.models import Entry, Rejected

GOLDEN = [
    ("identify", "Identified", {"email": "hana@example.com", "lastName": "山田", "firstName": "花"}),
    ("track", "Product Viewed", {"sku": "A-1", "price": 12800}),
    ("page", "Page Viewed", {"path": "/", "name": "Home"}),
    ("screen", "Screen Viewed", {"tab": "points", "name": "Card"}),
    ("group", "Group Joined", {"name": "Hana Inc.", "groupId": "g1"}),
    ("alias", "Aliased", {}),
]


def stored() -> list[tuple[str, str, dict[str, Any]]]:
    """Give what lies in the timeline, in the order of the calls."""
    order = {kind: n for n, (kind, _name, _props) in enumerate(GOLDEN)}
    rows = Entry.objects.exclude(source__kind="internal").values_list("type", "name", "props")
    return sorted(rows, key=lambda row: order[row[0]])


def all_six(client: Client) -> None:
    """Call everything that the SDK offers."""
    client.identify("u1", traits={"email": "hana@example.com", "lastName": "山田", "firstName": "花"})
    client.track("u1", "Product Viewed", properties={"sku": "A-1", "price": 12800})
    client.page("u1", name="Home", properties={"path": "/"})
    client.screen("u1", name="Card", properties={"tab": "points"})
    client.group("u1", "g1", traits={"name": "Hana Inc."})
    client.alias("a1", "u1")


@pytest.mark.parametrize("packed", [False, True])
def test_python(port: int, packed: bool) -> None:
    failed: list[Any] = []
    client = Client(
        "wk_server", host=f"http://127.0.0.1:{port}", gzip=packed, on_error=lambda error, _items: failed.append(error)
    )
    all_six(client)
    client.shutdown()
    assert (failed, stored(), Rejected.objects.count()) == ([], GOLDEN, 0)
    told = Entry.objects.filter(source__kind="server").values_list("context", flat=True)
    assert {context["library"]["name"] for context in told} == {"analytics-python"}
    assert not Entry.objects.filter(source__kind="server", original_at=None).exists()
    assert not Entry.objects.filter(source__kind="server", sent_at=None).exists()


def test_node(port: int, node: str) -> None:
    line = [node, "send.mjs", f"http://127.0.0.1:{port}", "wk_server"]
    done = subprocess.run(line, cwd=Path(__file__).parent, capture_output=True, check=True, timeout=60)
    assert (json.loads(done.stdout), stored(), Rejected.objects.count()) == ([], GOLDEN, 0)


@contextmanager
def answering(*statuses: tuple[int, dict[str, str]]) -> Iterator[tuple[int, list[int]]]:
    """A stand-in that answers one after the other, then with 200; give its port and what it answered."""
    waiting, given = list(statuses), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = waiting.pop(0) if waiting else (200, {})
            given.append(status)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, given
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("first", "attempts"),
    [
        ((400, {}), [400]),
        ((401, {}), [401]),
        ((403, {}), [403]),
        ((429, {"Retry-After": "1", "X-RateLimit-Reset": "1"}), [429, 200]),
        ((503, {"Retry-After": "1"}), [503, 200]),
    ],
)
def test_how_often_python_comes_back(first: tuple[int, dict[str, str]], attempts: list[int]) -> None:
    with answering(first) as (port, given):
        client = Client("wk", host=f"http://127.0.0.1:{port}")
        client.track("u1", "E")
        client.shutdown()
    assert given == attempts
