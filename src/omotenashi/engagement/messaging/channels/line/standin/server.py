# SPDX-License-Identifier: Apache-2.0
"""The stand-in as a server on this machine's own address, so that the SDK speaks to it as it speaks to LINE."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from omotenashi.base import clock
from omotenashi.engagement.messaging.channels.line.standin.contract import Standin

TOKEN = "standin-of-line"  # noqa: S105  # opens nothing but the stand-in


def secret() -> str:
    """Give the secret of the channel that there is not: this installation's own."""
    return hashlib.blake2b(settings.CARD_KEY, person=b"line messages", digest_size=16).hexdigest()


@cache
def here() -> str:
    """Give the address of this process's stand-in; it begins with the first message."""
    server = _serving(Standin(token=TOKEN, used=_used))
    return f"http://127.0.0.1:{server.server_port}"


@contextmanager
def standing_in(standin: Standin) -> Iterator[str]:
    """Run a stand-in for a while; give its address."""
    server = _serving(standin)
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _used() -> int:
    """Count what this month went to LINE: the stand-in of another process may have taken it."""
    from django.db import connection

    from omotenashi.engagement.messaging.models import Message
    from omotenashi.places.locations.queries import zone

    month = clock.now().astimezone(zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    try:
        return Message.objects.filter(channel="line", state="sent", sent_at__gte=month).count()
    finally:
        # This thread serves one caller and leaves no line behind.
        connection.close()


def _serving(standin: Standin) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "LINE-stand-in"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:  # the library's name
            self._answer(b"")

        def do_POST(self) -> None:  # the library's name
            self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _answer(self, body: bytes) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, extra, said = standin.answer(self.command, urlsplit(self.path).path, headers, body)
            if not status:
                # It was taken, and whoever sent it will never know.
                self.close_connection = True
                self.connection.close()
                return
            data = json.dumps(said, ensure_ascii=False).encode()
            self.send_response(status)
            for name, value in {**extra, "Content-Type": "application/json", "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True, name="line-stand-in").start()
    return server
